import { AppError } from "@bulkhead/kernel/error.ts";
import { unauthenticated } from "@bulkhead/kernel/principal.ts";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { ExecutionResult } from "graphql";
import type { Edge } from "../edge.ts";
import { formatRefusal, type PublicError } from "../errors/format.ts";
import type { Passage } from "../passage.ts";
import { admitOperation } from "../pipeline.ts";
import { admitConnection } from "../socket/admission.ts";
import { type Closing, closingOf, EXPIRED, GOING_AWAY, TRY_LATER } from "../socket/close.ts";
import type { Connection } from "../socket/connection.ts";
import type { Connections } from "../socket/connections.ts";
import { cursorOfAnswer } from "../socket/deliver.ts";
import { follow } from "../socket/follow.ts";
import { Refused } from "../socket/refused.ts";
import { openSubscription } from "../socket/subscription.ts";
import { type EventStream, openEventStream, type SentEvent } from "./event-stream.ts";

/** How a route writes what happens on its stream. */
export interface StreamFormat {
  answer(result: ExecutionResult): Omit<SentEvent, "id">;
  /** Why nothing more will come; `mayReturn` when the same client may come back and resume. */
  refusal(errors: readonly PublicError[], mayReturn: boolean): readonly SentEvent[];
  /** The source has ended by itself. */
  end(): readonly SentEvent[];
}

const SLOW: Closing = { code: TRY_LATER, reason: "SLOW_CONSUMER" };

/**
 * Answers with the events of the subscription in `passage.operation`, until the reader leaves or may no longer read. What
 * refuses it before it begins is thrown, and answered by its status like any other request's refusal.
 */
export async function serveStream(
  request: FastifyRequest,
  reply: FastifyReply,
  format: StreamFormat,
  edge: Edge,
  connections: Connections,
): Promise<FastifyReply> {
  const { passage } = request;
  if (connections.isStopping()) throw new AppError("UNAVAILABLE", "This process is about to stop. Try again.");
  await admitOperation(passage, edge);
  const { tenantId } = passage.request.principal;
  if (tenantId === null) throw unauthenticated();
  // A proof opens one request, and this was it.
  const { proof } = passage.arrival;
  passage.arrival = { ...passage.arrival, proof: proof && "proved" };
  const ending: Ending = { close: () => {}, beat: () => {} };
  const connection = connectionOf(passage, ending);
  connections.opened(connection);
  reply.raw.once("close", () => connections.closed(connection));
  try {
    await admitConnection(connection, passage.request.principal, tenantId, edge, connections);
    const events = await openSubscription(passage, edge, lastEventId(request));
    // Who was sent away or left meanwhile gets no stream.
    if (ending.closing) throw new AppError("UNAVAILABLE", "This connection may not stay. Try again.");
    const running = follow(events, connection, passage, edge, connections);
    reply.hijack();
    if (reply.raw.destroyed) {
      await running.return(undefined);
      return reply;
    }
    void pump(running, reply, format, ending, passage, edge);
  } catch (error) {
    connections.closed(connection);
    throw error;
  }
  return reply;
}

/** What others may do to a stream, before there is one and then. */
interface Ending {
  closing?: Closing;
  close(closing: Closing): void;
  beat(): void;
}

function connectionOf({ arrival }: Passage, ending: Ending): Connection {
  return {
    arrival: { ...arrival, contentLength: undefined },
    tenantId: undefined,
    subscriptions: new Set(),
    doubtedSince: undefined,
    expiry: undefined,
    isBusy: () => false,
    close(code, reason) {
      ending.closing ??= { code, reason };
      ending.close(ending.closing);
    },
    beat: () => ending.beat(),
  };
}

/** Empty is what a browser has before the first event. */
function lastEventId({ headers }: FastifyRequest): string | undefined {
  const id = headers["last-event-id"];
  return typeof id === "string" && id !== "" ? id : undefined;
}

async function pump(
  events: AsyncGenerator<ExecutionResult>,
  reply: FastifyReply,
  format: StreamFormat,
  ending: Ending,
  passage: Passage,
  edge: Edge,
): Promise<void> {
  const stream = openEventStream(reply.raw, () => ending.close(SLOW));
  ending.beat = () => stream.comment("beat");
  ending.close = (closing) => {
    sayWhy(stream, format, closing, passage, edge);
    void events.return(undefined);
    stream.end();
  };
  void stream.closed.then(() => events.return(undefined));
  try {
    for await (const result of events) await stream.send({ ...format.answer(result), id: cursorOfAnswer(result) });
    if (!reply.raw.writableEnded) for (const event of format.end()) await stream.send(event);
  } catch (error) {
    const { refusal, request } = error instanceof Refused ? error : { refusal: error, request: passage.request };
    const mayReturn = closingOf(refusal)?.code === TRY_LATER;
    for (const event of format.refusal(formatRefusal(refusal, request, edge), mayReturn)) await stream.send(event);
  }
  stream.end();
}

/** Proxies and people who look on see it in a comment, clients as their format has it. */
function sayWhy(
  stream: EventStream,
  format: StreamFormat,
  { code, reason }: Closing,
  passage: Passage,
  edge: Edge,
): void {
  stream.comment(`closing ${code} ${reason}`);
  const refusal = REFUSALS[reason];
  if (!refusal) return;
  const errors = formatRefusal(refusal(), passage.request, edge);
  for (const event of format.refusal(errors, MAY_RETURN.has(code) || reason === EXPIRED.reason))
    void stream.send(event);
}

const MAY_RETURN: ReadonlySet<number> = new Set([TRY_LATER, GOING_AWAY.code]);

const REFUSALS: Record<string, () => AppError> = {
  UNAUTHENTICATED: unauthenticated,
  TENANT_SUSPENDED: () => new AppError("TENANT_SUSPENDED", "This tenant is suspended. Ask its Admins."),
  NETWORK_NOT_ALLOWED: () => new AppError("NETWORK_NOT_ALLOWED", "Your tenant does not allow this network any more."),
  UNAVAILABLE: () =>
    new AppError("UNAVAILABLE", "Whether you may stay cannot be found out now. Come back in a moment."),
  [EXPIRED.reason]: () => new AppError("UNAUTHENTICATED", "Your access token has expired. Come back with a fresh one."),
  [GOING_AWAY.reason]: () =>
    new AppError("UNAVAILABLE", "This process stops. Come back, and resume after your last cursor."),
};
