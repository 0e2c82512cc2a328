import { AppError, notFound } from "@bulkhead/kernel/error.ts";
import { expired, lengthIsSet } from "@bulkhead/kernel/upload-errors.ts";
import { ERRORS } from "@tus/server";

/** What @tus/server throws of its own: a status and a line of text. */
interface TusError {
  status_code: number;
  body: string;
}

/**
 * What the library refused, in the words of the house. Its own faults are few: we look at headers before it does, and what
 * the store throws comes through as it is.
 */
export function refusalOf(status: number, fault: unknown): unknown {
  if (fault instanceof Error) return fault;
  switch (fault) {
    case ERRORS.FILE_NOT_FOUND:
      return notFound();
    case ERRORS.FILE_NO_LONGER_EXISTS:
      return expired();
    case ERRORS.INVALID_LENGTH:
      return lengthIsSet();
    case ERRORS.ERR_SIZE_EXCEEDED:
      return new AppError(
        "BODY_TOO_LARGE",
        "This body has more bytes than are missing of its upload. HEAD answers how many have come, and how many it takes.",
      );
  }
  const text = (fault as TusError | undefined)?.body?.trim() ?? "";
  return status < 500
    ? new AppError("BAD_USER_INPUT", `This is not as the tus protocol has it: ${text}.`)
    : new Error(`@tus/server answered ${status}: ${text}`);
}
