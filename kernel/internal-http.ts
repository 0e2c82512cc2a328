import { AppError } from "./error.ts";
import type { AnswerHttp, HttpExchange, HttpReply } from "./http-exchange.ts";
import type { CallOptions, InternalClient } from "./internal-client.ts";
import type { InternalHandler } from "./internal-routes.ts";
import { ANONYMOUS } from "./principal.ts";

/** Bodies are bytes and calls are text, so they travel as base64. */
interface WrittenExchange {
  method: string;
  target: string;
  headers: Record<string, string>;
  body?: string;
}

interface WrittenReply {
  status: number;
  headers: [name: string, value: string][];
  body: string;
}

/**
 * Answers HTTP by a call of a room in another process. Address and id of the request travel in the call's token, so they
 * are signed. Rejects with SUBGRAPH_UNAVAILABLE when nobody answers.
 */
export function remoteHttp(client: InternalClient, name: string): AnswerHttp {
  return async ({ method, target, headers, body, clientAddress, requestId }) => {
    const input = { method, target, headers, body: body?.toString("base64") };
    const request = { principal: ANONYMOUS, clientAddress, requestId };
    return readReply(await client.call(name, input, request, repetition(method, headers)), client.room);
  };
}

/** The other end of `remoteHttp`. */
export function httpCall(answer: AnswerHttp): InternalHandler {
  return async (input, request) => {
    if (!isExchange(input) || !request) throw otherVersion();
    const { method, target, headers } = input;
    const { clientAddress, requestId } = request;
    const body = input.body === undefined ? undefined : Buffer.from(input.body, "base64");
    const exchange: HttpExchange = { method, target, headers, body, clientAddress, requestId };
    const reply = await answer(exchange);
    return { status: reply.status, headers: reply.headers, body: reply.body.toString("base64") };
  };
}

const SAFE: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Safe methods (RFC 9110 section 9.2.1) may be sent twice, except with a DPoP proof: it is good once (RFC 9449 section
 * 11.1), and who only lost the connection would be told that its proof was stolen.
 */
function repetition(method: string, headers: HttpExchange["headers"]): CallOptions {
  return { repeatable: SAFE.has(method) && headers.dpop === undefined };
}

function isExchange(input: unknown): input is WrittenExchange {
  const { method, target, headers, body } = (input ?? {}) as Record<string, unknown>;
  return (
    typeof method === "string" &&
    typeof target === "string" &&
    typeof headers === "object" &&
    headers !== null &&
    Object.values(headers).every((value) => typeof value === "string") &&
    (body === undefined || typeof body === "string")
  );
}

/** Believed of another process only as far as it has the right shape. */
function readReply(answer: unknown, room: string): HttpReply {
  if (!isReply(answer))
    throw new AppError("SUBGRAPH_UNAVAILABLE", "A part of the platform did not answer. Try again in a moment.", {
      detail: `${room}'s answer to an HTTP exchange has another shape`,
      extensions: { subgraph: room },
    });
  return { status: answer.status, headers: answer.headers, body: Buffer.from(answer.body, "base64") };
}

function isReply(answer: unknown): answer is WrittenReply {
  const { status, headers, body } = (answer ?? {}) as Record<string, unknown>;
  return (
    Number.isInteger(status) &&
    (status as number) >= 200 &&
    (status as number) <= 599 &&
    Array.isArray(headers) &&
    headers.every((one) => Array.isArray(one) && one.length === 2 && one.every((part) => typeof part === "string")) &&
    typeof body === "string"
  );
}

function otherVersion(): AppError {
  return new AppError("UNAVAILABLE", "A part of the platform runs another version. Try again in a moment.", {
    detail: "an HTTP exchange came in a shape that this version does not know",
  });
}
