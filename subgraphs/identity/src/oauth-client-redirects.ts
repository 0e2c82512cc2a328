import type { FieldFault } from "@bulkhead/kernel/error.ts";

const MAX_ADDRESSES = 20;
const MAX_LENGTH = 2_000;

/** RFC 8252 section 7.3 and 8.3; the name is allowed for development, where it is what people type. */
const LOOPBACK = new Set(["127.0.0.1", "[::1]", "localhost"]);
/** RFC 8252 section 7.1: a domain name of the app's maker, reversed. The dot keeps `javascript:` and the like out. */
const PRIVATE_SCHEME = /^[a-z][a-z0-9+-]*(\.[a-z0-9+-]+)+:$/;

export interface RedirectRules {
  /** Fewest addresses. */
  least: 0 | 1;
  /** Whether addresses of apps on a device are allowed beside those of the web. */
  privateSchemes: boolean;
}

/**
 * The exact addresses an answer may go to: absolute, compared byte by byte later (RFC 9700 section 2.1), so each has to
 * stand here as every program would write it. Each fault is added to `faults` with the place of its address.
 */
export function checkRedirects(
  addresses: readonly string[],
  path: string,
  { least, privateSchemes }: RedirectRules,
  faults: FieldFault[],
): void {
  if (addresses.length < least || addresses.length > MAX_ADDRESSES) {
    const message = `Give ${least} to ${MAX_ADDRESSES} addresses.`;
    faults.push({ path, code: "INVALID_COUNT", message });
    return;
  }
  addresses.forEach((address, at) => {
    const [code, message] =
      addresses.indexOf(address) < at
        ? ["DUPLICATE", "This address is in the list already. Leave it out."]
        : (faultOf(address, privateSchemes) ?? []);
    if (code !== undefined && message !== undefined) faults.push({ path: `${path}.${at}`, code, message });
  });
}

type Fault = [code: string, message: string];

function faultOf(address: string, privateSchemes: boolean): Fault | undefined {
  if (address.length > MAX_LENGTH) return ["TOO_LONG", `Use at most ${MAX_LENGTH} characters.`];
  if (!/^[\x21-\x7e]+$/.test(address) || !URL.canParse(address)) return NOT_ABSOLUTE;
  const url = new URL(address);
  const scheme = schemeFault(url, privateSchemes);
  if (scheme) return scheme;
  if (/^https?:/.test(url.protocol) && !/^https?:\/\/[^/]/i.test(address)) return NOT_ABSOLUTE;
  if (address.includes("#")) return ["HAS_FRAGMENT", "Leave out `#` and what follows (RFC 6749 section 3.1.2)."];
  if (url.username || url.password || /^[^/]*:\/\/[^/?]*@/.test(address))
    return ["HAS_CREDENTIALS", "Leave out user name and password before the host."];
  if (address.includes("*")) return ["HAS_WILDCARD", "Give each address in full: `*` stands for nothing here."];
  // What browsers call an origin lacks the slash, and is what many programs send.
  return url.href === address || url.href === `${address}/` ? undefined : NOT_CANONICAL;
}

const NOT_ABSOLUTE: Fault = ["NOT_ABSOLUTE", "Give an absolute address in ASCII such as https://app.example/callback."];
const NOT_CANONICAL: Fault = [
  "NOT_CANONICAL",
  "Write the address as browsers do: scheme and host in lower case, no default port, no `.` or `..` in the path, no backslash.",
];

function schemeFault({ protocol, hostname }: URL, privateSchemes: boolean): Fault | undefined {
  if (protocol === "https:") return undefined;
  if (protocol === "http:")
    return LOOPBACK.has(hostname)
      ? undefined
      : [
          "SCHEME_NOT_ALLOWED",
          "Use https. Plain http is for 127.0.0.1, [::1] and localhost alone (RFC 8252 section 7.3).",
        ];
  if (privateSchemes && PRIVATE_SCHEME.test(protocol)) return undefined;
  const apps = privateSchemes ? ", or a scheme with a dot such as com.example.app: (RFC 8252 section 7.1)" : "";
  return ["SCHEME_NOT_ALLOWED", `Use https${apps}.`];
}
