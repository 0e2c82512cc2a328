import { AppError } from "@bulkhead/kernel/error.ts";
import { unauthenticated } from "@bulkhead/kernel/principal.ts";
import { type ExecutionArgs, type ExecutionResult, GraphQLError, type GraphQLFormattedError } from "graphql";
import { type Context, makeServer, type Server, type SubscribePayload } from "graphql-ws";
import type { Edge } from "../edge.ts";
import { formatRefusal } from "../errors/format.ts";
import { beginPassage } from "../http/arrival.ts";
import type { Arrival, Passage } from "../passage.ts";
import { admitDocument, admitOperation, enter } from "../pipeline.ts";
import { admitConnection } from "./admission.ts";
import { hold } from "./answer-text.ts";
import { closingOf, TRY_LATER } from "./close.ts";
import type { Connection } from "./connection.ts";
import type { Connections } from "./connections.ts";
import { executeOnce, follow } from "./follow.ts";
import { Refused } from "./refused.ts";
import { openSubscription } from "./subscription.ts";

type SocketContext = Context<Record<string, unknown>, Connection>;

/** Where sockets are opened. */
export const SOCKET_PATH = "/graphql";

/** Formatted errors by the GraphQLError that graphql-ws insists on carrying. */
const formatted = new WeakMap<GraphQLError, GraphQLFormattedError>();

/**
 * graphql-transport-ws over the same pipeline as HTTP: the entrance at `connection_init` and again for every operation,
 * then document, authorisation, plan and execution.
 */
export function createSocketProtocol(edge: Edge, connections: Connections): Server<Connection> {
  return makeServer<Record<string, unknown>, Connection>({
    onConnect: (ctx) => connect(ctx, edge, connections),
    onSubscribe: (ctx, _id, payload) => admit(ctx, payload, edge),
    execute: (args) => orRefusal(args.contextValue as Passage, (passage) => executeOnce(passage, edge)),
    subscribe: (args) => orRefusal(args.contextValue as Passage, (passage) => openSubscription(passage, edge)),
    onOperation: (ctx, _id, _payload, { contextValue }, result) =>
      isStream(result) ? follow(result, ctx.extra, contextValue as Passage, edge, connections) : undefined,
    // Written here, errors formatted already, and once for all who get the same; `send` puts it in.
    onNext: (_ctx, _id, _payload, _args, result) => hold(result) as never,
    onError: (ctx, _id, _payload, errors) =>
      errors.flatMap((error) => formatted.get(error) ?? formatLate(error, ctx, edge)),
  });
}

function isStream(result: unknown): result is AsyncGenerator<ExecutionResult> {
  return typeof result === "object" && result !== null && Symbol.asyncIterator in result;
}

type Answer = ExecutionResult | AsyncGenerator<ExecutionResult>;

/** graphql-ws closes the socket when a hook throws; a stream that begins with an error ends one operation only. */
async function orRefusal(passage: Passage, answer: (passage: Passage) => Promise<Answer>): Promise<Answer> {
  try {
    return await answer(passage);
  } catch (error) {
    return failing(new Refused(passage.request, { midway: false, cause: error }));
  }
}

async function* failing(refused: Refused): AsyncGenerator<ExecutionResult> {
  yield* [];
  throw refused;
}

async function connect(ctx: SocketContext, edge: Edge, connections: Connections): Promise<boolean> {
  const connection = ctx.extra;
  // graphql-ws holds null for what is being opened or answers once.
  connection.isBusy = () => Object.values(ctx.subscriptions).includes(null);
  connection.arrival = { ...connection.arrival, ...credentialIn(ctx.connectionParams) };
  try {
    const { passage, tenantId } = await authenticateFirst(connection, edge);
    // A proof opens one request, and this was it; what follows on this connection is the same sender's.
    connection.arrival = { ...connection.arrival, proof: "proved" };
    await admitConnection(connection, passage.request.principal, tenantId, edge, connections);
  } catch (error) {
    const { code, reason } = closingOf(error) ?? { code: 4500, reason: "INTERNAL_SERVER_ERROR" };
    if (code === 4500) formatRefusal(error, beginPassage(connection.arrival).request, edge);
    connection.close(code, reason);
  }
  return true;
}

/** Where a browser, which sets no headers on a WebSocket, says who it is. A proof is for GET of the socket's address. */
function credentialIn(params: SocketContext["connectionParams"]): Partial<Arrival> {
  const authorization = params?.authorization ?? params?.Authorization;
  const dpop = params?.dpop ?? params?.DPoP;
  if (typeof authorization !== "string") return {};
  const proof = typeof dpop === "string" ? { jwt: dpop, method: "GET", target: SOCKET_PATH } : undefined;
  return { authorization, proof };
}

/** The entrance with a request of its own; the socket takes nobody without a tenant. */
async function authenticateFirst(connection: Connection, edge: Edge): Promise<{ passage: Passage; tenantId: string }> {
  const passage = beginPassage(connection.arrival);
  await enter(passage, edge);
  const { tenantId } = passage.request.principal;
  if (tenantId === null) {
    edge.ports.denials.denyAnonymous(passage.request.clientAddress, "NO_CREDENTIAL");
    throw unauthenticated();
  }
  return { passage, tenantId };
}

async function admit(
  ctx: SocketContext,
  payload: SubscribePayload,
  edge: Edge,
): Promise<ExecutionArgs | GraphQLError[]> {
  const passage = beginPassage(ctx.extra.arrival);
  try {
    await enter(passage, edge);
    const { operationsPerSocket } = edge.config;
    if (Object.keys(ctx.subscriptions).length > operationsPerSocket)
      throw new AppError(
        "TOO_MANY_OPERATIONS",
        `A socket may run ${operationsPerSocket} operations at once. Complete one first.`,
      );
    passage.operation = {
      source: payload.query,
      operationName: payload.operationName ?? undefined,
      variables: payload.variables ?? {},
    };
    admitDocument(passage, edge);
    if (!passage.prepared) throw new Error("an admitted document is prepared");
    if (passage.prepared.operation.operation === "subscription") await admitOperation(passage, edge);
    return { schema: edge.supergraph.apiSchema, document: passage.prepared.document, contextValue: passage };
  } catch (error) {
    closeAfter(ctx, error, false);
    return formatRefusal(error, passage.request, edge).map(carry);
  }
}

function carry(error: GraphQLFormattedError): GraphQLError {
  const carrier = new GraphQLError(error.message);
  formatted.set(carrier, error);
  return carrier;
}

/** An error that ended an operation already begun: graphql-ws wraps it in one of its own. */
function formatLate(error: GraphQLError, ctx: SocketContext, edge: Edge): GraphQLFormattedError[] {
  const { originalError } = error;
  if (!(originalError instanceof Refused))
    return formatRefusal(originalError ?? error, beginPassage(ctx.extra.arrival).request, edge);
  closeAfter(ctx, originalError.refusal, originalError.midway);
  return formatRefusal(originalError.refusal, originalError.request, edge);
}

/** Losing its right, or coming too fast to be followed, ends a connection; asking for too much refuses one operation. */
function endsConnection(reason: string, code: number, midway: boolean): boolean {
  if (reason === "FORBIDDEN" || reason === "TOO_MANY_MESSAGES") return midway;
  return code !== TRY_LATER;
}

/** Once the error itself has been sent. */
function closeAfter({ extra }: SocketContext, error: unknown, midway: boolean): void {
  const closing = closingOf(error);
  if (!closing || !endsConnection(closing.reason, closing.code, midway)) return;
  setImmediate(() => extra.close(closing.code, closing.reason));
}
