import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { freePort } from "@bulkhead/infra/free-port.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestPlatform, type TestPlatform } from "../testkit/database.ts";
import { blocksOf, bootstrapTenant, type Place, paste, productionSettings } from "../testkit/operations.ts";
import { testRootKeyFile } from "../testkit/root-key.ts";

/** docs/operations/plans.md does what it says. */
const [commands = "", ...more] = blocksOf("plans.md");
const [plan = "", ...otherPlans] = blocksOf("plans.md", "json");

let platform: TestPlatform;
let place: Place;
const folder = mkdtempSync(path.join(tmpdir(), "bulkhead-plans-docs-"));
beforeAll(async () => {
  platform = await openTestPlatform();
  const environment = {
    ...productionSettings(platform.url, await freePort()),
    BULKHEAD_SECRET: platform.secret,
    BULKHEAD_ROOT_KEY: `file:${testRootKeyFile()}`,
  };
  place = { folder, environment };
  await bootstrapTenant(environment);
}, 120_000);
afterAll(async () => {
  await platform?.stop();
  rmSync(folder, { recursive: true, force: true });
});

test("every command of plans.md does what the page says of it", async () => {
  expect([more, otherPlans]).toEqual([[], []]);
  writeFileSync(path.join(folder, "small.json"), plan);
  const said = await paste(commands, place);
  expect(said).toContain("The plan small has version 1.\n");
  expect(said).toContain("small (version 1): For teams of ten.\n  records 10000, members 10, requests 100000\n");
  expect(said).toContain("standard (version 1): ");
  expect(said).toContain("The tenant acme is on the plan small.\n");
  expect(await paste(commands, place)).toContain("The plan small has version 2.\n");
}, 180_000);
