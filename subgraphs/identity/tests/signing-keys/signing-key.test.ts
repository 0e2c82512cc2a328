import { expect, test } from "vitest";
import {
  KEEP_MS,
  type KeyTimes,
  newPrivateJwk,
  PUBLISH_AHEAD_MS,
  publicPart,
  signingKeyOf,
  stateOf,
} from "../../src/signing-keys/signing-key.ts";

const T = 1_800_000_000_000;
const HOUR = 3_600_000;

function key(kid: string, createdAt: number, signsFrom: number, retiresAt: number | null = null): KeyTimes {
  return { kid, createdAt, signsFrom, retiresAt };
}

const old = key("old", T, T, T + 10 * HOUR + PUBLISH_AHEAD_MS + KEEP_MS);
const young = key("young", T + 10 * HOUR, T + 10 * HOUR + PUBLISH_AHEAD_MS);

test.each([
  ["before the next one was made", T + HOUR, [old], ["SIGNING"]],
  ["while the next one is only published", T + 10 * HOUR, [old, young], ["SIGNING", "PUBLISHED"]],
  ["to the last moment", T + 11 * HOUR - 1, [old, young], ["SIGNING", "PUBLISHED"]],
  ["when the next one takes over", T + 11 * HOUR, [old, young], ["RETIRING", "SIGNING"]],
  ["for as long as a token of the old one may live", T + 13 * HOUR - 1, [old, young], ["RETIRING", "SIGNING"]],
  ["after that", T + 13 * HOUR, [old, young], ["RETIRED", "SIGNING"]],
])("what a key does %s", (_when, now, keys, states) => {
  expect(keys.map((one) => stateOf(one, keys, now))).toEqual(states);
});

test("a key that signs at once goes before an older one that was still to begin", () => {
  const atOnce = key("at once", T + 10 * HOUR + 1, T + 10 * HOUR + 1);
  expect(signingKeyOf([old, young, atOnce], T + 10 * HOUR + 2)).toBe(atOnce);
  expect(signingKeyOf([old, young, atOnce], T + 12 * HOUR)).toBe(atOnce);
});

test("where no key may sign yet, for the clock of who made it was ahead, the next one does", () => {
  const ahead = key("ahead", T + 5_000, T + 5_000);
  expect(signingKeyOf([ahead, young], T)).toBe(ahead);
  expect(signingKeyOf([], T)).toBeUndefined();
});

test("nothing but the public part is published, and nothing but ES256 is a key", () => {
  const jwk = newPrivateJwk("one");
  expect(publicPart(jwk).publicJwk).toEqual({
    kty: "EC",
    crv: "P-256",
    x: jwk.x,
    y: jwk.y,
    kid: "one",
    alg: "ES256",
    use: "sig",
  });
  expect(publicPart(jwk).publicKey.type).toBe("public");
  expect(JSON.stringify(publicPart(jwk).publicJwk)).not.toContain(jwk.d);
  for (const other of [{ crv: "P-384" }, { alg: "HS256" }, { kty: "oct", k: "AAAA" }, { use: "enc" }, { x: "AAAA" }])
    expect(() => publicPart({ ...jwk, ...other })).toThrow();
});
