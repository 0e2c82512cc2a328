import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestPlatform, type TestPlatform } from "../../tests/testkit/database.ts";
import { openTestKeys, type TestKeys } from "../../tests/testkit/envelope.ts";
import { until } from "../../tests/testkit/until.ts";
import type { Envelope } from "../envelope.ts";
import { withKeyLock } from "../envelope-lock.ts";
import { rotateDataKeys } from "../envelope-rotate-data.ts";
import { rotateTenantKey } from "../envelope-rotate-tenant.ts";
import { keyStatus } from "../envelope-status.ts";
import { newUuid } from "../id.ts";
import { INSTALLATION_ID } from "../installation.ts";
import { ANONYMOUS } from "../principal.ts";
import type { RootKey } from "../root-key.ts";
import { retireRootKeys } from "../root-key-retire.ts";
import { rotateRootKey } from "../root-key-rotate.ts";

/** Each test has a database of its own here: the root key is one for all tenants. */
let platform: TestPlatform;
let keys: TestKeys;
const secret = Buffer.from("a secret of the tenant");

beforeAll(async () => {
  platform = await openTestPlatform();
  keys = await openTestKeys(platform);
});

afterAll(async () => {
  await keys.stop();
  await platform.stop();
});

const listen = () => ({ listen: platform.feed.listen });

