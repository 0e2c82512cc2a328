import { STATUS_CODES } from "node:http";
import { ERROR_STATUS, type FieldFault } from "@bulkhead/kernel/error.ts";
import type { PublicError } from "./format.ts";
import { toPointer } from "./pointer.ts";

/** RFC 9457 problem details, with the members `code`, `request_id`, `errors` and more added. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  instance: string;
  code: string;
  request_id: string;
  errors?: { pointer: string; code: string; detail: string }[];
  denied?: string[];
  missing?: string[];
  /** Of INSUFFICIENT_AUTHENTICATION: as what class to sign in again, and how many seconds that lasts (RFC 9470). */
  acr_values?: string[];
  max_age?: number;
  /** Of TENANT_SUSPENDED, to Admins: the operator's reason. */
  reason?: string;
  /** Of RATE_LIMITED: which budget is spent, and after how many seconds it is not. */
  budget?: string;
  retry_after?: number;
}

/** A status in words; 460 is the tus protocol's own. */
export const reasonOf = (status: number): string =>
  status === 460 ? "Checksum Mismatch" : (STATUS_CODES[status] ?? "Error");

export const PROBLEM_JSON = "application/problem+json; charset=utf-8";

/** `argumentNames`: arguments of the operation that are called otherwise where the problem is read. */
export function toProblem(
  error: PublicError,
  instance: string,
  argumentNames: Readonly<Record<string, string>> = {},
): Problem {
  const { code, requestId, fields, denied, missing, acrValues, maxAge, reason, budget, retryAfter } = error.extensions;
  const status = ERROR_STATUS[code];
  return {
    type: `urn:bulkhead:error:${code}`,
    title: reasonOf(status),
    status,
    detail: error.message,
    instance,
    code,
    request_id: requestId,
    ...(Array.isArray(fields)
      ? { errors: (fields as FieldFault[]).map((fault) => toFault(fault, argumentNames)) }
      : {}),
    ...(Array.isArray(denied) ? { denied: denied.map(String) } : {}),
    ...(Array.isArray(missing) ? { missing: missing.map(String) } : {}),
    ...(Array.isArray(acrValues) ? { acr_values: acrValues.map(String) } : {}),
    ...(typeof maxAge === "number" ? { max_age: maxAge } : {}),
    ...(typeof reason === "string" ? { reason } : {}),
    ...(typeof budget === "string" ? { budget } : {}),
    ...(typeof retryAfter === "number" ? { retry_after: retryAfter } : {}),
  };
}

function toFault({ path, code, message }: FieldFault, names: Readonly<Record<string, string>>) {
  return { pointer: toPointer(path, names), code, detail: message };
}
