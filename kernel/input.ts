import { AppError, type FieldFault } from "./error.ts";

export const MAX_NAME = 200;

/** Control characters, lone surrogates, and the bidirectional overrides that make a name read as another one. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

/** A name for people to read, in Unicode NFC so that equal looks are equal bytes. Faults are added to `faults`. */
export function readName(value: string, path: string, faults: FieldFault[]): string {
  const name = value.normalize("NFC").trim();
  const length = [...name].length;
  if (length < 1 || length > MAX_NAME)
    faults.push({ path, code: "INVALID_LENGTH", message: `Give a name of 1 to ${MAX_NAME} characters.` });
  else if (UNPRINTABLE.test(name))
    faults.push({ path, code: "INVALID_CHARACTER", message: "Leave out line breaks and control characters." });
  return name;
}

/** Throws one error that names every fault found, or nothing when there are none. */
export function refuseFaults(faults: readonly FieldFault[]): void {
  const [first] = faults;
  if (!first) return;
  const message =
    faults.length === 1
      ? first.message
      : `${faults.length} values are not accepted; each is named, with what to do about it.`;
  throw new AppError("BAD_USER_INPUT", message, { fields: [...faults] });
}
