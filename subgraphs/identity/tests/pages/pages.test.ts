import { PERMISSIONS } from "@bulkhead/kernel/permission.ts";
import { describe, expect, test } from "vitest";
import { consentPage } from "../../src/pages/consent-page.ts";
import { deviceFaultOf } from "../../src/pages/device-pages.ts";
import { describeError } from "../../src/pages/error-page.ts";
import { signInPage } from "../../src/pages/sign-in-page.ts";
import { PERMISSION_SENTENCES } from "../../src/pages/texts.ts";
import { examplePages } from "./examples.ts";

const client = { name: "Harbour" };

describe.each(Object.entries(examplePages()))("the page %s", (name, make) => {
  const { html } = make();

  test("says its language and what it is, in its title and in one heading", () => {
    const [, title] = /<title>(?:Error: )?(.*) · Bulkhead<\/title>/.exec(html) ?? [];
    expect(title).toBeTruthy();
    expect([...html.matchAll(/<h1>(.*)<\/h1>/g)].map(([, heading]) => heading)).toEqual([title]);
    expect(html).toMatch(/^<!doctype html>\n<html lang="en">/);
  });

  test("weighs at most 11 kB, its style and script included, the console of operators 16, and a code to be scanned 3", () => {
    const square = /<svg class="qr".*?<\/svg>/s.exec(html)?.[0] ?? "";
    expect(Buffer.byteLength(square)).toBeLessThan(3_000);
    expect(Buffer.byteLength(html) - Buffer.byteLength(square)).toBeLessThan(
      name.startsWith("operator") ? 16_000 : 11_000,
    );
  });

  test("gives every field a label and says what it is for", () => {
    for (const [field] of html.matchAll(/<input (?![^>]*type="hidden")[^>]*>/g)) {
      const [, id] = / id="([^"]+)"/.exec(field) ?? [];
      expect(html).toContain(`<label for="${id}">`);
      expect(field).toMatch(
        / autocomplete="(name|organization|username|username webauthn|current-password|new-password|one-time-code|off)"/,
      );
      expect(field).not.toContain("placeholder");
    }
  });
});

test("a fault is told first in the title, announced, and tied to the fields it is about", () => {
  const { html } = signInPage({
    action: "/post",
    client,
    email: "ada@acme.example",
    fault: { code: "WRONG_CREDENTIALS" },
  });
  expect(html).toContain("<title>Error: Sign in");
  expect(html).toMatch(/<p class="fault" id="fault" role="alert">[^<]+</);
  expect(html.match(/<input[^>]* aria-invalid="true" aria-describedby="fault"/g)).toHaveLength(2);
});

test("what was typed stays, but for the password, and the cursor stands where to go on", () => {
  const again = signInPage({ action: "/post", client, email: "ada@acme.example" }).html;
  expect(again).toMatch(/<input id="email"[^>]* value="ada@acme.example">/);
  expect(again).toMatch(/<input id="password"[^>]* autofocus>/);
  expect(again.match(/<input id="password"[^>]*>/)?.[0]).not.toContain("value=");
  expect(signInPage({ action: "/post", client }).html).toMatch(/<input id="email"[^>]* autofocus>/);
});

test("how long to wait is told in minutes", () => {
  const sentence = (minutes: number) => {
    const { html } = signInPage({ action: "/post", client, fault: { code: "TOO_MANY_ATTEMPTS", minutes } });
    return /role="alert">([^<]+)</.exec(html)?.[1];
  };
  expect([sentence(1), sentence(12)]).toEqual([
    "Too many attempts. Try again in 1 minute.",
    "Too many attempts. Try again in 12 minutes.",
  ]);
});

describe("consent", () => {
  const asked = (scopes: readonly string[]) => {
    const props = { action: "/post", client: { ...client, isOfTenant: true }, tenant: { name: "Acme" } };
    const { html } = consentPage({ ...props, user: { email: "ada@acme.example" }, scopes });
    return [...html.matchAll(/<li>(.*)<\/li>/g)].map(([, sentence]) => sentence?.replace(/<[^>]+>/g, ""));
  };

  test("says each scope in a sentence, once, whatever their order", () => {
    expect(asked(["record:read", "email", "openid", "email"])).toEqual([
      "know which user of the tenant you are",
      "see your e-mail address",
      "read records",
    ]);
  });

  test("says that all of the role is given when no permission is named", () => {
    expect(asked(["openid"])).toContain("do everything that your role in Acme allows");
    expect(asked([])).toEqual(["do everything that your role in Acme allows"]);
    expect(asked(["record:read"])).not.toContain("do everything that your role in Acme allows");
  });

  test("hides nothing that it has no sentence for", () => {
    expect(asked(["record:read", "toString", "x:y"])).toEqual(["read records", "use toString", "use x:y"]);
  });

  test("has a sentence of its own for every permission", () => {
    expect(asked(PERMISSIONS)).toEqual(
      PERMISSIONS.map((permission) => PERMISSION_SENTENCES[permission].replaceAll("'", "&#39;")),
    );
    expect(new Set(asked(PERMISSIONS)).size).toBe(PERMISSIONS.length);
  });
});

test("which part of a device's code is wrong is not told", () => {
  expect(["NotFoundError", "ExpiredError", "AlreadyUsedError"].map((name) => deviceFaultOf({ name }))).toEqual([
    "WRONG",
    "WRONG",
    "WRONG",
  ]);
  expect(["NoCodeError", "AbortedError", "TypeError"].map((name) => deviceFaultOf({ name }))).toEqual([
    "MISSING",
    "ABORTED",
    "FAILED",
  ]);
});

test("an error code without a sentence gets that of its kind", () => {
  expect(describeError("invalid_client", 400).title).toBe("Unknown application");
  expect(describeError("constructor", 400)).toEqual(describeError("invalid_request", 400));
  expect(describeError("unforeseen", 500)).toEqual(describeError("server_error", 500));
});
