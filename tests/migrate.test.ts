import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { createDatabase } from "@bulkhead/infra/disposable-postgres.ts";
import { flushAsTenant } from "@bulkhead/kernel/database.ts";
import { newUuid } from "@bulkhead/kernel/id.ts";
import { migrate } from "@bulkhead/kernel/migrate.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import { migrationFolders } from "@bulkhead/server/migrations.ts";
import { afterAll, beforeAll, expect, inject, onTestFinished, test } from "vitest";
import { openTestPlatform, type TestPlatform } from "./testkit/database.ts";
import { TEST_SECRET } from "./testkit/global-setup.ts";

let platform: TestPlatform;
beforeAll(async () => {
  platform = await openTestPlatform();
});
afterAll(() => platform.stop());

const program = path.resolve(import.meta.dirname, "./testkit/migrate-process.ts");
const emptyDatabase = () => createDatabase(inject("postgresUrl"), `test_${randomBytes(6).toString("hex")}`);

async function migrateApart(url: string): Promise<number> {
  const { stdout } = await promisify(execFile)(process.execPath, [program, url, TEST_SECRET]);
  return Number(stdout.match(/applied (\d+)/)?.[1]);
}

/** A folder with one migration, of a room that only one test knows. */
function folderWith(room: string, sql: string): { room: string; directory: URL; write(sql: string): void } {
  const directory = mkdtempSync(path.join(tmpdir(), "bulkhead-migrations-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const write = (text: string) => writeFileSync(path.join(directory, "0001_test.sql"), text);
  write(sql);
  return { room, directory: pathToFileURL(`${directory}/`), write };
}

test("processes that migrate at once, one database or several, all succeed, and each migration is applied once", async () => {
  const [one, two] = [await emptyDatabase(), await emptyDatabase()];
  const applied = await Promise.all([one, one, two, two].map(migrateApart));
  const { rows } = await platform.databases.owner.pool.query("select count(*)::int as n from platform.migration");
  expect((applied[0] as number) + (applied[1] as number)).toBe(rows[0].n);
  expect((applied[2] as number) + (applied[3] as number)).toBe(rows[0].n);
}, 60_000);

test("the roles of a server can be made from many databases at the same moment", async () => {
  const urls = [await emptyDatabase(), await emptyDatabase(), await emptyDatabase()];
  await Promise.all([...urls, ...urls].map((url) => migrate(url, TEST_SECRET, [])));
}, 60_000);

test("a migration that waits for a table lets traffic pass, and is applied when the table is free", async () => {
  const tenantId = newUuid();
  const { data, owner } = platform.databases;
  // A long read: it does not hinder writers, but an ALTER must wait for it.
  const reader = await owner.pool.connect();
  await reader.query("begin");
  await reader.query("select count(*) from platform.outbox");
  const folder = folderWith("waits", "alter table platform.outbox add column test_only int");
  let finished = false;
  const migrating = migrate(platform.url, TEST_SECRET, [folder]).finally(() => {
    finished = true;
  });
  let slowest = 0;
  const until = Date.now() + 1_500;
  for (let n = 0; Date.now() < until; n++) {
    const begun = performance.now();
    const event = { type: "collection.defined", subject: tenantId, payload: { name: `n${n}` } };
    await flushAsTenant(data, tenantId, [appendOutbox(tenantId, [event])]);
    slowest = Math.max(slowest, performance.now() - begun);
  }
  expect(finished).toBe(false);
  // The longest a writer can be held up is the migration's lock_timeout; writers themselves end after a second.
  expect(slowest).toBeLessThan(900);
  await reader.query("commit");
  reader.release();
  expect(await migrating).toEqual(["waits/0001_test.sql"]);
  await owner.pool.query("alter table platform.outbox drop column test_only");
}, 30_000);

test("a migration of a newer release is left alone by an older one, an edited one is refused", async () => {
  const folder = folderWith("newer", "create table platform.test_newer ()");
  expect(await migrate(platform.url, TEST_SECRET, [folder])).toEqual(["newer/0001_test.sql"]);
  await migrate(platform.url, TEST_SECRET, migrationFolders);
  folder.write("create table platform.test_edited ()");
  await expect(migrate(platform.url, TEST_SECRET, [folder])).rejects.toThrow(/changed after it was applied/);
});

test("a migration that fails leaves nothing behind and is tried again at the next start", async () => {
  const folder = folderWith("half", "create table platform.test_half (); select 1 / 0");
  await expect(migrate(platform.url, TEST_SECRET, [folder])).rejects.toThrow(/zero/);
  folder.write("create table platform.test_half ()");
  expect(await migrate(platform.url, TEST_SECRET, [folder])).toEqual(["half/0001_test.sql"]);
});
