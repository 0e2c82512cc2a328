import type { FieldFault } from "@bulkhead/kernel/error.ts";

/** RFC 5321 section 4.5.3.1.3: a path is at most 256 octets, two of which are its angle brackets. */
const MAX_OCTETS = 254;
const UNFIT = /[\p{C}\p{Z}]/u;

/**
 * An e-mail address in Unicode NFC. Only what is certainly no address is refused: one @ with something on both sides,
 * no white space or control characters. Whether it exists only a message to it can tell.
 */
export function readEmail(value: string, path: string, faults: FieldFault[]): string {
  const email = value.normalize("NFC");
  const parts = email.split("@");
  const wrong = parts.length !== 2 || parts.includes("") || UNFIT.test(email) || Buffer.byteLength(email) > MAX_OCTETS;
  if (wrong) {
    const message = `Give one e-mail address such as ada@example.com: one @, no spaces, at most ${MAX_OCTETS} bytes.`;
    faults.push({ path, code: "INVALID_EMAIL", message });
  }
  return email;
}

/** The form in which addresses are compared: no mail system in use tells addresses apart by case. */
export function emailKey(email: string): string {
  return email.normalize("NFC").toLowerCase().normalize("NFC");
}
