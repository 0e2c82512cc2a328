import { createAccessTokenVerifier } from "@bulkhead/kernel/access-token.ts";
import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { exportSPKI, UnsecuredJWT } from "jose";
import { beforeEach, describe, expect, test } from "vitest";
import {
  claimsFor,
  createTestKeys,
  newProofKey,
  ORIGIN,
  signToken,
  type TestKeys,
  type TokenChanges,
  type TokenSubject,
} from "../../tests/testkit/access-tokens.ts";

const user: TokenSubject & { userId: string; grantId: string } = {
  tenantId: newUuid(),
  userId: newUuid(),
  grantId: newUuid(),
  clientId: newUuid(),
};
const machine: TokenSubject = { tenantId: newUuid(), clientId: newUuid() };

let keys: TestKeys;
let clock: number;
beforeEach(() => {
  keys = createTestKeys();
  clock = Date.now();
});

function newVerifier() {
  return createAccessTokenVerifier({ issuer: ORIGIN, keys, now: () => clock });
}

const nowS = () => Math.floor(clock / 1_000);

describe("a token of ours", () => {
  test("of a user says who, where, by which grant and how they signed in", async () => {
    const verifier = newVerifier();
    const token = await signToken(keys, user, { claims: { scope: "openid record:read nonsense collection:read" } });
    const read = await verifier.verify(token);
    expect(read).toMatchObject({
      kind: "user",
      subject: encodeId("user", user.userId),
      subjectId: user.userId,
      tenantId: user.tenantId,
      clientId: user.clientId,
      grantId: user.grantId,
      permissionScope: "collection:read record:read",
      acr: "urn:bulkhead:acr:single-factor",
      amr: ["pwd"],
      keyThumbprint: undefined,
    });
    expect(Object.isFrozen(read)).toBe(true);
  });

  test("of a client that acts for itself has the client as its subject and no grant", async () => {
    const read = await newVerifier().verify(await signToken(keys, machine));
    expect(read).toMatchObject({
      kind: "client",
      subject: encodeId("oauthClient", machine.clientId),
      subjectId: machine.clientId,
      grantId: undefined,
      permissionScope: "",
    });
  });

  test.each([
    ["the whole API", `${ORIGIN}/api`],
    ["its own tenant's part of it", `${ORIGIN}/api/tenants/${encodeId("tenant", user.tenantId)}`],
    ["the whole API, as a list", [`${ORIGIN}/api`]],
  ])("may be for %s", async (_what, aud) => {
    expect(await newVerifier().verify(await signToken(keys, user, { claims: { aud } }))).toBeDefined();
  });

  test("is remembered: the same object, at once, and only after it was verified", async () => {
    const verifier = newVerifier();
    const token = await signToken(keys, user);
    expect(verifier.recall(token)).toBeUndefined();
    const [one, two] = await Promise.all([verifier.verify(token), verifier.verify(token)]);
    expect(one).toBe(two);
    expect(verifier.recall(token)).toBe(one);
    expect(verifier.verify(token)).toBe(one);
  });

  test("is refused five seconds after it expired, remembered or not", async () => {
    const verifier = newVerifier();
    const token = await signToken(keys, user);
    const { expiresAt } = (await verifier.verify(token)) ?? { expiresAt: 0 };
    clock = (expiresAt + 4) * 1_000;
    expect(verifier.recall(token)).toBeDefined();
    expect(await newVerifier().verify(token)).toBeDefined();
    clock = (expiresAt + 6) * 1_000;
    expect(verifier.recall(token)).toBeUndefined();
    expect(await verifier.verify(token)).toBeUndefined();
  });

  test("is void once its key is retired, remembered or not", async () => {
    const verifier = newVerifier();
    const token = await signToken(keys, user);
    expect(await verifier.verify(token)).toBeDefined();
    keys.retire(keys.kid);
    expect(verifier.recall(token)).toBeUndefined();
    expect(await verifier.verify(token)).toBeUndefined();
  });

  test("signed with a key that is new makes the verifier look for it", async () => {
    const verifier = newVerifier();
    keys.rotate();
    expect(await verifier.verify(await signToken(keys, user))).toBeDefined();
    expect(keys.refreshes()).toBe(1);
    expect(await verifier.verify(await signToken(keys, user))).toBeDefined();
    expect(keys.refreshes()).toBe(1);
  });

  test("cannot be told from a forged one while nobody answers where the keys are, so nobody is refused for it", async () => {
    keys.rotate();
    keys.fail(new Error("away"));
    await expect(newVerifier().verify(await signToken(keys, user))).rejects.toThrow("away");
  });
});

