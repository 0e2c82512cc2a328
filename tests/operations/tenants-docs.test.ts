import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { freePort } from "@bulkhead/infra/free-port.ts";
import { createRootKeyFile } from "@bulkhead/kernel/root-key-store.ts";
import { readCertificate } from "@bulkhead/tenancy/src/closing/certificate.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestPlatform, type TestPlatform } from "../testkit/database.ts";
import {
  blocksOf,
  bootstrapAcme,
  importSomething,
  type Place,
  paste,
  productionSettings,
  startReady,
} from "../testkit/operations.ts";
import type { Running } from "../testkit/process.ts";

/** docs/operations/tenants.md does what it says. */
const [suspend = "", exported = "", close = "", certificate = "", destroyKeys = "", ...more] = blocksOf("tenants.md");

let platform: TestPlatform;
let place: Place;
let running: Running;
const folder = mkdtempSync(path.join(tmpdir(), "bulkhead-tenants-docs-"));
beforeAll(async () => {
  platform = await openTestPlatform();
  const port = await freePort();
  const rootKey = path.join(folder, "root-key.json");
  createRootKeyFile(rootKey);
  const environment: Record<string, string> = {
    ...productionSettings(platform.url, port),
    BULKHEAD_SECRET: platform.secret,
    BULKHEAD_ROOT_KEY: `file:${rootKey}`,
  };
  running = await startReady(environment);
  const KEY = await bootstrapAcme({ folder, environment });
  const ORIGIN = environment.BULKHEAD_PUBLIC_ORIGIN ?? "";
  await importSomething(ORIGIN, KEY);
  place = { folder, environment: { ...environment, KEY, ORIGIN } };
}, 180_000);
afterAll(async () => {
  running?.signalGroup("SIGTERM");
  await running?.ended;
  await platform?.stop();
  rmSync(folder, { recursive: true, force: true });
});

test("every command of tenants.md does what the page says of it", async () => {
  expect(more).toEqual([]);
  expect(await paste(suspend, place)).toMatch(/acme is suspended\.[\s\S]*acme works again\./);
  await paste(exported, place);
  const archive = path.join(folder, "acme");
  const manifest = JSON.parse(readFileSync(path.join(archive, "manifest.json"), "utf8")) as {
    tenant: { slug: string };
  };
  expect(manifest.tenant.slug).toBe("acme");
  expect(readFileSync(path.join(archive, "data.record/000001.jsonl"), "utf8").trim().split("\n")).toHaveLength(2);
  expect(existsSync(path.join(archive, "summary.json"))).toBe(true);
  expect(await paste(close, place)).toMatch(/acme closes on [\s\S]*not closed after all/);
  await paste(certificate, place);
  expect(readFileSync(path.join(folder, "certificate.txt"), "utf8")).toMatch(/Signed by this installation/);
  const { certificate: said } = readCertificate(readFileSync(path.join(folder, "certificate.jws"), "utf8"));
  expect(said).toMatchObject({ tenant: { slug: "acme" }, rows: { "data.record": 2 } });
  expect(await paste(destroyKeys, place)).toMatch(/destroyed/);
}, 240_000);
