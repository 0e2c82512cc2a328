import { describe, expect, test } from "vitest";
import type { Mail } from "../../src/mail/mail.ts";
import { renderMail } from "../../src/mail/render.ts";
import { MAIL_TEXTS, shownName } from "../../src/mail/texts.ts";
import { MAILS, ORIGIN, READER } from "./examples.ts";

const HOSTILE = `</td><script>alert(1)</script><img src=x onerror=1>"'&\r\nBcc: eve@evil.example`;

/** Every value but times, links and words of ours as somebody might choose it. */
function hostile({ to, template, values }: Mail): Mail {
  const chosen = Object.entries(values).map(([name, value]) =>
    typeof value === "string" && !["at", "link", "expiresAt", "closesAt", "factor"].includes(name)
      ? [name, HOSTILE]
      : [name, value],
  );
  return { to, template, values: Object.fromEntries(chosen) } as Mail;
}

const VOID = new Set(["meta", "br"]);
/** None of them loads anything, and of `a` only what it leads to does. */
const ELEMENTS = "html head meta title body div table tr td span h1 p a br pre".split(" ");

/** Names of elements as they open; throws when one is not closed where it should be. */
function elementsOf(html: string): string[] {
  const open: string[] = [];
  const seen: string[] = [];
  const body = html.replace(/^<!doctype html>/, "").replace(/<style>.*?<\/style>\n/s, "");
  for (const [tag, slash, name = "", attributes = ""] of body.matchAll(/<(\/?)([a-z0-9]*)([^>]*)>/g)) {
    if (slash) expect(open.pop(), `${tag} in ${html}`).toBe(name);
    else {
      expect(attributes, tag).toMatch(
        /^( (class|style|href|role|width|align|lang|cell[a-z]+|name|content|charset|aria-hidden)="[^"<]*")*$/,
      );
      seen.push(name);
      if (!VOID.has(name)) open.push(name);
    }
  }
  expect(open).toEqual([]);
  return seen;
}

test("there is an example, and a text, for every mail", () => {
  expect(MAILS.map(({ template }) => template).sort()).toEqual(Object.keys(MAIL_TEXTS).sort());
});

/** They tell of nothing that somebody did to the reader's account. */
const OF_NO_ACCOUNT: ReadonlySet<string> = new Set(["test", "join-requested", "domain-failing"]);

describe.each(MAILS)("$template", (mail) => {
  const { subject, text, html } = renderMail(mail, ORIGIN);

  test("has a subject on one short line, and says the same as text and as HTML", () => {
    expect(subject).toMatch(/^[^\r\n]{10,78}$/);
    for (const words of MAIL_TEXTS[mail.template](mail.values as never, ORIGIN).paragraphs) {
      expect(text).toContain(words);
      expect(html).toContain(words.replaceAll("'", "&#39;"));
    }
    expect(text).toContain(READER);
  });

  test("says when it was done and, if known, by which device; and what to do if it was not the reader", () => {
    expect(text).toContain("When: 29 November 2026 at 15:50 UTC");
    expect(text.includes("Device: Firefox on Linux")).toBe("device" in mail.values);
    if (!OF_NO_ACCOUNT.has(mail.template)) expect(text).toContain("If it was not you");
  });

  test("leads to this installation alone, over whole addresses that stand in both parts", () => {
    const links = [...html.matchAll(/href="([^"]+)"/g)].map(([, href = ""]) => href.replaceAll("&amp;", "&"));
    for (const link of links) expect(new URL(link).origin).toBe(ORIGIN);
    for (const link of links) expect(text.split("\n")).toContain(link);
    if ("link" in mail.values) expect(links).toContain(mail.values.link);
  });

  test("is well-formed HTML that loads and runs nothing, whatever stands in its values", () => {
    const worse = renderMail(hostile(mail), ORIGIN);
    expect(elementsOf(worse.html)).toEqual(elementsOf(html));
    for (const name of elementsOf(html)) expect([...ELEMENTS]).toContain(name);
    expect(worse.html).not.toMatch(/url\(|@import/);
    // Nor does it add a line to the other part.
    expect(worse.text.split("\n")).toHaveLength(text.split("\n").length);
    expect(worse.subject).toMatch(/^[^\r\n]*$/);
    expect(Buffer.byteLength(worse.html + worse.text)).toBeLessThan(16_384);
  });
});

test("a name is one line of bounded length, and never what a mail program might make a link of", () => {
  expect(shownName("  Ada\r\n Lovelace ")).toBe("Ada Lovelace");
  expect(shownName("Dr. A. Lovelace")).toBe("Dr. A. Lovelace");
  expect(shownName("x".repeat(200))).toHaveLength(64);
  for (const name of [
    "https://evil.example",
    "Win at evil.example now",
    "www.evil",
    "eve@evil",
    "evil.example/x",
    "bücher.example",
  ])
    expect(shownName(name)).toBe("");
});
