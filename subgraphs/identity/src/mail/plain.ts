import type { Doing } from "./mail.ts";

const FORMAT = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeStyle: "short", timeZone: "UTC" });

/** In UTC: where the reader is, nobody knows. */
export function moment(at: string): string {
  return `${FORMAT.format(new Date(at))} UTC`;
}

const NUMBER = new Intl.NumberFormat("en-GB");

/** As `1,000,000`. */
export const count = (amount: number) => NUMBER.format(amount);

const DAY = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "UTC" });

export const day = (at: string) => DAY.format(new Date(at));

export const MAX_NAME = 64;
const MAX_LINE = 254;

/** What somebody gave us, as a mail may show it: on one line, of bounded length. */
export function oneLine(text: string, max = MAX_LINE): string {
  const line = text.replaceAll(/[\p{C}\p{Zl}\p{Zp}\s]+/gu, " ").trim();
  return line.length > max ? `${line.slice(0, max - 1).trimEnd()}…` : line;
}

/**
 * As `oneLine`, a name that somebody chose. One that mail programs might make a link of is not shown, since an invitation
 * must not carry anybody's advertisement.
 */
export function shownName(name: string): string {
  const line = oneLine(name, MAX_NAME);
  return /:\/\/|@|\bwww\.|[\p{L}\p{N}]\.\p{L}{2,}/iu.test(line) ? "" : line;
}

export const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** When it was done, and by which device where that is known. */
export function factsOf({ at, device }: Doing): [string, string][] {
  return [
    ["When", moment(at)],
    ...(device === undefined || device === "" ? [] : [["Device", oneLine(device)] as [string, string]]),
  ];
}
