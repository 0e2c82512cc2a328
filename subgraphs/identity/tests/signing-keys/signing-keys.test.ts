import { rotateDataKeys } from "@bulkhead/kernel/envelope-rotate-data.ts";
import { rotateTenantKey } from "@bulkhead/kernel/envelope-rotate-tenant.ts";
import { INSTALLATION_ID } from "@bulkhead/kernel/installation.ts";
import { retireRootKeys } from "@bulkhead/kernel/root-key-retire.ts";
import { rotateRootKey } from "@bulkhead/kernel/root-key-rotate.ts";
import { importJWK, type JWK, jwtVerify, SignJWT } from "jose";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { until } from "../../../../tests/testkit/until.ts";
import { KEEP_MS, PUBLISH_AHEAD_MS, ROTATE_AFTER_MS } from "../../src/signing-keys/signing-key.ts";
import type { SigningKeys } from "../../src/signing-keys/signing-keys.ts";
import { openTestSigningKeys, requestOfInstallation, type TestSigningKeys } from "./fixture.ts";

let house: TestSigningKeys;
beforeAll(async () => {
  house = await openTestSigningKeys();
});
beforeEach(() => house.clear());
afterAll(() => house.stop());

const byHand = { byHand: true };
const kidsOf = (keys: SigningKeys) => keys.publicJwks().keys.map(({ kid }) => kid);
const signerOf = (keys: SigningKeys) => keys.current().privateJwks[0]?.kid;

async function started(which: 0 | 1 = 0): Promise<SigningKeys> {
  const keys = house.open(which);
  await keys.ready();
  return keys;
}

async function signedBy(keys: SigningKeys): Promise<string> {
  const jwk = keys.current().privateJwks[0] as JWK;
  return new SignJWT({}).setProtectedHeader({ alg: "ES256", kid: jwk.kid ?? "" }).sign(await importJWK(jwk));
}

function isAccepted(keys: SigningKeys, token: string): Promise<boolean> {
  const keyFor = ({ kid = "" }: { kid?: string }) => {
    const key = keys.keyFor(kid);
    if (!key) throw new Error("unknown kid");
    return key;
  };
  return jwtVerify(token, keyFor).then(
    () => true,
    () => false,
  );
}

test("however many processes start at once, they make one key and sign with it", async () => {
  const processes = Array.from({ length: 8 }, (_, at) => house.open(at % 2 === 0 ? 0 : 1));
  await Promise.all(processes.map((one) => one.ready()));
  const [first] = processes as [SigningKeys];
  expect(await house.sql("select id from identity.signing_key")).toEqual([{ id: signerOf(first) }]);
  for (const one of processes) {
    expect(one.current().privateJwks).toEqual(first.current().privateJwks);
    expect(await isAccepted(one, await signedBy(first))).toBe(true);
  }
  const written = await house.sql(
    `select body -> 'detail' ->> 'byHand' as by_hand, actor_id, o.type from platform.audit_event a
     join platform.outbox o on o.xid::text::bigint % 4294967296 = a.xmin::text::bigint
     where a.action = 'signing-key.rotate' and a.target_id = $1`,
    [signerOf(first)],
  );
  expect(written).toEqual([{ by_hand: "false", actor_id: "platform", type: "signing-key.created" }]);
});

test("a new key is in every JWKS before it signs, and the old one until its last token has expired", async () => {
  const [one, other] = [await started(0), await started(1)];
  const old = signerOf(one);
  const token = await signedBy(one);
  const { kid } = await one.rotate(requestOfInstallation(), byHand);
  await until(async () => kidsOf(other).length === 2, 1_000);
  for (const process of [one, other]) {
    expect(kidsOf(process)).toEqual([old, kid]);
    expect(signerOf(process)).toBe(old);
  }

  house.clock.at += PUBLISH_AHEAD_MS - 1;
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  expect([signerOf(one), signerOf(other)]).toEqual([old, old]);
  house.clock.at += 1;
  await until(async () => signerOf(one) === kid && signerOf(other) === kid);
  for (const process of [one, other]) {
    expect(kidsOf(process)).toEqual([kid, old]);
    expect(await isAccepted(process, token)).toBe(true);
    expect(await isAccepted(process, await signedBy(other))).toBe(true);
  }

  house.clock.at += KEEP_MS - 1;
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  expect(await isAccepted(one, token)).toBe(true);
  house.clock.at += 1;
  await until(async () => kidsOf(one).length === 1 && kidsOf(other).length === 1);
  expect([kidsOf(one), kidsOf(other)]).toEqual([[kid], [kid]]);
  expect(await isAccepted(one, token)).toBe(false);
});

test("whoever listens is told of each change once, and the set is the same object in between", async () => {
  const keys = await started();
  const heard: (string | undefined)[][] = [];
  const stop = keys.onChange(() => void heard.push(kidsOf(keys)));
  const before = keys.current();
  await house.platforms[0].feed.settled();
  expect(keys.current()).toBe(before);
  const { kid } = await keys.rotate(requestOfInstallation(), { byHand: true, atOnce: true });
  expect(keys.current()).not.toBe(before);
  await house.platforms[0].feed.settled();
  expect(heard).toEqual([[kid, before.privateJwks[0]?.kid]]);
  stop();
  await keys.revoke(requestOfInstallation(), before.privateJwks[0]?.kid ?? "");
  expect(heard).toHaveLength(1);
});