/** Seals and opens in two processes, over some tenants, until told to stop; anything that fails is thrown by `stop`. */
function load(tenants: readonly string[]) {
  const processes = [keys.envelope(listen()), keys.envelope(listen())] as [Envelope, Envelope];
  const sealed: { tenantId: string; value: Buffer }[] = [];
  let stopped = false;
  const run = async (sealing: Envelope, opening: Envelope) => {
    for (let n = 0; !stopped; n++) {
      const tenantId = tenants[n % tenants.length] as string;
      const value = await sealing.seal(tenantId, "test", [String(n)], secret);
      expect(await opening.open(tenantId, "test", [String(n)], value)).toEqual(secret);
      if (n % 50 === 0) sealed.push({ tenantId, value: await sealing.seal(tenantId, "test", ["kept"], secret) });
      // A process that restarts, or whose memory is full, reads its keys again.
      if (n % 200 === 0) opening.forget(tenantId);
      if (n % 20 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
  };
  const running = Promise.all([run(...processes), run(processes[1], processes[0])]);
  running.catch(() => undefined);
  return {
    sealed,
    async stop() {
      stopped = true;
      await running;
      expect(sealed.length).toBeGreaterThan(2);
      const later = keys.envelope();
      for (const { tenantId, value } of sealed)
        expect(await later.open(tenantId, "test", ["kept"], value)).toEqual(secret);
    },
  };
}

test("data keys and tenant keys are rotated while two processes seal and open", async () => {
  const tenants = [newUuid(), newUuid(), newUuid()];
  const work = load(tenants);
  await until(async () => work.sealed.length > 5);
  for (let round = 0; round < 3; round++)
    for (const tenantId of tenants) {
      await rotateDataKeys(keys.operator(tenantId));
      await rotateTenantKey(keys.operator(tenantId));
    }
  const before = work.sealed.length;
  await until(async () => work.sealed.length > before + 3);
  await work.stop();
  const { rows } = await platform.databases.owner.pool.query(
    `select distinct version, (select max(version) from platform.data_key d where d.tenant_id = t.tenant_id) as data
     from platform.tenant_key t where tenant_id = any($1)`,
    [tenants],
  );
  expect(rows).toEqual([{ version: 4, data: 4 }]);
});

test("the root key is rotated and its old version retired while two processes seal and open", async () => {
  const tenants = Array.from({ length: 5 }, newUuid);
  const work = load(tenants);
  await until(async () => work.sealed.length > 5);
  const before = (await keyStatus(keys.operator())).rootVersions.at(-1)?.version;
  const { version } = await withKeyLock(keys.worker, () => rotateRootKey(keys.operator()));
  expect(version).not.toBe(before);
  // A tenant that comes while the old version still exists is under the new one.
  const late = newUuid();
  await keys.envelope().seal(late, "test", [], secret);
  await withKeyLock(keys.worker, () => retireRootKeys(keys.operator()));
  const count = work.sealed.length;
  await until(async () => work.sealed.length > count + 3);
  await work.stop();
  expect((await keyStatus(keys.operator())).rootVersions).toHaveLength(1);
  await expect(keys.rootKey.wrap(before ?? "", Buffer.alloc(32), {})).rejects.toThrow("has no version");
});

test("after a data key was rotated every process uses the new one within a second, and the old ones still open", async () => {
  const tenantId = newUuid();
  const [one, two] = [keys.envelope(listen()), keys.envelope(listen())];
  const old = await one.seal(tenantId, "test", [], secret);
  await two.open(tenantId, "test", [], old);
  await rotateDataKeys(keys.operator(tenantId));
  await until(async () => (await two.seal(tenantId, "test", [], secret)).readUInt32BE(1) === 2, 1_000);
  expect(await two.open(tenantId, "test", [], old)).toEqual(secret);
});

test("a rotation that dies in the middle is continued by the next one, and makes no further version", async () => {
  const tenants = Array.from({ length: 1_200 }, newUuid);
  const envelope = keys.envelope();
  const sealed = await Promise.all(tenants.map((tenantId) => envelope.seal(tenantId, "test", [], secret)));
  let batches = 0;
  const dying: RootKey = {
    ...keys.rootKey,
    rewrap: (...args) => {
      if (++batches > 1) throw Object.assign(new Error("killed"), { code: "UNAVAILABLE" });
      return keys.rootKey.rewrap(...args);
    },
  };
  await expect(rotateRootKey({ ...keys.operator(), rootKey: dying })).rejects.toThrow("killed");
  const halfway = await keyStatus(keys.operator());
  expect(halfway.rootVersions.map(({ tenants: count }) => count > 0)).toEqual([true, true]);
  await expect(retireRootKeys(keys.operator())).rejects.toMatchObject({ code: "CONFLICT" });

  const { version, moved } = await rotateRootKey(keys.operator());
  expect(version).toBe(halfway.rootVersions[1]?.version);
  expect(moved).toBe(halfway.rootVersions[0]?.tenants);
  expect(await retireRootKeys(keys.operator())).toEqual([halfway.rootVersions[0]?.version]);
  const [fresh] = [keys.envelope()];
  for (const at of [0, 600, 1_199])
    expect(await fresh.open(tenants[at] as string, "test", [], sealed[at] as Buffer)).toEqual(secret);
});

test("a version that died before it was registered is used by the next rotation", async () => {
  const orphan = await keys.rootKey.create();
  expect((await rotateRootKey(keys.operator())).version).toBe(orphan);
  await retireRootKeys(keys.operator());
});

test("a retirement that died before the provider destroyed the version is finished by the next one", async () => {
  await rotateRootKey(keys.operator());
  const failing: RootKey = { ...keys.rootKey, destroy: () => Promise.reject(new Error("killed")) };
  await expect(retireRootKeys({ ...keys.operator(), rootKey: failing })).rejects.toThrow("killed");
  const { retiring } = await keyStatus(keys.operator());
  expect(retiring).toHaveLength(1);
  expect(await retireRootKeys(keys.operator())).toEqual(retiring);
  expect((await keyStatus(keys.operator())).retiring).toEqual([]);
});

test("one damaged tenant key does not keep the others from moving, is named, and keeps its version", async () => {
  const tenants = [newUuid(), newUuid(), newUuid()] as const;
  const envelope = keys.envelope();
  for (const tenantId of tenants) await envelope.seal(tenantId, "test", [], secret);
  const { pool } = platform.databases.owner;
  const damage = "update platform.tenant_key set wrapped = reverse(wrapped) where tenant_id = $1";
  await pool.query(damage, [tenants[1]]);
  const { version, unopenable } = await rotateRootKey(keys.operator());
  expect(unopenable).toEqual([tenants[1]]);
  await expect(retireRootKeys(keys.operator())).rejects.toMatchObject({ code: "CONFLICT" });
  // Nor does it keep the root key from being replaced once more.
  const again = await rotateRootKey(keys.operator());
  expect(again.version).not.toBe(version);
  expect(again).toMatchObject({ unopenable: [tenants[1]] });
  expect(again.moved).toBeGreaterThanOrEqual(2);
  await pool.query(damage, [tenants[1]]);
  expect(await rotateRootKey(keys.operator())).toMatchObject({ moved: 1, unopenable: [] });
  await retireRootKeys(keys.operator());
});

test("two operators cannot work on the root key at the same time", async () => {
  await withKeyLock(keys.worker, async () => {
    await expect(withKeyLock(keys.worker, async () => undefined)).rejects.toMatchObject({ code: "CONFLICT" });
  });
  await withKeyLock(keys.worker, async () => undefined);
});

test("rotating is refused to whoever lacks the permission", async () => {
  for (const rotate of [rotateDataKeys, rotateTenantKey, rotateRootKey, retireRootKeys]) {
    const tenantId = newUuid();
    await expect(rotate({ ...keys.operator(), principal: ANONYMOUS })).rejects.toMatchObject({
      code: "UNAUTHENTICATED",
    });
    const tenant = { ...ANONYMOUS, kind: "user" as const, tenantId };
    await expect(rotate({ ...keys.operator(), principal: tenant })).rejects.toMatchObject({ code: "FORBIDDEN" });
  }
});

test("every rotation leaves an audit event, with the key material nowhere in it", async () => {
  const tenantId = newUuid();
  await keys.envelope().seal(tenantId, "test", [], secret);
  await rotateDataKeys(keys.operator(tenantId));
  await rotateTenantKey(keys.operator(tenantId));
  const { version } = await rotateRootKey(keys.operator());
  await retireRootKeys(keys.operator());
  const { rows } = await platform.databases.owner.pool.query(
    `select action, target_id, body -> 'detail' as detail, actor_id from platform.audit_event
     where tenant_id = $1 or (tenant_id = $2 and target_id = $3) order by id`,
    [tenantId, INSTALLATION_ID, version],
  );
  expect(rows).toMatchObject([
    { action: "key.rotate", detail: { level: "data", keys: 1 }, actor_id: "platform" },
    { action: "key.rotate", detail: { level: "tenant", keys: 2 } },
    { action: "root-key.rotate", target_id: version },
  ]);
});
