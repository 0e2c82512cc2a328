import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTestServer, type TestServer, type TestTenant } from "../../tests/testkit/server.ts";

let server: TestServer;
beforeAll(async () => {
  server = await openTestServer();
}, 60_000);
afterAll(() => server.stop());

const json = { "content-type": "application/json" };

describe("a tenant's settings", () => {
  const path = "/v1/tenant-config";
  const change = (owner: TestTenant, body: object, role: "Admin" | "Developer" = "Admin") =>
    owner.rest(role, "PATCH", path, JSON.stringify({ reason: "test", ...body }), json);

  test("are read by everybody in it, and changed by an Admin who read the version before", async () => {
    const owner = await server.tenant();
    const { status, text } = await owner.rest("Viewer", "GET", path);
    expect(status).toBe(200);
    const security = {
      mfa: "OPTIONAL",
      mfa_grace_days: 0,
      mfa_enforced_from: null,
      session_hours: null,
      session_idle_hours: null,
      allowed_networks: [],
      api_keys: true,
      api_key_days: null,
    };
    expect(JSON.parse(text)).toMatchObject({
      version: 0,
      security,
      branding: { display_name: null, logo: null, accent_colour: null },
      residency: { region: "default" },
      updated_at: null,
    });
    const wanted = { security: { mfa: "REQUIRED", mfa_grace_days: 14 }, branding: { display_name: "Acme" } };
    const made = await change(owner, { expected_version: 0, ...wanted });
    expect(made.status).toBe(200);
    expect(JSON.parse(made.text)).toMatchObject({
      tenant_config: { version: 1, ...wanted },
      changes: [
        { path: "branding.displayName", before: null, after: "Acme", is_secret: false },
        { path: "security.mfa", after: "REQUIRED" },
        { path: "security.mfaGraceDays", after: 14 },
      ],
      warnings: [expect.stringContaining("1 member has no second factor")],
    });
    const undone = await change(owner, {
      expected_version: 1,
      security: { mfa: null, mfa_grace_days: null },
      branding: { display_name: null },
    });
    const { tenant_config: now } = JSON.parse(undone.text);
    expect(now).toMatchObject({ version: 2, security, branding: { display_name: null } });
    expect(JSON.parse((await owner.rest("Viewer", "GET", path)).text)).toEqual(now);
  });

  test("are tried first, gone back with, and listed by version", async () => {
    const owner = await server.tenant();
    const tried = await change(owner, { expected_version: 0, dry_run: true, features: { rest: false } });
    expect(JSON.parse(tried.text)).toMatchObject({
      warnings: ["Integrations that use /v1 stop working, imports among them."],
    });
    await change(owner, { expected_version: 0, locale: { time_zone: "Europe/Berlin" } });
    const body = JSON.stringify({ expected_version: 1, to_version: 0, reason: "too early" });
    const back = await owner.rest("Admin", "POST", `${path}/rollback`, body, json);
    expect(JSON.parse(back.text)).toMatchObject({ tenant_config: { version: 2, locale: { time_zone: null } } });
    const first = await owner.rest("Viewer", "GET", `${path}/versions?first=1`);
    const { data, next_cursor: next } = JSON.parse(first.text);
    expect(data).toMatchObject([
      { version: 2, author: expect.stringMatching(/^key_/), reason: "too early", rolled_back_to: 0 },
    ]);
    const second = await owner.rest("Viewer", "GET", `${path}/versions?first=1&after=${next}`);
    const changes = [{ path: "locale.timeZone", before: null, after: "Europe/Berlin", is_secret: false }];
    expect(JSON.parse(second.text)).toMatchObject({
      data: [{ version: 1, reason: "test", changes }],
      next_cursor: null,
    });
  });

  test.each<[string, object, number, string]>([
    ["a version that is not the newest", { expected_version: 7, security: { mfa: "OFF" } }, 412, "VERSION_MISMATCH"],
    ["no version", { security: { mfa: "OFF" } }, 400, "BAD_USER_INPUT"],
    ["a version that is no number", { expected_version: "0" }, 400, "BAD_USER_INPUT"],
    ["no reason", { expected_version: 0, reason: null, security: { mfa: "OFF" } }, 400, "BAD_USER_INPUT"],
    ["a policy that there is not", { expected_version: 0, security: { mfa: "ALWAYS" } }, 400, "BAD_USER_INPUT"],
    ["a value of another type", { expected_version: 0, features: { rest: "no" } }, 400, "BAD_USER_INPUT"],
    ["a period that is too long", { expected_version: 0, security: { mfa_grace_days: 91 } }, 400, "BAD_USER_INPUT"],
    [
      "a logo elsewhere",
      { expected_version: 0, branding: { logo: "https://evil.example/x.png" } },
      400,
      "BAD_USER_INPUT",
    ],
    ["a setting that there is not", { expected_version: 0, security: { later: 1 } }, 400, "BAD_USER_INPUT"],
    ["a setting in another spelling", { expected_version: 0, security: { mfaGraceDays: 1 } }, 400, "BAD_USER_INPUT"],
    ["a group that there is not", { expected_version: 0, later: { a: 1 } }, 400, "BAD_USER_INPUT"],
    ["what the operator decides", { expected_version: 0, residency: { region: "eu" } }, 400, "BAD_USER_INPUT"],
  ])("are not changed with %s", async (_what, body, status, code) => {
    const owner = await server.tenant();
    const answer = await change(owner, body);
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.text)).toMatchObject({ code });
    expect(JSON.parse((await owner.rest("Viewer", "GET", path)).text)).toMatchObject({ version: 0 });
  });

  test("are not changed by a Developer", async () => {
    const answer = await change(await server.tenant(), { expected_version: 0, security: { mfa: "OFF" } }, "Developer");
    expect(answer.status).toBe(403);
    expect(JSON.parse(answer.text)).toMatchObject({ code: "FORBIDDEN", missing: ["tenant-config:update"] });
  });
});
