import { AppError } from "@bulkhead/kernel/error.ts";
import type { Passage } from "../passage.ts";

/** Refuses by the declared length alone, so that a body too large is not even begun. */
export function limitBodySize(passage: Passage): void {
  const { contentLength, bodyLimit } = passage.arrival;
  if (contentLength !== undefined && contentLength > bodyLimit) throw bodyTooLarge(bodyLimit);
}

export function bodyTooLarge(limit: number): AppError {
  return new AppError("BODY_TOO_LARGE", `The body is larger than ${limit} bytes. Send less at a time.`);
}
