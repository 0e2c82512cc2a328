import { AppError, notFound } from "@bulkhead/kernel/error.ts";
import { bodyTooLarge } from "../steps/body-size.ts";

/** What @tus/server throws of its own: a status and a line of text. */
interface TusError {
  status_code: number;
  body: string;
}

/**
 * What the library refused, in the words of the house. Its own faults are few: we look at headers before it does, and what
 * the store throws comes through as it is.
 */
export function refusalOf(status: number, fault: unknown, maxBytes: number): unknown {
  if (fault instanceof Error) return fault;
  const text = (fault as TusError | undefined)?.body?.trim() ?? "";
  switch (status) {
    case 404:
      return notFound();
    case 409:
      return new AppError("OFFSET_MISMATCH", "Ask with HEAD at which byte this upload is, and go on from there.", {
        fields: [{ path: "Upload-Offset", code: "OFFSET_MISMATCH", message: "This upload is at another byte." }],
      });
    case 410:
      return new AppError("UPLOAD_EXPIRED", "This upload was not finished in time, and is gone. Begin a new one.");
    case 413:
      return bodyTooLarge(maxBytes);
    default:
      return status < 500
        ? new AppError("BAD_USER_INPUT", `This is not as the tus protocol has it: ${text}.`)
        : new Error(`@tus/server answered ${status}: ${text}`);
  }
}
