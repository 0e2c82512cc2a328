import { createHash } from "node:crypto";
import { contrast } from "@bulkhead/kernel/contrast.ts";
import { expect, test } from "vitest";
import { accentSheet } from "../../src/pages/accent.ts";
import { branded } from "../../src/pages/page.ts";
import { signInPage } from "../../src/pages/sign-in-page.ts";

const page = (accentColour: string | null) =>
  branded(signInPage({ action: "/post", client: { name: "x" } }), { name: "Acme", logo: null, accentColour });

test("a tenant's colour comes in a sheet of its own, which the page's policy names", () => {
  const { html, headers } = page("#0b5cad");
  const sheets = [...html.matchAll(/<style>(.*?)<\/style>/gs)].map(([, text = ""]) => text);
  expect(sheets).toHaveLength(2);
  expect(sheets[1]).toContain("--accent:#0b5cad");
  const policy = headers["content-security-policy"] ?? "";
  for (const text of sheets) expect(policy).toContain(`'sha256-${createHash("sha256").update(text).digest("base64")}'`);
  expect(policy.match(/style-src/g)).toHaveLength(1);
});

test.each([null, "red", "#0b5", "#0b5cad}body{display:none", "</style><script>", "#0B5CAD;"])(
  "what is no colour adds nothing: %s",
  (colour) => {
    expect(page(colour)).toEqual(page(null));
  },
);

test.each(["#000000", "#0b5cad", "#7a0019", "#1b5e20", "#4a148c", "#6b4f00"])(
  "%s can be read on light and dark pages",
  (colour) => {
    const [, light] = /--accent:(#\w{6}).*--accent:(#\w{6})/.exec(accentSheet(colour)?.text ?? "")?.slice(1) ?? [];
    const hovers = [...(accentSheet(colour)?.text ?? "").matchAll(/--hover:(#\w{6})/g)].map(([, one = ""]) => one);
    expect(contrast("#ffffff", colour)).toBeGreaterThan(4.5);
    expect(contrast("#ffffff", hovers[0] ?? "")).toBeGreaterThan(4.5);
    expect(contrast(light ?? "", "#161b22")).toBeGreaterThanOrEqual(4.5);
    expect(contrast(light ?? "", "#0a1a2c")).toBeGreaterThanOrEqual(4.5);
    expect(contrast(hovers[1] ?? "", "#0a1a2c")).toBeGreaterThanOrEqual(4.5);
  },
);
