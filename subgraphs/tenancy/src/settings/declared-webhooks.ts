import type { FieldFault } from "@bulkhead/kernel/error.ts";
import { fault, list, type Setting } from "./setting.ts";

/** RFC 1123 section 2.1, with a dot in it: a name of one label, or a number, is none of the Internet's. */
const HOST = /^(?:\*\.)?(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const MAX_HOST = 253;

function readHost(given: string): string | undefined {
  const host = given.toLowerCase();
  return host.length <= MAX_HOST && HOST.test(host) ? host : undefined;
}

/** Of the sealed text the document has the version that set it, so what is read here is that number, or null. */
const signingSecret: Setting<number | null> = {
  standard: null,
  isSecret: true,
  isOwn: true,
  type: "String",
  bounds: "24 to 256 visible ASCII characters",
  description: "What webhooks are signed with by default. It can be written, and never read again.",
  acts: "Kept for webhook endpoints, which are not there yet.",
  read(given, path, faults) {
    return given === null || Number.isSafeInteger(given) ? (given as number | null) : badSecret(path, faults);
  },
};

function badSecret(path: string, faults: FieldFault[]): null {
  faults.push(fault(path, "INVALID_SECRET", "Give 24 to 256 visible ASCII characters."));
  return null;
}

/** What a caller gave for a secret. Faults never repeat it. */
export function readSecret(given: unknown, path: string, faults: FieldFault[]): string {
  if (typeof given !== "string" || !/^[\x21-\x7e]{24,256}$/.test(given)) badSecret(path, faults);
  return given as string;
}

export const WEBHOOKS = {
  allowedHosts: list(
    {
      max: 50,
      bounds: "host names, `*.` before one for every name below it",
      check: readHost,
      wanted: "Give a host name such as hooks.example.com or *.example.com, without scheme, port or path.",
    },
    {
      description: "Hosts that the tenant's webhooks may be sent to. Empty: any that the installation allows.",
      acts: "Kept for webhook endpoints, which are not there yet.",
    },
  ),
  signingSecret,
};
