import { createHmac, sign } from "node:crypto";
import { openDatabase } from "@bulkhead/kernel/database.ts";
import { type CheckProof, createProofChecker, PROOF_WINDOW_S } from "@bulkhead/kernel/dpop.ts";
import { createSeenProofs, sweepSeenProofs } from "@bulkhead/kernel/dpop-seen.ts";
import { appErrorOf } from "@bulkhead/kernel/error.ts";
import { newUuid } from "@bulkhead/kernel/id.ts";
import { rolePassword } from "@bulkhead/kernel/key.ts";
import { exportJWK } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newProofKey, type ProofChanges, type ProofKey, proofOf } from "../../tests/testkit/access-tokens.ts";
import { openTestPlatform, type TestPlatform } from "../../tests/testkit/database.ts";

const TOKEN = "an.access.token";
const request = { method: "POST", url: "https://bulkhead.example/graphql", token: TOKEN };

let platform: TestPlatform;
let key: ProofKey;
let check: CheckProof;
beforeAll(async () => {
  platform = await openTestPlatform();
  key = await newProofKey();
  check = createProofChecker({ seen: createSeenProofs(platform.databases.gateway) });
});
afterAll(() => platform.stop());

/** What the check says of a proof, presented with the request it was made for. */
async function judge(jwt: string | undefined, { method, url, token } = request, thumbprint = key.thumbprint) {
  try {
    await check({ jwt, method, url }, { token, keyThumbprint: thumbprint });
    return "accepted";
  } catch (error) {
    const known = appErrorOf(error);
    expect(known?.code).toBe("UNAUTHENTICATED");
    expect(known?.extensions).toEqual({ challenge: "invalid_dpop_proof" });
    return known?.message.replace(/^The DPoP proof is not accepted: (.*) \(RFC 9449 section 4.3\)\.$/, "$1");
  }
}

const nowS = () => Math.floor(Date.now() / 1_000);

test.each(["ES256", "Ed25519", "EdDSA", "PS256", "RS256"] as const)("a proof by %s opens one request", async (alg) => {
  const own = await newProofKey(alg);
  const jwt = await proofOf(own, request);
  expect(await judge(jwt, request, own.thumbprint)).toBe("accepted");
  expect(await judge(jwt, request, own.thumbprint)).toBe("it was used before");
});

test.each([
  ["a query and a fragment are not looked at", `${request.url}?a=b#c`],
  ["scheme and host may be in capitals", "HTTPS://BULKHEAD.example/graphql"],
  ["the port may be said although it is the usual one", "https://bulkhead.example:443/graphql"],
])("in htu %s", async (_what, htu) => {
  expect(await judge(await proofOf(key, request, { claims: { htu } }))).toBe("accepted");
});

