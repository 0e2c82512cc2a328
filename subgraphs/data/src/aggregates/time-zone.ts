import type { FieldFault } from "@bulkhead/kernel/error.ts";

/** `Europe/Berlin`, `America/Argentina/Buenos_Aires`, `UTC`: never an offset, whose sign POSIX and ISO 8601 read differently. */
const IANA_NAME = /^[A-Za-z][A-Za-z0-9_+-]*(?:\/[A-Za-z0-9_+-]+){0,2}$/;
const MAX_NAME = 50;

export function readTimeZone(name: string, path: string, faults: FieldFault[]): string {
  if (!isTimeZone(name)) faults.push(unknownTimeZone(path));
  return name;
}

export function unknownTimeZone(path: string): FieldFault {
  return { path, code: "TIME_ZONE", message: 'Give the name of an IANA time zone such as "Europe/Berlin".' };
}

function isTimeZone(name: string): boolean {
  if (name.length > MAX_NAME || !IANA_NAME.test(name)) return false;
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}
