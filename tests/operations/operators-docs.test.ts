import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { freePort } from "@bulkhead/infra/free-port.ts";
import { loadSettings } from "@bulkhead/server/config.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestPlatform, type TestPlatform } from "../testkit/database.ts";
import {
  blocksOf,
  bootstrapTenant,
  type Place,
  paste,
  pasteExports,
  productionSettings,
} from "../testkit/operations.ts";
import { testRootKeyFile } from "../testkit/root-key.ts";

/** docs/operations/operators.md does what it says. */
const [settings = "", add = "", list = "", link = "", remove = "", ...more] = blocksOf("operators.md");

let platform: TestPlatform;
let place: Place;
const folder = mkdtempSync(path.join(tmpdir(), "bulkhead-operators-docs-"));

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
}, 30_000);

const LINK = /\/operator\/set-up\?token=[\w-]{43}\n/;

test("every command of operators.md does what the page says of it", async () => {
  expect(more).toEqual([]);
  const told = await pasteExports(settings, place);
  expect(loadSettings("process", place.environment).settings.operatorNetworks).toEqual([]);
  expect(loadSettings("process", told).settings.operatorNetworks).toEqual(["127.0.0.1/32", "192.0.2.0/24"]);

  expect(await paste(add, place)).toMatch(LINK);
  const another = add.replace("olga@", "nina@").replace("Olga Owner", "Nina").replace("OWNER", "SUPPORT");
  expect(await paste(another, place)).toMatch(LINK);
  const all =
    /^opr_\w+ {2}OWNER {5}olga@acme\.example {2}\(not set up\)\nopr_\w+ {2}SUPPORT {3}nina@acme\.example {2}\(not set up\)\n$/;
  expect(await paste(list, place)).toMatch(all);
  expect(await paste(link, place)).toMatch(LINK);
  expect(await paste(remove, place)).toBe("nina@acme.example is an operator no longer.\n");
}, 360_000);
