import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import {
  createDatabase,
  type DisposablePostgres,
  startDisposablePostgres,
} from "@bulkhead/infra/disposable-postgres.ts";
import { freePort } from "@bulkhead/infra/free-port.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { haveKeyServices, makeKmsKey, openBaoFolder, startKms, startVault } from "../testkit/key-services.ts";
import {
  blocksOf,
  bootstrapAcme,
  importSomething,
  type Place,
  paste,
  pasteExports,
  productionSettings,
  startReady,
} from "../testkit/operations.ts";

/** docs/operations/keys.md does what it says, with each place a root key may live in. */
const [inFile = "", inKms = "", inVault = "", yearly = "", destroy = "", restore = "", ...more] = blocksOf("keys.md");
const [policy = ""] = blocksOf("keys.md", "hcl");

let postgres: DisposablePostgres;
let settings: Record<string, string>;
const folder = mkdtempSync(path.join(tmpdir(), "bulkhead-keys-docs-"));

beforeAll(async () => {
  // A server of its own: the roles of the others have passwords from another secret.
  postgres = await startDisposablePostgres();
  settings = productionSettings(postgres.url, await freePort());
}, 60_000);

afterAll(async () => {
  await postgres?.stop();
  rmSync(folder, { recursive: true, force: true });
}, 30_000);

/** An empty database, so that this root key is the first one it meets. */
async function placeFor(name: string, extra: Record<string, string> = {}): Promise<Place> {
  return { folder, environment: { ...settings, ...extra, DATABASE_URL: await createDatabase(postgres.url, name) } };
}

/** Starts an installation as the page has it, and has it seal and open a file; `then` works on it while it runs. */
async function atWork(place: Place, then: (key: string) => Promise<void>): Promise<void> {
  const running = await startReady(place.environment);
  try {
    const key = await bootstrapAcme(place);
    await importSomething(settings.BULKHEAD_PUBLIC_ORIGIN ?? "", key);
    await then(key);
  } finally {
    running.signalGroup("SIGTERM");
    await running.ended;
  }
}

test("every command of keys.md stands in a block that is run below", () => {
  expect(more).toEqual([]);
  expect(restore).toContain("keys import");
});

test("a root key in a file: made by the page's command, it is readable by its owner alone and works", async () => {
  const place = await placeFor("in_file");
  place.environment = await pasteExports(inFile, place);
  expect(statSync(path.join(folder, "root-key.json")).mode & 0o777).toBe(0o600);
  await atWork(place, async () => {
    expect(await paste("npm run bulkhead --silent -- keys status", place)).toContain("Root key: file:");
  });
}, 240_000);

describe.skipIf(!haveKeyServices())("a root key elsewhere", () => {
  test("in AWS KMS, by the page's settings", async () => {
    const kms = await startKms();
    try {
      const credentials = { AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test" };
      const place = await placeFor("in_kms", { ...credentials, BULKHEAD_KMS_ENDPOINT: kms.address });
      place.environment = await pasteExports(inKms, place);
      // Where the page says to make a key: that is done in AWS.
      await makeKmsKey(kms.address, place.environment.AWS_REGION ?? "", "alias/bulkhead");
      await atWork(place, async () => {
        expect(await paste("npm run bulkhead --silent -- keys status", place)).toContain(
          "Root key: aws-kms:alias/bulkhead",
        );
      });
    } finally {
      await kms.stop();
    }
  }, 180_000);

  test("in Vault, with the token of the page's policy: rotated, exported, restored and destroyed by its commands", async () => {
    const root = "the-root-token-of-the-vault";
    const vault = await startVault(root);
    try {
      writeFileSync(path.join(folder, "bulkhead.hcl"), policy);
      const tools = { PATH: `${openBaoFolder()}:${process.env.PATH}`, BAO_ADDR: vault.address, BAO_TOKEN: root };
      const place = await placeFor("in_vault", { ...tools, HOME: folder });
      place.environment = await pasteExports(inVault, place);
      expect(place.environment.BULKHEAD_VAULT_TOKEN).not.toBe(root);
      await atWork(place, async (key) => {
        const said = await paste(yearly, place);
        expect(said).toMatch(/The root key is now version .*\nOld versions stay .*\nDestroyed: /);
        const exported = path.join(folder, "keys-2026-11-22.export");
        expect(readFileSync(exported, "utf8").length).toBeGreaterThan(100);
        // It went on working with what it has in memory and with what is new.
        await importSomething(settings.BULKHEAD_PUBLIC_ORIGIN ?? "", key);
      });
      expect(await paste(restore, place)).toMatch(/^Imported the keys of \d+ tenants/);
      expect(await paste(destroy, place)).toContain("The key of acme is destroyed");
    } finally {
      await vault.stop();
    }
  }, 240_000);
});
