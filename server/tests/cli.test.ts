import { execFile } from "node:child_process";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestRooms, principalOf, type TestRooms } from "../../tests/testkit/rooms.ts";
import { testRootKeyFile } from "../../tests/testkit/root-key.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

const CLI = path.resolve(import.meta.dirname, "../cli.ts");

function bulkhead(argv: string[], settings: Record<string, string> = {}) {
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
    execFile(process.execPath, [CLI, ...argv], { env }, (error, output, errors) => {
      resolve({ code: error ? Number(error.code) : 0, output, errors });
    });
  });
}

const BOOTSTRAP = ["bootstrap", "--slug", "acme", "--name", "Acme", "--email", "ada@acme.example", "--admin", "Ada"];

test("an operator makes a tenant whose printed key works, suspends it and resumes it", async () => {
  const made = await bulkhead(BOOTSTRAP);
  expect(made).toMatchObject({ code: 0, errors: "" });
  const [key = ""] = made.output.match(/bh_test_\S+/g) ?? [];
  const { tenantId } = await principalOf(rooms, key);

  expect(await bulkhead(["suspend", "acme", "--reason", "unpaid"])).toMatchObject({ code: 0, errors: "" });
  await rooms.platform.feed.settled();
  expect(await rooms.tenancy.policyOf(tenantId ?? "")).toMatchObject({ status: "SUSPENDED" });
  expect(await bulkhead(["resume", "acme"])).toMatchObject({ code: 0, errors: "" });
  await rooms.platform.feed.settled();
  expect(await rooms.tenancy.policyOf(tenantId ?? "")).toMatchObject({ status: "ACTIVE" });

  expect(await bulkhead(["close", "acme", "--reason", "done", "--grace-days", "3"])).toMatchObject({
    code: 0,
    errors: "",
  });
  await rooms.platform.feed.settled();
  expect(await rooms.tenancy.policyOf(tenantId ?? "")).toMatchObject({ status: "CLOSING" });
  expect(await bulkhead(["reopen", "acme"])).toMatchObject({ code: 0, errors: "" });
  expect((await bulkhead(["closure-certificate", "acme"])).errors).toMatch(/There is no certificate for it/);

  const again = await bulkhead(BOOTSTRAP);
  expect(again.code).toBe(1);
  expect(again.output).toBe("");
  expect(again.errors).toMatch(/^bulkhead: The tenant acme exists and has an Admin key\. Choose another slug\.\n$/);
}, 120_000);

test.each([
  ["an unknown command", ["destroy"], {}, /There is no command "destroy"/],
  ["a missing argument", ["bootstrap", "--slug", "acme"], {}, /usage: bulkhead bootstrap/],
  ["an unknown option", ["resume", "acme", "--force"], {}, /--force/],
  ["an unknown tenant", ["resume", "nobody"], {}, /There is no tenant with this slug/],
  ["a missing secret", ["resume", "acme"], { BULKHEAD_SECRET: "" }, /BULKHEAD_SECRET is required/],
  ["a missing pepper", BOOTSTRAP, { BULKHEAD_API_KEY_PEPPERS: "" }, /API_KEY_PEPPERS is required to make an API key/],
  ["a database that is away", ["resume", "acme"], { DATABASE_URL: "postgres://u:hunter2@127.0.0.1:1/x" }, /database/],
])("%s is told in one line, and exits with 1", async (_, argv, settings, expected) => {
  const { code, output, errors } = await bulkhead(argv, settings);
  expect(code).toBe(1);
  expect(output).toBe("");
  expect(errors).toMatch(expected);
  expect(errors.trim().split("\n")).toHaveLength(1);
  expect(errors).not.toContain("hunter2");
});

test("help lists every command", async () => {
  const { code, output } = await bulkhead(["help"]);
  expect(code).toBe(0);
  for (const command of ["bootstrap", "suspend", "resume", "close", "reopen", "closure-certificate", "watch"])
    expect(output).toContain(`bulkhead ${command}`);
});
