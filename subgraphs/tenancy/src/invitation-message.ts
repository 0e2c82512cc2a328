import type { FieldFault } from "@bulkhead/kernel/error.ts";

const MAX_MESSAGE = 500;
const UNPRINTABLE = /[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;
/** What mail programs make links of: an invitation must not carry anybody's advertisement, or lead to anybody's page. */
const LINK = /:\/\/|@|\bwww\.|[\p{L}\p{N}]\.\p{L}{2,}/iu;

/** Words of the inviter to the invited, on one line; null for none. Faults are added to `faults`. */
export function readMessage(value: string | null | undefined, path: string, faults: FieldFault[]): string | null {
  const message = (value ?? "").normalize("NFC").trim();
  if (message === "") return null;
  if ([...message].length > MAX_MESSAGE)
    faults.push({ path, code: "INVALID_LENGTH", message: `Give a message of at most ${MAX_MESSAGE} characters.` });
  else if (UNPRINTABLE.test(message))
    faults.push({ path, code: "INVALID_CHARACTER", message: "Leave out line breaks and control characters." });
  else if (LINK.test(message))
    faults.push({ path, code: "HAS_LINK", message: "Leave out addresses of pages and of mailboxes." });
  return message;
}