describe("refused, although nothing else is wrong with it, is a token", () => {
  const other = encodeId("tenant", newUuid());
  const claims = (changes: Record<string, unknown>) => () => ({ claims: changes });
  const header = (changes: Record<string, unknown>) => () => ({ header: changes });

  test.each<[string, () => TokenChanges | Promise<TokenChanges>]>([
    ["that is an ID token", header({ typ: "JWT" })],
    ["that says no type", header({ typ: undefined })],
    ["of another issuer", claims({ iss: "https://evil.example" })],
    ["whose issuer has a slash more", claims({ iss: `${ORIGIN}/` })],
    ["for another audience", claims({ aud: "https://other.example/api" })],
    ["for the client, as ID tokens are", claims({ aud: encodeId("oauthClient", user.clientId) })],
    ["for another tenant's part of the API", claims({ aud: `${ORIGIN}/api/tenants/${other}` })],
    ["for us and somebody else", claims({ aud: [`${ORIGIN}/api`, "https://other.example"] })],
    ["for nobody", claims({ aud: undefined })],
    ["with jwk, although our own key", () => ({ header: { jwk: keys.publicJwks().keys[0] ?? {} } })],
    ["with jku", header({ jku: "https://evil.example/jwks" })],
    ["with x5u", header({ x5u: "https://evil.example/cert" })],
    ["with crit", header({ crit: ["b64"], b64: true })],
    ["that expired six seconds ago", () => ({ claims: { exp: nowS() - 6 } })],
    ["that never expires", claims({ exp: undefined })],
    ["that was made in the future", () => ({ claims: { iat: nowS() + 30 } })],
    ["that is not valid yet", () => ({ claims: { nbf: nowS() + 30 } })],
    ["without the time it was made", claims({ iat: undefined })],
    ["without a tenant", claims({ tenant_id: undefined })],
    ["whose tenant is no id", claims({ tenant_id: user.tenantId })],
    ["without a subject", claims({ sub: undefined })],
    ["whose subject is no user and not its client", claims({ sub: encodeId("apiKey", newUuid()) })],
    ["whose subject is another client", claims({ sub: encodeId("oauthClient", newUuid()) })],
    ["without a client", claims({ client_id: undefined })],
    ["without a name of its own", claims({ jti: undefined })],
    ["with an empty name of its own", claims({ jti: "" })],
    ["of a user without a grant", claims({ sid: undefined })],
    ["whose grant is no id", claims({ sid: "x" })],
    ["bound to what we cannot check", claims({ cnf: { "x5t#S256": "x" } })],
    ["bound to nothing", claims({ cnf: {} })],
    ["whose scope is a list", claims({ scope: ["record:read"] })],
    ["whose amr is no list", claims({ amr: "pwd" })],
  ])("%s", async (_what, change) => {
    const verifier = newVerifier();
    expect(await verifier.verify(await signToken(keys, user))).toBeDefined();
    const forged = await signToken(keys, user, await change());
    expect(await verifier.verify(forged)).toBeUndefined();
    expect(verifier.recall(forged)).toBeUndefined();
  });

  test("of a client that has a grant", async () => {
    const forged = await signToken(keys, machine, { claims: { sid: encodeId("grant", newUuid()) } });
    expect(await newVerifier().verify(forged)).toBeUndefined();
  });

  test("without a signature (alg none)", async () => {
    const none = new UnsecuredJWT(claimsFor(user)).encode();
    expect(await newVerifier().verify(none)).toBeUndefined();
    const [, payload] = none.split(".");
    const signed = (await signToken(keys, user)).split(".");
    const alg = Buffer.from(JSON.stringify({ alg: "none", typ: "at+jwt", kid: keys.kid })).toString("base64url");
    for (const text of [`${alg}.${payload}.`, `${alg}.${payload}.${signed[2]}`, `${signed[0]}.${payload}.`])
      expect(await newVerifier().verify(text)).toBeUndefined();
  });

  test("signed with HS256 and our public key as its secret", async () => {
    const secrets = [await exportSPKI(keys.publicKey), JSON.stringify(keys.publicJwks().keys[0])];
    for (const secret of secrets) {
      const key = new TextEncoder().encode(secret);
      expect(
        await newVerifier().verify(await signToken(keys, user, { header: { alg: "HS256" }, key })),
      ).toBeUndefined();
    }
  });

  test("signed with a key that it brings itself", async () => {
    const { privateKey, jwk } = await newProofKey();
    for (const header of [{ jwk }, { jwk, kid: undefined }, {}, { kid: "unknown" }, { kid: undefined }])
      expect(await newVerifier().verify(await signToken(keys, user, { header, key: privateKey }))).toBeUndefined();
  });

  test("with any one letter of it changed", async () => {
    const verifier = newVerifier();
    const token = await signToken(keys, user);
    expect(await verifier.verify(token)).toBeDefined();
    // The last letter of a part may hold bits that mean nothing, and is left out.
    const ends = new Set([token.indexOf(".") - 1, token.lastIndexOf(".") - 1, token.length - 1]);
    for (let at = 0; at < token.length; at += 7) {
      if (ends.has(at)) continue;
      const changed = token.slice(0, at) + (token[at] === "A" ? "B" : "A") + token.slice(at + 1);
      expect({ at, read: await verifier.verify(changed) }).toEqual({ at, read: undefined });
    }
  });

  test.each(["", "a.b.c", "..", "eyJ", "x".repeat(5_000), `${"e".repeat(3_000)}.${"e".repeat(3_000)}.e`])(
    "that is none at all: %.20s",
    async (text) => {
      expect(await newVerifier().verify(text)).toBeUndefined();
      expect(keys.refreshes()).toBe(0);
    },
  );
});
