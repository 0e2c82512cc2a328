import { execFile } from "node:child_process";
import path from "node:path";
import { createClientDirectory } from "@bulkhead/identity/src/oauth-client-directory.ts";
import { INSTALLATION_ID } from "@bulkhead/kernel/installation.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestRooms, seedTenant, type TestRooms, type TestTenant } from "../../tests/testkit/rooms.ts";
import { testRootKeyFile } from "../../tests/testkit/root-key.ts";

let rooms: TestRooms;
let tenant: TestTenant;
beforeAll(async () => {
  rooms = await openTestRooms();
  tenant = await seedTenant(rooms);
});
afterAll(() => rooms.stop());

const CLI = path.resolve(import.meta.dirname, "../cli.ts");

function oauthClient(argv: string[], settings: Record<string, string> = {}) {
  const { platform, peppers } = rooms;
  const env = {
    ...process.env,
    BULKHEAD_ENV: "test",
    DATABASE_URL: platform.url,
    BULKHEAD_SECRET: platform.secret,
    BULKHEAD_ROOT_KEY: `file:${testRootKeyFile()}`,
    BULKHEAD_API_KEY_PEPPERS: `1:${peppers.keys.get(1)?.export().toString("base64url")}`,
    ...settings,
  };
  return new Promise<{ code: number; output: string; errors: string }>((resolve) => {
    execFile(process.execPath, [CLI, "oauth-client", ...argv], { env }, (error, output, errors) => {
      resolve({ code: error ? Number(error.code) : 0, output, errors });
    });
  });
}

const CREATE = ["create", "--name", "Our app", "--redirect", "https://app.example/cb"];

test("an operator registers a client for every tenant, whose printed secret works, lists it and revokes it", async () => {
  const { databases, feed, log } = rooms.platform;
  const directory = createClientDirectory({ db: databases.oauth, feed, peppers: rooms.peppers, log });
  const made = await oauthClient([...CREATE, "--confidential", "--post-logout", "https://app.example", "--dpop"]);
  expect(made).toMatchObject({ code: 0, errors: "" });
  const [id = ""] = made.output.match(/cli_\w+/) ?? [];
  const [secret = ""] = made.output.match(/bhs_\w+/) ?? [];
  const client = await directory.find(id);
  expect(client).toMatchObject({
    tenantId: INSTALLATION_ID,
    kind: "CONFIDENTIAL",
    name: "Our app",
    redirectUris: ["https://app.example/cb"],
    postLogoutRedirectUris: ["https://app.example"],
    dpopBound: true,
  });
  expect(client && directory.secretMatches(client, secret)).toBe(true);

  expect((await oauthClient(["list"])).output).toBe(`${id}  CONFIDENTIAL  Our app\n`);
  expect(await oauthClient(["list", "--tenant", tenant.slug])).toMatchObject({ output: "There are no clients.\n" });
  expect(await oauthClient(["revoke", id, "--tenant", tenant.slug])).toMatchObject({ code: 1, output: "" });
  expect(await oauthClient(["revoke", id])).toMatchObject({ code: 0, errors: "" });
  expect((await oauthClient(["list"])).output).toMatch(/Our app, revoked 2\S+Z\n$/);
  await feed.settled();
  expect(await directory.find(id)).toBeUndefined();
  directory.stop();
}, 60_000);

test("and one for a single tenant, which needs no pepper when it is public", async () => {
  const made = await oauthClient([...CREATE, "--public", "--tenant", tenant.slug], { BULKHEAD_API_KEY_PEPPERS: "" });
  expect(made).toMatchObject({ code: 0, errors: "" });
  expect(made.output).not.toContain("bhs_");
  const { rows } = await rooms.platform.databases.owner.pool.query(
    "select kind, created_by from identity.oauth_client where tenant_id = $1",
    [tenant.tenantId],
  );
  expect(rows).toEqual([{ kind: "PUBLIC", created_by: "platform" }]);
}, 30_000);

test.each([
  ["nothing to do", [], {}, /usage: bulkhead oauth-client create/],
  ["no kind", CREATE, {}, /usage: bulkhead oauth-client/],
  ["two kinds", [...CREATE, "--public", "--confidential"], {}, /usage: bulkhead oauth-client/],
  ["no client to revoke", ["revoke"], {}, /usage: bulkhead oauth-client/],
  ["a bad address", ["create", "--public", "--name", "x", "--redirect", "javascript:x"], {}, /Use https/],
  ["an unknown tenant", ["list", "--tenant", "nobody"], {}, /There is no tenant with this slug/],
  ["an unknown client", ["revoke", "cli_01h455vb4pex5vsknk084sn02q"], {}, /There is no client cli_/],
  ["a missing pepper", [...CREATE, "--confidential"], { BULKHEAD_API_KEY_PEPPERS: "" }, /PEPPERS is required/],
] as [string, string[], Record<string, string>, RegExp][])(
  "%s is told, and exits with 1",
  async (_, argv, settings, expected) => {
    const { code, output, errors } = await oauthClient(argv, settings);
    expect(code).toBe(1);
    expect(output).toBe("");
    expect(errors).toMatch(expected);
  },
  30_000,
);
