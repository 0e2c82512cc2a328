import { loadSettings } from "@bulkhead/server/config.ts";
import { describe, expect, test } from "vitest";

const PRODUCTION = {
  BULKHEAD_ENV: "production",
  BULKHEAD_SECRET: "x".repeat(40),
  BULKHEAD_API_KEY_PEPPERS: `1:${Buffer.alloc(32, 1).toString("base64url")}`,
  BULKHEAD_ROOT_KEY: "file:/nowhere/root-key.json",
  DATABASE_URL: "postgres://localhost/nowhere",
};
const faultsOf = (more: Record<string, string>) => loadSettings("process", { ...PRODUCTION, ...more }).faults;
const SMTP = { BULKHEAD_SMTP_URL: "smtp://ada:secret@mail.example" };
const FROM = { BULKHEAD_MAIL_FROM: "Acme <no-reply@acme.example>" };

describe("a process starts", () => {
  test.each([{}, { ...SMTP, ...FROM }])("with %o", (settings) => expect(faultsOf(settings)).toEqual([]));
});

describe("a process refuses to start, and says why,", () => {
  test.each([
    ["without a sender", SMTP, "BULKHEAD_MAIL_FROM", /mail needs a server and a sender/],
    ["without a server", FROM, "BULKHEAD_SMTP_URL", /mail needs a server and a sender/],
    [
      "with another sort of server",
      { ...FROM, BULKHEAD_SMTP_URL: "http://ada:secret@mail" },
      "BULKHEAD_SMTP_URL",
      /smtp:/,
    ],
    ["with a sender that is none", { ...SMTP, BULKHEAD_MAIL_FROM: "Acme" }, "BULKHEAD_MAIL_FROM", /such as/],
  ])("%s", (_what, settings, variable, message) => {
    const faults = faultsOf(settings);
    expect(faults).toContainEqual({ variable, message: expect.stringMatching(message) });
    expect(JSON.stringify(faults)).not.toContain("secret");
  });
});
