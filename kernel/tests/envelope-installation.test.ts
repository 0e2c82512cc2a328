import { afterEach, beforeEach, expect, inject, test } from "vitest";
import { openTestPlatform, type TestPlatform } from "../../tests/testkit/database.ts";
import { dump, restore } from "../../tests/testkit/dump.ts";
import { openTestKeys, type TestKeys } from "../../tests/testkit/envelope.ts";
import { openDatabase } from "../database.ts";
import { createEnvelope, type Envelope } from "../envelope.ts";
import { destroyTenantKey } from "../envelope-destroy.ts";
import { exportKeys } from "../envelope-export.ts";
import { importKeys } from "../envelope-import.ts";
import { newUuid } from "../id.ts";
import { INSTALLATION_ID } from "../installation.ts";
import { rolePassword } from "../key.ts";
import { retireRootKeys } from "../root-key-retire.ts";
import { rotateRootKey } from "../root-key-rotate.ts";

/** The installation seals for itself as a tenant does, under the lowest id there is: no walk over all tenants may pass it by. */
let platform: TestPlatform;
let keys: TestKeys;
const secret = Buffer.from("a secret of the installation");

beforeEach(async () => {
  platform = await openTestPlatform();
  keys = await openTestKeys(platform);
});

afterEach(async () => {
  await keys.stop();
  await platform.stop();
});

const seal = (envelope: Envelope, tenantId: string) => envelope.seal(tenantId, "test", [], secret);
const open = (envelope: Envelope, sealed: Buffer) => envelope.open(INSTALLATION_ID, "test", [], sealed);

test("its key is moved with the tenants' when the root key is rotated, alone or among them", async () => {
  const sealed = await seal(keys.envelope(), INSTALLATION_ID);
  expect(await rotateRootKey(keys.operator())).toMatchObject({ moved: 1, unopenable: [] });
  expect(await retireRootKeys(keys.operator())).toHaveLength(1);
  expect(await open(keys.envelope(), sealed)).toEqual(secret);

  await seal(keys.envelope(), newUuid());
  expect(await rotateRootKey(keys.operator())).toMatchObject({ moved: 2, unopenable: [] });
  expect(await retireRootKeys(keys.operator())).toHaveLength(1);
  expect(await open(keys.envelope(), sealed)).toEqual(secret);
});

test("its key is in an export, so a backup from before a rotation can be opened", async () => {
  const sealed = await seal(keys.envelope(), INSTALLATION_ID);
  await seal(keys.envelope(), newUuid());
  const backup = await dump(platform.url);
  await rotateRootKey(keys.operator());
  await retireRootKeys(keys.operator());
  const lines: string[] = [];
  expect(await exportKeys(keys.operator(), async (line) => void lines.push(line.trimEnd()))).toBe(2);

  const url = await restore(inject("postgresUrl"), `restored_${newUuid().replaceAll("-", "")}`, backup);
  const imported = await importKeys(keys.at(url), async function* () {
    yield* lines;
  });
  expect(imported).toMatchObject({ tenants: 2, unreadable: 0 });
  const role = "bulkhead_data";
  const password = rolePassword(platform.secret, role);
  const db = openDatabase({ url, role, password, maxConnections: 2, log: platform.log });
  const envelope = createEnvelope({ db, rootKey: keys.rootKey });
  try {
    expect(await open(envelope, sealed)).toEqual(secret);
  } finally {
    envelope.stop();
    await db.pool.end();
  }
});

test("its key is never destroyed: no second one would be made, and it serves every tenant", async () => {
  const sealed = await seal(keys.envelope(), INSTALLATION_ID);
  await expect(destroyTenantKey(keys.operator())).rejects.toMatchObject({ code: "FORBIDDEN" });
  expect(await open(keys.envelope(), sealed)).toEqual(secret);
});
