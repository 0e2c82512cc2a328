import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { html, markupOf, type Shown, verbatim } from "../../src/pages/html.ts";

const put = (value: Shown) => markupOf(html`<a title="${value}">${value}</a>`);

test("what is put in is escaped, as text and between quotation marks of either kind", () => {
  expect(put(`<b> & "it's"`)).toBe(
    '<a title="&lt;b&gt; &amp; &quot;it&#39;s&quot;">&lt;b&gt; &amp; &quot;it&#39;s&quot;</a>',
  );
  expect(put("&lt;")).toBe('<a title="&amp;lt;">&amp;lt;</a>');
});

test("what html made stands as it is, lists of it too; false and undefined show nothing, zero does", () => {
  expect(markupOf(html`${html`<i>${"<"}</i>`}${[html`<b></b>`, html`<u></u>`]}`)).toBe("<i>&lt;</i><b></b><u></u>");
  expect(markupOf(html`[${false}${undefined}${""}${0}]`)).toBe("[0]");
});

test("nothing that came as data passes for markup", () => {
  const made = html`<b></b>`;
  const copies: unknown[] = [JSON.parse(JSON.stringify(made)), { markup: "<b>" }, { toString: () => "<b>" }, ["<b>"]];
  for (const copy of copies) expect(put(copy as Shown)).not.toContain("<b>");
});

test("only the style sheets and a script of our own are taken verbatim", () => {
  const folder = path.join(import.meta.dirname, "../../src/pages");
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
  const calls = files.flatMap((file) =>
    readFileSync(path.join(folder, file), "utf8")
      .split("\n")
      .filter((line) => /\bverbatim\(/.test(line) && !line.includes("function")),
  );
  expect(calls).toEqual([
    "const SHEET = verbatim(STYLE);",
    "const CONSOLE_SHEET = verbatim(CONSOLE_STYLE);",
    "const codeOf = ({ text }: Script) => verbatim(text);",
  ]);
  expect(markupOf(verbatim("a>b"))).toBe("a>b");
});
