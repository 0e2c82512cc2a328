import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import {
  createDatabase,
  type DisposablePostgres,
  startDisposablePostgres,
} from "@bulkhead/infra/disposable-postgres.ts";
import { freePort } from "@bulkhead/infra/free-port.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { blocksOf, bootstrapTenant, type Place, paste, productionSettings } from "../testkit/operations.ts";
import { testRootKeyFile } from "../testkit/root-key.ts";

/** docs/operations/signing-keys.md does what it says. */
const [list = "", rotate = "", revoke = "", ...more] = blocksOf("signing-keys.md");

let postgres: DisposablePostgres;
let place: Place;
const folder = mkdtempSync(path.join(tmpdir(), "bulkhead-signing-keys-docs-"));

beforeAll(async () => {
  // A server of its own: the roles of the others have passwords from another secret.
  postgres = await startDisposablePostgres();
  const settings = productionSettings(postgres.url, await freePort());
  const DATABASE_URL = await createDatabase(postgres.url, "signing_keys");
  place = { folder, environment: { ...settings, DATABASE_URL, BULKHEAD_ROOT_KEY: `file:${testRootKeyFile()}` } };
  await bootstrapTenant(place.environment);
}, 120_000);

afterAll(async () => {
  await postgres?.stop();
  rmSync(folder, { recursive: true, force: true });
}, 30_000);

const keysIn = (said: string) =>
  [...said.matchAll(/^([0-9a-f-]{36}) {2}([A-Z]+) {2}/gm)].map(([, kid, state]) => ({ kid, state }));

test("every command of signing-keys.md does what the page says of it", async () => {
  expect(more).toEqual([]);
  // The first command that opened the platform has made the first key.
  const [first, ...others] = keysIn(await paste(list, place));
  expect([first?.state, others]).toEqual(["SIGNING", []]);
  expect(await paste(rotate, place)).toMatch(/^The new key \S+ is in the JWKS; it signs from \S+\.\n$/);
  // It still is the one that signs, so it is the one that the page's command finds.
  expect(await paste(revoke, place)).toContain(`The key ${first?.kid} is revoked`);
  const last = keysIn(await paste(list, place));
  expect(last.map(({ state }) => state)).toEqual(["RETIRING", "SIGNING"]);
  expect(last.map(({ kid }) => kid)).not.toContain(first?.kid);
}, 180_000);
