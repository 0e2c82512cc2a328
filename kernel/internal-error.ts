import { describeFault } from "./database.ts";
import {
  AppError,
  appErrorOf,
  ERROR_STATUS,
  type ErrorCode,
  type FieldFault,
  MASKED_MESSAGE,
  rootOf,
} from "./error.ts";
import type { Log } from "./log.ts";

/** An error between processes: what a client may see of it, and nothing else. */
export interface InternalError {
  code: ErrorCode;
  message: string;
  fields?: FieldFault[];
  extensions?: Record<string, unknown>;
  path?: readonly (string | number)[];
}

/** Detail, cause and stack stay here, in the log under the request's id. */
export function toInternalError(error: unknown, requestId: string, log: Log): InternalError {
  const path = (error as { path?: InternalError["path"] }).path;
  const place = path ? { path } : {};
  const known = appErrorOf(error);
  if (!known) {
    const detail = describeFault(error instanceof Error ? rootOf(error) : error);
    log.error({ requestId, detail }, "unforeseen error");
    return { code: "INTERNAL_SERVER_ERROR", message: MASKED_MESSAGE, ...place };
  }
  const { code, message, fields, extensions, detail, cause } = known;
  if (detail !== undefined || ERROR_STATUS[code] >= 500) {
    const because = cause instanceof Error ? cause.message : undefined;
    log.warn({ requestId, code, detail: detail ?? because }, "request failed");
  }
  return { code, message, ...(fields ? { fields } : {}), ...(extensions ? { extensions } : {}), ...place };
}

/** The error as it was thrown over there; a code that is none of ours becomes an unforeseen one. */
export function fromInternalError(error: unknown): AppError {
  const { code, message, fields, extensions } = (error ?? {}) as Partial<InternalError>;
  if (typeof message !== "string" || !isCode(code) || code === "INTERNAL_SERVER_ERROR")
    return new AppError("INTERNAL_SERVER_ERROR", MASKED_MESSAGE);
  return new AppError(code, message, {
    ...(Array.isArray(fields) ? { fields } : {}),
    ...(extensions !== null && typeof extensions === "object" ? { extensions } : {}),
  });
}

function isCode(code: unknown): code is ErrorCode {
  return typeof code === "string" && Object.hasOwn(ERROR_STATUS, code);
}