describe("refused is a proof", () => {
  const claims = (changes: Record<string, unknown>) => (): ProofChanges => ({ claims: changes });
  const header = (changes: Record<string, unknown>) => (): ProofChanges => ({ header: changes });

  test.each<[string, () => ProofChanges | Promise<ProofChanges>, string]>([
    ["of another type", header({ typ: "JWT" }), "typ is not dpop+jwt"],
    ["without a type", header({ typ: undefined }), "typ is not dpop+jwt"],
    ["for another method", claims({ htm: "GET" }), "htm is not the method"],
    ["whose method is in small letters", claims({ htm: "post" }), "htm is not the method"],
    ["for another path", claims({ htu: "https://bulkhead.example/v1/records" }), "htu is not the address"],
    ["for another host", claims({ htu: "https://evil.example/graphql" }), "htu is not the address"],
    ["for http", claims({ htu: "http://bulkhead.example/graphql" }), "htu is not the address"],
    ["for a path alone", claims({ htu: "/graphql" }), "htu is not the address"],
    ["without an address", claims({ htu: undefined }), "htu is not the address"],
    ["made too long ago", () => ({ claims: { iat: nowS() - PROOF_WINDOW_S - 2 } }), "iat is too far from now"],
    ["made in the future", () => ({ claims: { iat: nowS() + PROOF_WINDOW_S + 5 } }), "iat is too far from now"],
    ["that does not say when", claims({ iat: undefined }), "iat is too far from now"],
    ["without ath", claims({ ath: undefined }), "ath is not of this token"],
    ["for another token", claims({ ath: "fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo" }), "ath is not of this token"],
    ["without jti", claims({ jti: undefined }), "jti is missing"],
    ["whose jti is endless", claims({ jti: "x".repeat(600) }), "jti is missing"],
    ["with crit", header({ crit: ["b64"], b64: true }), "crit is not understood"],
    ["without a key", header({ jwk: undefined }), "jwk is missing"],
    ["with nonsense for a key", header({ jwk: { kty: "EC" } }), "jwk is no key"],
  ])("%s", async (_what, change, why) => {
    expect(await judge(await proofOf(key, request, await change()))).toBe(why);
  });

  test("that shows its private key", async () => {
    const jwk = await exportJWK(key.privateKey);
    expect(await judge(await proofOf(key, request, { header: { jwk } }))).toBe("jwk is not a public key");
  });

  test("by a shared secret, or without a signature", async () => {
    const secret = new TextEncoder().encode("a secret of more than thirty-two characters");
    const hs256 = await proofOf(key, request, { header: { alg: "HS256" }, key: secret });
    const [head = "", body] = (await proofOf(key, request)).split(".");
    const none = Buffer.from(head, "base64url").toString().replace("ES256", "none");
    expect(await judge(hs256)).toMatch(/^alg is not one of ES256/);
    expect(await judge(`${Buffer.from(none).toString("base64url")}.${body}.`)).toBe("it is not one JWT");
    const signed = `${Buffer.from(none).toString("base64url")}.${body}`;
    const mac = createHmac("sha256", secret).update(signed).digest("base64url");
    expect(await judge(`${signed}.${mac}`)).toMatch(/^alg is not one of ES256/);
  });

  test("with an octet key in its header", async () => {
    const jwk = { kty: "oct", k: Buffer.from("secret").toString("base64url") };
    expect(await judge(await proofOf(key, request, { header: { jwk } }))).toBe("jwk is not a public key");
  });

  test("by another key than the token's, whoever signed it", async () => {
    const thief = await newProofKey();
    expect(await judge(await proofOf(thief, request))).toBe("the token belongs to another key");
    const shown = await proofOf(thief, request, { header: { jwk: key.jwk } });
    expect(await judge(shown)).toBe("the signature does not fit");
  });

  test("by RSA of 1,024 bits, though its signature is good", async () => {
    const weak = await newProofKey("RS256", 1_024);
    // jose makes no such signature.
    const strong = await proofOf(await newProofKey("RS256"), request, { header: { jwk: weak.jwk } });
    const signed = strong.slice(0, strong.lastIndexOf("."));
    const jwt = `${signed}.${sign("sha256", Buffer.from(signed), weak.privateKey).toString("base64url")}`;
    expect(await judge(jwt, request, weak.thumbprint)).toBe("the signature does not fit");
  });

  test.each([
    ["missing", undefined, "the header DPoP is missing"],
    ["empty", "", "it is not one JWT"],
    ["nonsense", "a.b", "it is not one JWT"],
    ["not JSON", "YQ.YQ.YQ", "it is not one JWT"],
    ["endless", `${"e".repeat(5_000)}.e.e`, "it is not one JWT"],
  ])("that is %s", async (_what, jwt, why) => {
    expect(await judge(jwt)).toBe(why);
  });

  test("one of two in the same request", async () => {
    const [one, two] = await Promise.all([proofOf(key, request), proofOf(key, request)]);
    // As Node hands over a header that came twice.
    expect(await judge(`${one}, ${two}`)).toBe("it is not one JWT");
    expect(await judge(one)).toBe("accepted");
  });
});

test("of a proof sent many times at once to two processes, one is accepted", async () => {
  const { url, secret, log } = platform;
  const role = "bulkhead_gateway";
  const other = openDatabase({ url, role, password: rolePassword(secret, role), maxConnections: 3, log });
  const checks = [check, createProofChecker({ seen: createSeenProofs(other) })];
  const jwt = await proofOf(key, request);
  const tries = Array.from({ length: 40 }, async (_, n) => {
    const { method, url } = request;
    await checks[n % 2]?.({ jwt, method, url }, { token: TOKEN, keyThumbprint: key.thumbprint });
  });
  const settled = await Promise.allSettled(tries);
  expect(settled.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  await other.pool.end();
});

test("equal jti of different keys are different proofs", async () => {
  const jti = newUuid();
  const other = await newProofKey();
  expect(await judge(await proofOf(key, request, { claims: { jti } }))).toBe("accepted");
  expect(await judge(await proofOf(other, request, { claims: { jti } }), request, other.thumbprint)).toBe("accepted");
});

test("what is remembered is no text of the proof, outlives its window, and then goes", async () => {
  const { pool } = platform.databases.owner;
  const jti = `jti-${newUuid()}`;
  expect(await judge(await proofOf(key, request, { claims: { jti } }))).toBe("accepted");
  const left = await pool.query(
    "select digest, extract(epoch from expires_at - now())::int as seconds from platform.seen_proof",
  );
  expect(left.rows.every(({ seconds }) => seconds > 2 * PROOF_WINDOW_S)).toBe(true);
  expect(left.rows.some(({ digest }) => digest.includes(jti))).toBe(false);
  expect(await sweepSeenProofs(platform.databases.gateway)).toBe(0);
  await pool.query("update platform.seen_proof set expires_at = now() - interval '1 second'");
  expect(await sweepSeenProofs(platform.databases.gateway)).toBe(left.rows.length);
});
