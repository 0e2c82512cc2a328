import { createRemoteSigningKeys } from "@bulkhead/identity/src/signing-keys/remote-signing-keys.ts";
import { createAccessTokenVerifier } from "@bulkhead/kernel/access-token.ts";
import { newUuid } from "@bulkhead/kernel/id.ts";
import { createLog } from "@bulkhead/kernel/log.ts";
import { expect, onTestFinished, test } from "vitest";
import { createTestKeys, ORIGIN, signToken } from "../../tests/testkit/access-tokens.ts";

const subject = { tenantId: newUuid(), clientId: newUuid() };

/** A verifier in a gateway of its own, whose keys are another process's. */
async function openVerifier() {
  const keys = createTestKeys();
  const calls: string[] = [];
  let elapsed = 0;
  const source = createRemoteSigningKeys({
    call: async (name) => {
      calls.push(name);
      await keys.refresh();
      return keys.publicJwks();
    },
    feed: { listen: () => () => true, lagMs: () => 0 },
    log: createLog({ level: "silent" }),
    elapsed: () => elapsed,
  });
  onTestFinished(() => source.stop());
  await source.refresh();
  elapsed = 60_000;
  const verifier = createAccessTokenVerifier({ issuer: ORIGIN, keys: source });
  const wait = (ms: number) => {
    elapsed += ms;
  };
  return { keys, calls, verifier, wait };
}

test("a flood of tokens with invented kids makes the gateway ask for keys once in ten seconds, and no other way", async () => {
  const { keys, calls, verifier, wait } = await openVerifier();
  const before = calls.length;
  const template = (await signToken(keys, subject)).split(".");
  const forged = Array.from({ length: 5_000 }, () => {
    const header = JSON.stringify({ alg: "ES256", typ: "at+jwt", kid: newUuid() });
    return [Buffer.from(header).toString("base64url"), template[1], template[2]].join(".");
  });
  const read = await Promise.all(forged.map((token) => verifier.verify(token)));
  for (const token of forged.slice(0, 100)) read.push(await verifier.verify(token));
  expect(read.every((one) => one === undefined)).toBe(true);
  expect(calls.length - before).toBe(1);
  wait(11_000);
  await verifier.verify(forged[0] ?? "");
  expect(calls.length - before).toBe(2);
});

test("in the midst of it tokens of known keys go on, and of a new key as soon as ten seconds have passed", async () => {
  const { keys, verifier, wait } = await openVerifier();
  const old = await signToken(keys, subject);
  await verifier.verify(await signToken(keys, subject, { header: { kid: newUuid() } }));
  keys.rotate();
  const fresh = await signToken(keys, subject);
  expect(await verifier.verify(old)).toBeDefined();
  expect(await verifier.verify(fresh)).toBeUndefined();
  wait(11_000);
  expect(await verifier.verify(fresh)).toBeDefined();
});
