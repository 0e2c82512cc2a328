import { describeFault } from "@bulkhead/kernel/database.ts";
import { AppError, appErrorOf } from "@bulkhead/kernel/error.ts";
import type { Fault } from "./messages.ts";

export function faultOf(error: unknown): Fault {
  const known = appErrorOf(error);
  return { code: known?.code, message: known?.message ?? "", detail: describeFault(error) };
}

export function errorOf({ code, message, detail }: Fault): Error {
  return code ? new AppError(code, message, { detail, cause: detail }) : Object.assign(new Error(), { stack: detail });
}
