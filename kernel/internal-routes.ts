import type { ServerResponse } from "node:http";
import type { RequestContext } from "./context.ts";
import { type AnswerOperation, type InternalOperation, operationAnswerer } from "./internal-answer.ts";
import { toInternalError } from "./internal-error.ts";
import { openEvents, streamEvents } from "./internal-events.ts";
import { parseInternal, stringifyInternal } from "./internal-json.ts";
import { refuseCall, sendJson } from "./internal-reply.ts";
import type { Log } from "./log.ts";
import type { Subgraph } from "./subgraph.ts";

/** A question one room answers another. Without `request` the platform itself asks, on nobody's behalf. */
export type InternalHandler = (input: unknown, request: RequestContext | undefined) => unknown;

/** By room and name, what other processes may ask. */
export type InternalCalls = Readonly<Record<string, Readonly<Record<string, InternalHandler>>>>;

export interface Route {
  room: string;
  run(body: string, request: RequestContext | undefined, response: ServerResponse): void | Promise<void>;
}

/** The streams of events that are open. */
export interface OpenStreams {
  add(stream: { end(): void }): void;
  delete(stream: { end(): void }): void;
}

interface RoutesOptions {
  subgraphs: readonly Subgraph[];
  calls: InternalCalls;
  heartbeatMs: number;
  streams: OpenStreams;
  log: Log;
}

/** Every address a process answers at, each a whole path: nothing in one is a pattern. */
export function internalRoutes({ subgraphs, calls, heartbeatMs, streams, log }: RoutesOptions): Map<string, Route> {
  const routes = new Map<string, Route>();
  for (const subgraph of subgraphs) {
    const room = subgraph.name;
    routes.set(`/${room}/graphql`, { room, run: graphqlRoute(operationAnswerer(subgraph, log)) });
    routes.set(`/${room}/subscribe`, { room, run: subscribeRoute(subgraph, heartbeatMs, streams, log) });
  }
  for (const [room, handlers] of Object.entries(calls))
    for (const [name, handler] of Object.entries(handlers))
      routes.set(`/${room}/calls/${name}`, { room, run: callRoute(handler, log) });
  return routes;
}

function graphqlRoute(answer: AnswerOperation): Route["run"] {
  return async (body, request, response) => {
    const operation = operationOf(body);
    if (!operation || !request) return refuseCall(response, 400, "Send a query, on somebody's behalf.");
    sendJson(response, 200, await answer(operation, request));
  };
}

function subscribeRoute(subgraph: Subgraph, heartbeatMs: number, streams: OpenStreams, log: Log): Route["run"] {
  return async (body, request, response) => {
    const operation = operationOf(body);
    if (!operation || !request) return refuseCall(response, 400, "Send a subscription, on somebody's behalf.");
    const source = await openEvents(subgraph, operation, request);
    const stream = streamEvents(source, response, { request, heartbeatMs, log });
    streams.add(stream);
    await stream.done;
    streams.delete(stream);
  };
}

function callRoute(handler: InternalHandler, log: Log): Route["run"] {
  return async (body, request, response) => {
    let answer: string;
    try {
      const { input } = parseInternal(body) as { input?: unknown };
      const result = await handler(input, request);
      answer = result === undefined ? "{}" : `{"result":${stringifyInternal(result)}}`;
    } catch (error) {
      answer = `{"error":${stringifyInternal(toInternalError(error, request?.requestId ?? "", log))}}`;
    }
    sendJson(response, 200, answer);
  };
}

function operationOf(body: string): InternalOperation | undefined {
  try {
    const { query, variables } = parseInternal(body) as { query?: unknown; variables?: InternalOperation["variables"] };
    return typeof query === "string" ? { query, variables: variables ?? {} } : undefined;
  } catch {
    return undefined;
  }
}
