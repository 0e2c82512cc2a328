import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { continuePage } from "../../src/pages/continue-page.ts";
import { onwardPage } from "../../src/pages/onward-page.ts";
import { branded } from "../../src/pages/page.ts";
import { PASSKEY_SCRIPT } from "../../src/pages/passkey-script.ts";
import { signInPage } from "../../src/pages/sign-in-page.ts";
import { examplePages } from "./examples.ts";
import { HOSTILE } from "./hostile.ts";

/** The values of a policy's directives by their names. */
function policyOf(headers: Record<string, string>): Record<string, string> {
  const directives = (headers["content-security-policy"] ?? "").split("; ").map((directive) => directive.split(" "));
  return Object.fromEntries(directives.map(([name, ...values]) => [name, values.join(" ")]));
}

describe.each(Object.entries(examplePages()))("the page %s", (name, make) => {
  const { html, headers } = make();

  test("is sent so that nothing frames it, keeps it, sniffs it or learns its address", () => {
    expect(headers).toMatchObject({
      "content-type": "text/html; charset=utf-8",
      "x-frame-options": "DENY",
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
      "cache-control": "no-store",
    });
    expect(Object.values(headers).every((value) => /^[\x20-\x7e]+$/.test(value))).toBe(true);
  });

  test("allows its own style sheets by their hashes, the passkey script where it is, and nothing else", () => {
    // A tenant's page has a second one, with its colours.
    const sheets = [...html.matchAll(/<style>(.*?)<\/style>/gs)].map(([, sheet = ""]) => sheet);
    const digests = sheets.map((sheet) => createHash("sha256").update(sheet).digest("base64"));
    expect(sheets[0]?.length).toBeGreaterThan(1000);
    expect(sheets.length).toBeLessThan(3);
    expect(policyOf(headers)).toEqual({
      "default-src": "'none'",
      "style-src": digests.map((digest) => `'sha256-${digest}'`).join(" "),
      ...(html.includes("<script>") ? { "script-src": PASSKEY_SCRIPT.source } : {}),
      "img-src": "data:",
      "form-action": html.includes("<form") ? "'self'" : "'none'",
      "frame-ancestors": "'none'",
      "base-uri": "'none'",
    });
  });

  test("has no script but for passkeys, no style attribute, no handler, and no address elsewhere", () => {
    const scripts = [...html.matchAll(/<script>(.*?)<\/script>/gs)].map(([, text]) => text);
    expect(scripts).toEqual(html.includes("data-passkey") ? [PASSKEY_SCRIPT.text] : []);
    const others = html
      .replace(PASSKEY_SCRIPT.text, "")
      .replace("<script></script>", "")
      .replace(/<header><img src="data:image\/(?:png|webp);base64,[A-Za-z0-9+/]+={0,2}" alt="">/, "");
    expect(others).not.toMatch(/<(?:script|img|iframe|object|embed|base|link(?! rel="icon" href="data:))/i);
    expect(others).not.toMatch(/<[^>]*\s(?:on[a-z]+|style|src|srcset|formaction)=/i);
    const addresses = [...html.matchAll(/(?:action|href|url)=["']?([^"'>]*)/g)].map(([, address]) => address);
    expect(
      addresses.filter((address) => !/^(?:\/(?!\/)|data:image\/svg|otpauth:\/\/totp\/)/.test(address ?? "")),
    ).toEqual([]);
  });

  test("shows every text that it is given, as text", () => {
    let count = 0;
    const texts: string[] = [];
    const given = () => {
      texts.push(`${HOSTILE}#${++count}#`);
      return texts.at(-1) ?? "";
    };
    const { html: hostile } = examplePages(given)[name]?.() ?? { html: "" };
    for (let number = 1; number <= texts.length; number++) expect(hostile).toContain(`#${number}#`);
    expect(marksOf(hostile)).toEqual(marksOf(html));
  });
});

test.each([
  "https://evil.example/logo.png",
  "javascript:alert(1)",
  "data:image/svg+xml;base64,PHN2Zy8+",
  "data:text/html;base64,PHN2Zy8+",
  'data:image/png;base64,AAAA" onerror="alert(1)',
  "data:image/png;base64,AAAA\n",
])("a logo that is no picture in the address itself is not shown: %s", (logo) => {
  const page = branded(signInPage({ action: "/post", client: { name: "x" } }), { name: "Acme", logo });
  expect(page.html).toContain("<header><bdi>Acme</bdi></header>");
});

/** The markup of a page: its elements in order, and how many quotation marks there are around its attributes. */
function marksOf(html: string): unknown[] {
  const tags = [...html.matchAll(/<\/?[a-z][^\s>]*/gi)].map(([tag]) => tag);
  return [tags, html.split('"').length, html.split("'").length];
}

test("a form's action is an address of the web, whatever it is made from", () => {
  for (const action of ["javascript:alert(1)", "//evil.example", "/\\evil.example", "data:text/html,x", ""])
    expect(() => continuePage({ action }), action).toThrow("not an address");
  expect(continuePage({ action: "https://id.example/oauth/device" }).html).toContain("https://id.example/oauth/device");
});

test("a page leads on to the web, to a path here or to an app of its own scheme, and nowhere else", () => {
  for (const to of [
    "javascript:alert(1)",
    "data:text/html,x",
    "//evil.example",
    "/\\evil.example",
    "file:///etc",
    "vbscript:x",
  ])
    expect(() => onwardPage({ to }), to).toThrow("leads nowhere");
  for (const to of [
    "/oauth/authorize/x",
    "https://app.example/cb?code=1&iss=2",
    "http://[::1]:1/",
    "com.example.app:/cb",
  ])
    expect(onwardPage({ to }).html).toContain(`content="0;url=${to.replaceAll("&", "&amp;")}"`);
});

test("a client's address gets into the policy as an origin or not at all", () => {
  const page = (formTargets: string[]) => signInPage({ action: "/post", client: { name: "x" }, formTargets });
  expect(policyOf(page(["https://app.example"]).headers)["form-action"]).toBe("'self' https://app.example");
  expect(() => page(["https://app.example; script-src 'unsafe-inline'"])).toThrow("not a source of form-action");
});
