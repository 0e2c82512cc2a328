import { AppError } from "@bulkhead/kernel/error.ts";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Edge } from "../edge.ts";
import type { OperationRequest, Passage } from "../passage.ts";
import { admitDocument } from "../pipeline.ts";
import { answerText } from "../socket/answer-text.ts";
import type { Connections } from "../socket/connections.ts";
import { executeOnce } from "../socket/follow.ts";
import { openEventStream } from "./event-stream.ts";
import { type StreamFormat, serveStream } from "./serve.ts";

const EVENT_STREAM = /(^|[,\s])text\/event-stream\s*($|[,;])/i;
const JSON_TYPE = /application\/(\*|json|graphql-response\+json)|\*\/\*/i;

/**
 * Whether a request asks for GraphQL over server-sent events. Some clients name every type they know in every request: of
 * theirs only a subscription is answered so, which has no other answer.
 */
export function wantsEventStream(request: FastifyRequest, edge: Edge): boolean {
  const { accept = "" } = request.headers;
  return EVENT_STREAM.test(accept) && (!JSON_TYPE.test(accept) || isSubscription(request, edge));
}

/** What is faulty is none, and is refused where it is read again. */
function isSubscription(request: FastifyRequest, edge: Edge): boolean {
  const passage: Pick<Passage, "operation" | "prepared"> = { operation: undefined, prepared: undefined };
  try {
    passage.operation = operationIn(request);
    admitDocument(passage as Passage, edge);
  } catch {
    return false;
  }
  return passage.prepared?.operation.operation === "subscription";
}

/** With a line of data, however empty: browsers hand on no event without. */
const COMPLETE = { name: "complete", data: "" };

/**
 * GraphQL over SSE, one operation a connection. A client that is told `complete` does not come back; one whose connection
 * ends without it does.
 */
const FORMAT: StreamFormat = {
  answer: (result) => ({ name: "next", data: answerText(result) }),
  refusal: (errors, mayReturn) => (mayReturn ? [] : [{ name: "next", data: JSON.stringify({ errors }) }, COMPLETE]),
  end: () => [COMPLETE],
};

/** A subscription's events, or the one answer of a query or mutation as an event. */
export async function answerGraphqlStream(
  request: FastifyRequest,
  reply: FastifyReply,
  edge: Edge,
  connections: Connections,
): Promise<FastifyReply> {
  const { passage } = request;
  passage.operation = operationIn(request);
  admitDocument(passage, edge);
  const kind = passage.prepared?.operation.operation;
  if (kind === "subscription") return serveStream(request, reply, FORMAT, edge, connections);
  if (kind === "mutation" && request.method === "GET")
    throw new AppError("METHOD_NOT_ALLOWED", "GET runs queries and subscriptions. Send a mutation by POST.");
  const result = await executeOnce(passage, edge);
  reply.hijack();
  const stream = openEventStream(reply.raw, () => reply.raw.destroy());
  await stream.send({ name: "next", data: answerText(result) });
  await stream.send(COMPLETE);
  stream.end();
  return reply;
}

function operationIn(request: FastifyRequest): OperationRequest {
  return request.method === "GET" ? operationInQuery(request) : operationInBody(request);
}

function operationInBody({ body, headers }: FastifyRequest): OperationRequest {
  if (!/^application\/json\b/i.test(headers["content-type"] ?? ""))
    throw new AppError("UNSUPPORTED_MEDIA_TYPE", "Send the operation as application/json.");
  return operationOf(body);
}

function operationInQuery({ query }: FastifyRequest): OperationRequest {
  const { variables, ...rest } = query as Record<string, unknown>;
  if (variables === undefined || variables === "") return operationOf(rest);
  return operationOf({ ...rest, variables: typeof variables === "string" ? parseVariables(variables) : variables });
}

function parseVariables(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw malformed("variables", "Must be a JSON object.", error);
  }
}

function operationOf(given: unknown): OperationRequest {
  if (!isObject(given)) throw malformed("", "Send a JSON object with `query`.");
  const { query, operationName, variables } = given;
  if (typeof query !== "string" || query === "") throw malformed("query", "Must be the text of a GraphQL document.");
  if (operationName != null && typeof operationName !== "string") throw malformed("operationName", "Must be a text.");
  if (variables != null && !isObject(variables)) throw malformed("variables", "Must be an object.");
  return { source: query, operationName: operationName || undefined, variables: variables ?? {} };
}

function malformed(path: string, message: string, cause?: unknown): AppError {
  return new AppError("BAD_USER_INPUT", path === "" ? message : `${path}: ${message}`, {
    fields: [{ path, code: "INVALID_VALUE", message }],
    cause,
  });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
