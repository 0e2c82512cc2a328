import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { freePort } from "@bulkhead/infra/free-port.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestPlatform, type TestPlatform } from "../testkit/database.ts";
import { blocksOf, bootstrapTenant, type Place, paste, productionSettings } from "../testkit/operations.ts";
import { testRootKeyFile } from "../testkit/root-key.ts";

/** docs/operations/accounts.md does what it says. */
const [resetFactors = "", setPassword = "", ...more] = blocksOf("accounts.md");
const WHO = "ada@acme.example";

let platform: TestPlatform;
let place: Place;
const folder = mkdtempSync(path.join(tmpdir(), "bulkhead-accounts-docs-"));
beforeAll(async () => {
  platform = await openTestPlatform();
  const environment = {
    ...productionSettings(platform.url, await freePort()),
    BULKHEAD_SECRET: platform.secret,
    BULKHEAD_ROOT_KEY: `file:${testRootKeyFile()}`,
    WHO,
  };
  place = { folder, environment };
  await bootstrapTenant(environment);
  // Ada has an account, as if she had used her link.
  await platform.databases.owner.pool.query(
    `with made as (
       insert into identity.account (id, email, email_key, password_hash)
       values (gen_random_uuid(), $1, $1, 'of the old one') returning id)
     insert into identity.totp (id, account_id, name, sealed, confirmed_at)
     select gen_random_uuid(), id, 'Phone', '', now() from made`,
    [WHO],
  );
}, 120_000);
afterAll(async () => {
  await platform?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const hashes = async () =>
  (await platform.databases.owner.pool.query("select password_hash from identity.account where email = $1", [WHO]))
    .rows;

test("every command of accounts.md does what the page says of it", async () => {
  expect(more).toEqual([]);
  const reset = await paste(resetFactors, place);
  expect(reset).toMatch(/^ada@acme\.example has lost 1 authenticator app, .* signed out everywhere\.$/m);
  expect(reset).toContain("No mail is set up here: tell the owner yourself.\n");
  expect(await paste(resetFactors, place)).toContain("no second factor, so nothing was changed");
  const [before] = await hashes();
  writeFileSync(path.join(folder, "new-password"), "a second password altogether\n");
  expect(await paste(setPassword, place)).toMatch(/^The password of ada@acme\.example is set\./m);
  const [after] = await hashes();
  expect(after).not.toEqual(before);
}, 180_000);
