import { domainToASCII } from "node:url";
import type { FieldFault } from "@bulkhead/kernel/error.ts";
import { SettingFault } from "@bulkhead/kernel/settings.ts";
import { readEmail } from "../email.ts";

/** A mail server that takes mail for others (RFC 6409). */
export interface SmtpServer {
  host: string;
  port: number;
  /** TLS from the first byte (RFC 8314); otherwise by STARTTLS. */
  isSecure: boolean;
  /** Without TLS nothing is said, no password and no mail. Only the machine itself is spoken to in the clear. */
  needsTls: boolean;
  auth: { user: string; pass: string } | undefined;
  /** Certificates to believe instead of those that Node does; of a test. */
  ca?: string;
}

/** Whom mail is from. */
export interface Sender {
  name: string;
  address: string;
  /** Right side of Message-ID; in ASCII. */
  domain: string;
}

const FORM = "must be smtp:// or smtps://, perhaps user:password@, host and perhaps :port, and nothing after it";

/** Throws a SettingFault, which does not repeat what was given. */
export function readSmtpUrl(text: string): SmtpServer {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isSecure = url?.protocol === "smtps:";
  if (!url || (!isSecure && url.protocol !== "smtp:") || url.hostname === "") throw new SettingFault(FORM);
  if (!["", "/"].includes(url.pathname) || url.search !== "" || url.hash !== "") throw new SettingFault(FORM);
  if ((url.username === "") !== (url.password === "")) throw new SettingFault(`${FORM}; a user needs a password`);
  const host = url.hostname.replace(/^\[(.*)\]$/, "$1");
  const port = url.port === "" ? (isSecure ? 465 : 587) : Number(url.port);
  const auth = url.username === "" ? undefined : { user: decoded(url.username), pass: decoded(url.password) };
  return { host, port, isSecure, needsTls: !isLoopback(host), auth };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch (cause) {
    throw new SettingFault("has a user or password that is not percent-encoded (RFC 3986 section 2.1)", { cause });
  }
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127(\.\d{1,3}){3}$/.test(host);
}

const SENDER = /^(?:(?<name>[^<>"]*?)\s*<(?<inside>[^<>\s]+)>|(?<bare>[^<>\s]+))$/u;

/** Reads `Name <address>` or `address`; throws a SettingFault. */
export function readSender(text: string): Sender {
  const { name = "", inside, bare } = SENDER.exec(text.trim())?.groups ?? {};
  const faults: FieldFault[] = [];
  const address = readEmail(inside ?? bare ?? "", "", faults);
  const domain = domainToASCII(address.slice(address.lastIndexOf("@") + 1));
  if (faults.length > 0 || domain === "" || /\p{C}/u.test(name))
    throw new SettingFault(`must be an address such as "Acme <no-reply@acme.example>", not "${text}"`);
  return { name, address, domain };
}
