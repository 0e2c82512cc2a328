import type { ServerResponse } from "node:http";
import { createSourceEventStream, type ExecutionResult } from "graphql";
import type { RequestContext } from "./context.ts";
import { type InternalOperation, readDocument, settle, stringifyResult } from "./internal-answer.ts";
import { toInternalError } from "./internal-error.ts";
import type { Log } from "./log.ts";
import type { Subgraph } from "./subgraph.ts";

export const EVENT_STREAM = "application/x-ndjson";
/** The last line of a source that ended by itself. A stream without it was cut off. */
export const END_LINE = '{"end":true}';

/** Opens a subgraph's source of events; answers errors when it refuses. */
export async function openEvents(
  subgraph: Subgraph,
  { query, variables }: InternalOperation,
  request: RequestContext,
): Promise<AsyncIterable<unknown> | ExecutionResult> {
  return settle(async () => {
    const source = await createSourceEventStream({
      schema: subgraph.schema,
      document: readDocument(subgraph, query),
      contextValue: subgraph.context(request),
      variableValues: variables,
    });
    return source as AsyncIterable<unknown> | ExecutionResult;
  });
}

interface StreamOptions {
  request: RequestContext;
  heartbeatMs: number;
  log: Log;
}

/**
 * Sends a line for each event until the source ends, the reader leaves or `end` is called. A line has the event's cursor
 * and whether it may wait: whoever delivers the event reads it by that, as somebody who may. An empty line is a heartbeat.
 */
export function streamEvents(
  source: AsyncIterable<unknown> | ExecutionResult,
  response: ServerResponse,
  { request, heartbeatMs, log }: StreamOptions,
): { done: Promise<void>; end(): void } {
  if (!(Symbol.asyncIterator in source)) {
    response.setHeader("content-type", "application/json");
    response.end(stringifyResult(source, request.requestId, log));
    return { done: Promise.resolve(), end: () => {} };
  }
  const iterator = source[Symbol.asyncIterator]();
  // Whoever left while the source was being opened is told of no more: there will be no second "close".
  if (response.closed) {
    Promise.resolve(iterator.return?.()).catch(() => {});
    return { done: Promise.resolve(), end: () => {} };
  }
  response.setHeader("content-type", EVENT_STREAM);
  response.setHeader("connection", "close");
  response.write("\n");
  const heartbeat = setInterval(() => response.write("\n"), heartbeatMs);
  const left = new Promise<void>((resolve) => response.once("close", resolve));
  const leave = () => {
    clearInterval(heartbeat);
    // Not awaited: a source that waits for its next event may only return after it.
    Promise.resolve(iterator.return?.()).catch(() => {});
  };
  response.once("close", leave);
  const done = Promise.race([left, pump(iterator, response)])
    .catch((error: unknown) => {
      const errors = [toInternalError(error, request.requestId, log)];
      if (!response.writableEnded) response.write(`${JSON.stringify({ errors })}\n`);
    })
    .finally(() => response.end());
  return {
    done,
    end() {
      leave();
      response.end();
    },
  };
}

async function pump(iterator: AsyncIterator<unknown>, response: ServerResponse): Promise<void> {
  while (!response.writableEnded) {
    const { done, value } = await iterator.next();
    if (response.writableEnded) return;
    if (done) {
      response.write(`${END_LINE}\n`);
      return;
    }
    if (!response.write(`${JSON.stringify({ cursor: cursorOf(value), paced: isPaced(value) || undefined })}\n`))
      await drained(response);
  }
}

/** Subgraphs yield the change itself, or an object that has it under the field's name as graphql-js expects. */
function cursorOf(event: unknown): string {
  const own = (event as { cursor?: unknown }).cursor;
  const [inner] = Object.values(event as Record<string, { cursor?: unknown }>);
  const cursor = typeof own === "string" ? own : inner?.cursor;
  if (typeof cursor !== "string") throw new Error("an event has no cursor");
  return cursor;
}

/** Whether it was read at the reader's own pace, as those of a snapshot are. */
function isPaced(event: unknown): boolean {
  return (event as { paced?: unknown }).paced === true;
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    response.once("drain", resolve);
    response.once("close", resolve);
  });
}
