import { readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { newUuid } from "@bulkhead/kernel/id.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestPlatform, type TestPlatform } from "../../tests/testkit/database.ts";
import { openTestKeys, type TestKeys } from "../../tests/testkit/envelope.ts";
import { keysCommand } from "../keys.ts";

let platform: TestPlatform;
let keys: TestKeys;
const acme = newUuid();
const globex = newUuid();
const said: string[] = [];

beforeAll(async () => {
  platform = await openTestPlatform();
  keys = await openTestKeys(platform);
  for (const tenantId of [acme, globex]) await keys.envelope().seal(tenantId, "blob", [], Buffer.from("x"));
});

afterAll(async () => {
  await keys.stop();
  await platform.stop();
});

const run = (command: string) =>
  keysCommand(command.split(" ").filter(Boolean), {
    db: keys.worker,
    rootKey: keys.rootKey,
    tenantIdOfSlug: async (slug) => ({ acme, globex })[slug],
    progress: (text) => said.push(text),
  });

/** Done twice it is as it was. */
async function damage(tenantId: string): Promise<void> {
  const text = "update platform.tenant_key set wrapped = reverse(wrapped) where tenant_id = $1";
  await platform.databases.owner.pool.query(text, [tenantId]);
}

test("every command works, says what it did, and no key is in what it says", async () => {
  const file = path.join(keys.folder, "keys.export");
  expect(await run("status")).toMatch(
    /1-[0-9a-f]{8} {2}since .* {2}wraps 2 tenant keys {2}\(current\)\nTenant keys: 2; /,
  );
  expect(await run("rotate data acme")).toBe("1 new data keys were made.");
  expect(await run("rotate data --all")).toBe("Rotated for 2 tenants.");
  expect(await run("rotate tenant acme")).toContain("3 data keys were moved");
  expect(await run("rotate tenant --all")).toBe("Rotated for 2 tenants.");
  await damage(acme);
  for (const level of ["data", "tenant"])
    expect(await run(`rotate ${level} --all`)).toBe(
      `Rotated for 1 tenants.\nThese tenants' keys do not open and were left: ${acme}`,
    );
  await damage(acme);
  expect(await run("rotate root")).toMatch(/^The root key is now version 2-[0-9a-f]{8}; 2 tenant keys were moved\./);
  expect(await run("retire root")).toMatch(/^Destroyed: 1-/);
  expect(await run("retire root")).toBe("There is no old version of the root key.");
  expect(await run("rotate root --retire")).toMatch(/Destroyed: 2-/);
  expect(await run(`export ${file}`)).toContain("2 tenants");
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(await run(`import ${file}`)).toBe("Imported the keys of 2 tenants, 0 of them destroyed.");
  expect(await run("destroy-tenant globex --yes")).toMatch(/^The key of globex is destroyed/);
  expect(await run("destroy-tenant globex --yes")).toBe("The key of globex was destroyed before.");
  const last = await run("status");
  expect(last).toContain("Tenant keys: 1; destroyed: 1");
  expect(last).not.toContain("Unfinished");
  expect(said).toContain("2 tenant keys moved");
  const secrets = Object.values(JSON.parse(readFileSync(keys.file, "utf8")).versions as Record<string, string>);
  for (const secret of secrets) expect([last, ...said, readFileSync(file, "utf8")].join()).not.toContain(secret);
});

test("status says what a run that died has left to do", async () => {
  const { pool } = platform.databases.owner;
  await pool.query("update platform.tenant_key set destroyed_at = now() where destroyed_at is not null");
  expect(await run("status")).toContain("Unfinished: destroy-tenant. Backups can still open a destroyed tenant");
  expect(await run("destroy-tenant globex --yes")).toMatch(/^The key of globex is destroyed/);
});

test("an export never replaces another, and a damaged one is not imported", async () => {
  const file = path.join(keys.folder, "once.export");
  await run(`export ${file}`);
  const text = readFileSync(file, "utf8");
  await expect(run(`export ${file}`)).rejects.toThrow("EEXIST");
  expect(readFileSync(file, "utf8")).toBe(text);
  writeFileSync(file, text.slice(0, -20));
  await expect(run(`import ${file}`)).rejects.toMatchObject({ code: "BAD_USER_INPUT" });
});

test.each(["", "rotate", "rotate data", "rotate everything", "destroy-tenant acme", "retire", "export", "import"])(
  "bulkhead keys %s tells the usage and does nothing",
  async (command) => {
    const before = await run("status");
    await expect(run(command)).rejects.toThrow("usage:");
    expect(await run("status")).toBe(before);
  },
);

test("a tenant that does not exist is NOT_FOUND", async () => {
  await expect(run("rotate tenant nobody")).rejects.toMatchObject({ code: "NOT_FOUND" });
  await expect(run("destroy-tenant nobody --yes")).rejects.toMatchObject({ code: "NOT_FOUND" });
});
