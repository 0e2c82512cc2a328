import { stringifyJson } from "@bulkhead/kernel/json-text.ts";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Edge } from "../edge.ts";
import type { PublicError } from "../errors/format.ts";
import type { OperationRequest } from "../passage.ts";
import { admitDocument } from "../pipeline.ts";
import { answer } from "./apollo-server.ts";
import { tellHowCached } from "./cache-status.ts";
import { tellHowToSignIn } from "./challenge.ts";
import { tellWhenToComeBack } from "./rate-limit.ts";
import { speaksByStatus } from "./status.ts";

const JSON_BODY = /^application\/json(; ?charset=utf-8)?$/i;
const FIELDS: ReadonlySet<string> = new Set(["query", "operationName", "variables"]);

/**
 * The operation of a POST that leaves nothing to negotiate: JSON in, JSON out, and in it `query`, `operationName` and
 * `variables` of the right types. Nearly every request is one. Undefined for every other, which is Apollo Server's.
 */
export function plainOperation({ method, headers, body }: FastifyRequest): OperationRequest | undefined {
  const { accept = "*/*", "content-type": type = "" } = headers;
  if (method !== "POST" || !JSON_BODY.test(type) || (accept !== "*/*" && accept !== "application/json"))
    return undefined;
  if (!isObject(body) || !Object.keys(body).every((key) => FIELDS.has(key))) return undefined;
  const { query, operationName, variables } = body;
  if (typeof query !== "string" || query === "") return undefined;
  if (operationName != null && typeof operationName !== "string") return undefined;
  if (variables != null && !isObject(variables)) return undefined;
  return { source: query, operationName: operationName ?? undefined, variables: variables ?? {} };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Answers as Apollo Server would, byte for byte, through the same steps: it only leaves out what has no say here. */
export async function answerPlainPost(
  { passage }: FastifyRequest,
  reply: FastifyReply,
  operation: OperationRequest,
  edge: Edge,
): Promise<FastifyReply> {
  passage.operation = operation;
  let refusal: unknown;
  try {
    admitDocument(passage, edge);
  } catch (error) {
    refusal = error;
  }
  const { result, status } = await answer({ passage, progress: { refusal, answered: false } }, edge);
  const { errors, data } = result;
  reply.raw.setHeader("content-type", "application/json; charset=utf-8");
  tellWhenToComeBack(reply.raw, passage);
  tellHowCached(reply.raw, passage.caching);
  if (status === 401) tellHowToSignIn(reply.raw, passage.arrival, errors?.[0] as PublicError | undefined);
  return reply.code(speaksByStatus(status) ? status : 200).send(`${stringifyJson({ errors, data })}\n`);
}
