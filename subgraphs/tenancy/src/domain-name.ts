import { domainToASCII } from "node:url";
import type { FieldFault } from "@bulkhead/kernel/error.ts";
import freeProviders from "free-email-domains";
import { parse } from "tldts";

/** Where anybody gets an address: proving such a domain proves nothing about who has one of its addresses. */
const free: ReadonlySet<string> = new Set(freeProviders);

/** What `domainToASCII` may be given: of more than a name it reads as much as a URL would. */
const NAME = /^[\p{L}\p{N}\p{M}.-]+$/u;
/** RFC 1035 section 2.3.4, less the label that is asked for below it. */
const MAX_NAME = 253 - "_bulkhead-challenge.".length;

/** A domain as the DNS and `emailDomain` have it: in lower case, by A-labels (RFC 5890), without a dot at its end. */
export function readDomainName(given: string, path: string, faults: FieldFault[]): string {
  const typed = given.trim().normalize("NFC").replace(/\.$/, "");
  const name = NAME.test(typed) ? domainToASCII(typed).toLowerCase() : "";
  const fault = faultOf(name);
  if (fault) faults.push({ path, ...fault });
  return name;
}

function faultOf(name: string): Omit<FieldFault, "path"> | undefined {
  const { domain, isIp, isIcann, hostname } = parse(name, { allowPrivateDomains: true });
  if (name === "" || name.length > MAX_NAME || isIp || hostname !== name || !name.includes("."))
    return { code: "INVALID_DOMAIN", message: "Give a domain such as acme.example, without an address around it." };
  // Under a public suffix everybody registers; what nobody registers cannot be proved by its DNS alone.
  if (domain === null || (isIcann === true && domain === null))
    return { code: "PUBLIC_SUFFIX", message: "Under this name anybody can register a domain. Give one that is yours." };
  if (free.has(name) || free.has(domain))
    return {
      code: "PUBLIC_PROVIDER",
      message: "Anybody gets an address there. Give a domain that is your company's own.",
    };
  return undefined;
}

/** The domain of a proven address, in the same form; undefined where there is none that a tenant could have. */
export function emailDomain(email: string): string | undefined {
  const name = readDomainName(email.slice(email.lastIndexOf("@") + 1), "", []);
  return faultOf(name) ? undefined : name;
}