test("a key made by hand for now signs at once, in every process within a second", async () => {
  const [one, other] = [await started(0), await started(1)];
  const pending = await one.rotate(requestOfInstallation(), byHand);
  const { kid } = await one.rotate(requestOfInstallation(), { byHand: true, atOnce: true });
  expect(signerOf(one)).toBe(kid);
  await until(async () => signerOf(other) === kid, 1_000);
  // The one that was still to begin never does.
  house.clock.at = pending.signsFrom + 1;
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  expect([signerOf(one), signerOf(other)]).toEqual([kid, kid]);
});

test("what a revoked key has signed is refused in every process within a second", async () => {
  const [one, other] = [await started(0), await started(1)];
  const token = await signedBy(one);
  const old = signerOf(one) ?? "";
  await one.rotate(requestOfInstallation(), { byHand: true, atOnce: true });
  await one.revoke(requestOfInstallation(), old);
  expect(await isAccepted(one, token)).toBe(false);
  await until(async () => !(await isAccepted(other, token)), 1_000);
  await until(async () => isAccepted(other, await signedBy(other)), 1_000);
  for (const process of [one, other]) expect(kidsOf(process)).not.toContain(old);
  const audited = await house.sql(
    "select body -> 'detail' as detail from platform.audit_event where action = 'signing-key.retire' and target_id = $1",
    [old],
  );
  expect(audited).toEqual([{ detail: { byHand: true } }]);
});

test("the only key is not revoked, nor one that does not exist", async () => {
  const keys = await started();
  const kid = signerOf(keys) ?? "";
  await expect(keys.revoke(requestOfInstallation(), kid)).rejects.toMatchObject({ code: "CONFLICT" });
  for (const other of [INSTALLATION_ID, "nothing", ""])
    await expect(keys.revoke(requestOfInstallation(), other)).rejects.toMatchObject({ code: "BAD_USER_INPUT" });
  expect(signerOf(keys)).toBe(kid);
});

test("tending rotates after 90 days and deletes what has retired, each once however many tend at once", async () => {
  const keys = await started();
  const workers = [house.open(0), house.open(1), house.open(0), house.open(1)];
  const tend = () => Promise.all([...workers, ...workers].map((one) => one.tend()));
  const count = async () => (await house.sql("select from identity.signing_key")).length;
  const old = signerOf(keys);

  house.clock.at += ROTATE_AFTER_MS - 1;
  await tend();
  expect(await count()).toBe(1);
  house.clock.at += 1;
  await tend();
  expect(await count()).toBe(2);
  await until(async () => kidsOf(keys).length === 2, 1_000);
  expect(signerOf(keys)).toBe(old);

  house.clock.at += PUBLISH_AHEAD_MS + KEEP_MS - 1;
  await tend();
  expect(await count()).toBe(2);
  house.clock.at += 1;
  await tend();
  await until(async () => kidsOf(keys).length === 1);
  expect(await house.sql("select id from identity.signing_key")).toEqual([{ id: signerOf(keys) }]);
  expect(signerOf(keys)).not.toBe(old);
  const retired = "select from platform.outbox where type = 'signing-key.retired' and subject = $1";
  expect(await house.sql(retired, [old])).toHaveLength(1);
  const audited = "select from platform.audit_event where action = 'signing-key.retire' and target_id = $1";
  expect(await house.sql(audited, [old])).toHaveLength(1);
});

test("without news a process reads the keys anew within seconds", async () => {
  const { databases, log } = house.platforms[0];
  const { createSigningKeys } = await import("../../src/signing-keys/signing-keys.ts");
  const silent = { ...house.platforms[0].feed, listen: () => () => {}, lagMs: () => 60_000 };
  const keys = createSigningKeys({ db: databases.oauth, envelope: house.envelope(), feed: silent, log });
  await keys.ready();
  try {
    const { kid } = await (await started(1)).rotate(requestOfInstallation(), { byHand: true, atOnce: true });
    expect(signerOf(keys)).not.toBe(kid);
    await until(async () => signerOf(keys) === kid, 10_000);
  } finally {
    keys.stop();
  }
});

test("keys stay readable through every rotation of what seals them, and after a root key is destroyed", async () => {
  const kid = signerOf(await started());
  const { operator } = house.keys;
  expect(await rotateDataKeys(operator(INSTALLATION_ID))).toBe(1);
  await house.open().ready();
  await rotateTenantKey(operator(INSTALLATION_ID));
  await house.open().ready();
  const { moved, unopenable } = await rotateRootKey(operator());
  expect({ moved, unopenable }).toEqual({ moved: 1, unopenable: [] });
  expect(await retireRootKeys(operator())).toHaveLength(1);
  const keys = await started(1);
  expect(signerOf(keys)).toBe(kid);
  const { kid: next } = await keys.rotate(requestOfInstallation(), { byHand: true, atOnce: true });
  expect(signerOf(await started(0))).toBe(next);
});

test("what another process is told comes from the table, not from memory", async () => {
  const keys = await started();
  const later = house.open();
  const { kid } = await later.rotate(requestOfInstallation(), byHand);
  // Before any news of it: `later` was never started, so nothing told it to read.
  expect((await keys.readPublicJwks()).keys.map((one) => one.kid)).toContain(kid);
  expect((await house.open().readPublicJwks()).keys.map((one) => one.kid)).toContain(kid);
});
