import { domainToASCII, domainToUnicode } from "node:url";
import type { FieldFault } from "@bulkhead/kernel/error.ts";
import { readEmail } from "../email.ts";

/** Atoms of RFC 5322 section 3.2.3 with the letters of RFC 6531: nothing that a mail program reads as two addresses. */
const LOCAL = /^[\p{L}\p{N}\p{M}!#$%&'*+/=?^_`{|}~-]+(?:\.[\p{L}\p{N}\p{M}!#$%&'*+/=?^_`{|}~-]+)*$/u;
/** What `domainToASCII` may be given: of more than a name it reads as much as a URL would. */
const DOMAIN = /^[\p{L}\p{N}\p{M}.-]+$/u;
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/u;
/** Their letters pass for each other's. */
const ALIKE = [
  /\p{Script=Latin}/u,
  /\p{Script=Cyrillic}/u,
  /\p{Script=Greek}/u,
  /\p{Script=Armenian}/u,
  /\p{Script=Cherokee}/u,
  /\p{Script=Coptic}/u,
  /\p{Script=Lisu}/u,
];

/**
 * An address that somebody gives for themselves, to which mail is sent. Stricter than `readEmail`, since it is typed by
 * strangers and shown to others (docs/adr/0025): the domain in the form that it is registered in (UTS #46), no characters
 * that stand for others, no words of several scripts whose letters look alike.
 */
export function readOwnEmail(value: string, path: string, faults: FieldFault[]): string {
  const own: FieldFault[] = [];
  const email = readEmail(value.trim(), path, own);
  faults.push(...own);
  if (own.length > 0) return email;
  const [local = "", typed = ""] = email.split("@");
  const ascii = domainToASCII(typed);
  const domain = domainToUnicode(ascii);
  const labels = domain.split(".");
  const isDomain = DOMAIN.test(typed) && !labels.includes("") && !/^\d*$/.test(labels.at(-1) ?? "");
  if (!isDomain || !LOCAL.test(local) || local.normalize("NFKC") !== local || [local, ...labels].some(isMisleading)) {
    const message = "Give an address such as ada@example.com, without letters that look like others.";
    faults.push({ path, code: "INVALID_EMAIL", message });
  }
  return `${local}@${domain}`;
}

function isMisleading(word: string): boolean {
  return INVISIBLE.test(word) || ALIKE.filter((script) => script.test(word)).length > 1;
}
