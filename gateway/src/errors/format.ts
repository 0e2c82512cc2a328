import type { RequestContext } from "@bulkhead/kernel/context.ts";
import { describeFault } from "@bulkhead/kernel/database.ts";
import {
  type AppError,
  appErrorOf,
  ERROR_STATUS,
  type ErrorCode,
  MASKED_MESSAGE,
  rootOf,
} from "@bulkhead/kernel/error.ts";
import { GraphQLError, type GraphQLFormattedError } from "graphql";
import type { Edge } from "../edge.ts";
import { DocumentFaults } from "../steps/validate.ts";

/** A public error: nothing in it was not meant to be seen. */
export interface PublicError extends GraphQLFormattedError {
  extensions: Record<string, unknown> & { code: ErrorCode; requestId: string };
}

/** What refused an operation before it began, as errors of its answer. */
export function formatRefusal(refusal: unknown, request: RequestContext, edge: Edge): PublicError[] {
  const faults = refusal instanceof DocumentFaults ? refusal.faults : [refusal];
  return faults.map((fault) => formatError(fault, request, edge));
}

/** Errors of an operation that ran. */
export function formatResultErrors(
  errors: readonly GraphQLError[],
  request: RequestContext,
  operation: string,
  edge: Edge,
): PublicError[] {
  recordDenials(errors, request, operation, edge);
  return errors.map((error) => formatError(error, request, edge));
}

/** A subgraph's own refusal is a denial like the gateway's, only found later: it knows the arguments. */
export function recordDenials(
  errors: readonly GraphQLError[],
  request: RequestContext,
  operation: string,
  edge: Edge,
): void {
  for (const code of ["FORBIDDEN", "INSUFFICIENT_AUTHENTICATION"]) {
    const denied = errors.filter((error) => appErrorOf(error)?.code === code);
    if (denied.length === 0) continue;
    edge.ports.denials.deny(request, {
      operation,
      coordinates: denied.map((error) => (error.path ?? []).filter((one) => typeof one === "string").join(".")),
      missing: [...new Set(denied.flatMap((error) => missingOf(error)))],
      ...(code === "FORBIDDEN" ? {} : { reason: code }),
    });
  }
}

function missingOf(error: GraphQLError): string[] {
  const missing = appErrorOf(error)?.extensions?.missing;
  return Array.isArray(missing) ? missing.map(String) : [];
}

export function formatError(error: unknown, request: RequestContext, edge: Edge): PublicError {
  const { requestId } = request;
  const place = error instanceof Error ? placeOf(error) : {};
  const known = appErrorOf(error);
  if (known) {
    logKnown(known, requestId, edge);
    const { code, message, fields, extensions } = known;
    return { message, ...place, extensions: { ...extensions, ...(fields ? { fields } : {}), code, requestId } };
  }
  // graphql-jit's errors inherit from GraphQLError without its constructor having run.
  if (error instanceof GraphQLError && isDocumentCode(error.extensions?.code))
    return { message: error.message, ...place, extensions: { code: error.extensions.code, requestId } };
  const detail = describeFault(error instanceof Error ? rootOf(error) : error);
  edge.ports.log.error({ requestId, detail }, "unforeseen error");
  return { message: MASKED_MESSAGE, ...place, extensions: { code: "INTERNAL_SERVER_ERROR", requestId } };
}

function isDocumentCode(code: unknown): code is "GRAPHQL_PARSE_FAILED" | "GRAPHQL_VALIDATION_FAILED" {
  return code === "GRAPHQL_PARSE_FAILED" || code === "GRAPHQL_VALIDATION_FAILED";
}

/** graphql-jit's errors are no GraphQLError of ours but carry the same properties. */
function placeOf(error: Error): Pick<GraphQLFormattedError, "path" | "locations"> {
  const { path, locations } = error as Partial<GraphQLError>;
  const isRunning = path !== undefined;
  // Locations of an error that arose in a subgraph point into a document the client has never seen.
  return { ...(path ? { path } : {}), ...(locations && !isRunning ? { locations } : {}) };
}

function logKnown({ code, detail, cause }: AppError, requestId: string, edge: Edge): void {
  if (ERROR_STATUS[code] < 500 && detail === undefined) return;
  const because = cause instanceof Error ? cause.message : undefined;
  edge.ports.log.warn({ requestId, code, detail: detail ?? because }, "request failed");
}

/** HTTP status of an answer that consists of errors alone. */
export function statusOf(errors: readonly PublicError[]): number {
  return errors[0] ? ERROR_STATUS[errors[0].extensions.code] : 500;
}
