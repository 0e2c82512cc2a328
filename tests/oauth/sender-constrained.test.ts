import { request as httpRequest } from "node:http";
import { decodeJwt, exportJWK, SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newProofKey, type ProofChanges, type ProofKey, proofOf } from "../testkit/access-tokens.ts";
import type { Member, TestClient } from "../testkit/oauth.ts";
import { endOf, openDoors, type TenantWithDoors, withDoors } from "../testkit/oauth-doors.ts";
import { type OAuthPair, openOAuthPair } from "../testkit/oauth-pair.ts";
import { authorize, post, redeem, refresh, type Tokens, tokensOf } from "../testkit/oauth-requests.ts";
import { until } from "../testkit/until.ts";

/** Tokens bound to a key (RFC 9449), at every door of two processes: what was stolen without the key is worth nothing. */
let pair: OAuthPair;
let tenant: TenantWithDoors;
let member: Member;
let spa: TestClient;
let key: ProofKey;
let bound: Tokens;

beforeAll(async () => {
  pair = await openOAuthPair();
  tenant = await withDoors(await pair.tenant());
  member = await tenant.member();
  spa = await tenant.client({ kind: "PUBLIC" });
  key = await newProofKey();
  bound = await boundTokens(key);
}, 120_000);
afterAll(() => pair?.stop(), 30_000);

/** A proof for the token endpoint, whatever the process it is sent to: they are one issuer. */
const tokenProof = (by: ProofKey, changes?: ProofChanges) =>
  proofOf(by, { method: "POST", url: `${pair.issuer}/oauth/token`, token: "" }, changes);

const tokenRequest = (form: Record<string, string>, proof?: string, address: string = pair.issuer) =>
  post(address, "token", form, proof === undefined ? {} : { dpop: proof });

async function boundTokens(by: ProofKey, client = spa, other = {}): Promise<Tokens> {
  const { code, verifier } = await authorize(pair.issuer, client, member, other);
  const form = { client_id: client.id, grant_type: "authorization_code", code, code_verifier: verifier };
  const { status, body } = await tokenRequest({ ...form, redirect_uri: client.redirectUri }, await tokenProof(by));
  if (status !== 200) throw new Error(`${status} ${JSON.stringify(body)}`);
  return body as unknown as Tokens;
}

const refreshWith = async (token: string, by?: ProofKey, address: string = pair.issuer, client = spa) =>
  tokenRequest(
    { client_id: client.id, grant_type: "refresh_token", refresh_token: token },
    by && (await tokenProof(by)),
    address,
  );

/** The doors that take a token by themselves: with method, path and body. */
const DOORS = {
  GraphQL: { method: "POST", path: "/graphql", body: JSON.stringify({ query: "{ me { actor { id } } }" }) },
  REST: { method: "GET", path: "/v1/collections/notes/records", body: undefined },
  userinfo: { method: "GET", path: "/oauth/userinfo", body: undefined },
} as const;
type Door = keyof typeof DOORS;
const EACH_DOOR = Object.keys(DOORS) as Door[];

/** By node:http, which sends a header twice when it is given two. */
function send(door: Door, headers: Record<string, string | string[]>, address: string = pair.issuer) {
  const { method, path, body } = DOORS[door];
  return new Promise<{ status: number; challenge: string }>((resolve, reject) => {
    const sent = httpRequest(address + path, { method, headers: { "content-type": "application/json", ...headers } });
    sent.once("response", (answer) => {
      answer.resume();
      resolve({ status: answer.statusCode ?? 0, challenge: answer.headers["www-authenticate"] ?? "" });
    });
    sent.once("error", reject);
    sent.end(body);
  });
}

const proofFor = (door: Door, changes?: ProofChanges, by = key) =>
  proofOf(by, { method: DOORS[door].method, url: pair.issuer + DOORS[door].path, token: bound.access_token }, changes);

const asBound = (dpop: string | string[]) => ({ authorization: `DPoP ${bound.access_token}`, dpop });

describe.each(EACH_DOOR)("%s", (door) => {
  test("opens to a bound token with a proof, in either process", async () => {
    for (const address of pair.addresses)
      expect((await send(door, asBound(await proofFor(door)), address)).status).toBe(200);
    expect(
      (await send(door, { ...asBound(await proofFor(door)), authorization: `dpop ${bound.access_token}` })).status,
    ).toBe(200);
  });

  test("refuses it as a bearer token, with a proof or without", async () => {
    const authorization = `Bearer ${bound.access_token}`;
    expect((await send(door, { authorization })).status).toBe(401);
    expect((await send(door, { authorization, dpop: await proofFor(door) })).status).toBe(401);
  });

  test("refuses a token that is not bound under the scheme DPoP", async () => {
    const { access_token } = await tokensOf(pair.issuer, spa, member);
    expect((await send(door, { authorization: `Bearer ${access_token}` })).status).toBe(200);
    const { method, path } = DOORS[door];
    const dpop = await proofOf(key, { method, url: pair.issuer + path, token: access_token });
    expect((await send(door, { authorization: `DPoP ${access_token}`, dpop })).status).toBe(401);
    expect((await send(door, { authorization: `DPoP ${access_token}` })).status).toBe(401);
  });

  test("refuses two proofs, none, and one that says anything else", async () => {
    const other = await newProofKey();
    const now = Math.floor(Date.now() / 1_000);
    const wrong: Record<string, ProofChanges> = {
      "typ of any JWT": { header: { typ: "JWT" } },
      "no typ": { header: { typ: undefined } },
      "a private key": { header: { jwk: { ...key.jwk, ...(await exportJWK(key.privateKey)) } } },
      "no key": { header: { jwk: undefined } },
      "a critical extension": { header: { crit: ["exp"], exp: 1 } },
      "another method": { claims: { htm: "DELETE" } },
      "no method": { claims: { htm: undefined } },
      "another path": { claims: { htu: `${pair.issuer}/v1/jobs` } },
      "another host": { claims: { htu: `https://other.example${DOORS[door].path}` } },
      "the other process's own address": { claims: { htu: pair.addresses[1] + DOORS[door].path } },
      "no address": { claims: { htu: undefined } },
      "a time long ago": { claims: { iat: now - 600 } },
      "a time to come": { claims: { iat: now + 600 } },
      "no time": { claims: { iat: undefined } },
      "no id": { claims: { jti: undefined } },
      "no token": { claims: { ath: undefined } },
      "another token": { claims: { ath: "fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo" } },
      "the same key, signed by another": { key: other.privateKey },
    };
    for (const [what, changes] of Object.entries(wrong)) {
      const dpop = await proofFor(door, changes).catch((error: Error) => error);
      // jose itself will not sign what nobody should.
      const { status, challenge } = await send(door, asBound(typeof dpop === "string" ? dpop : "e30.e30.e30"));
      expect([what, status]).toEqual([what, 401]);
      expect(challenge).toContain('error="invalid_dpop_proof"');
    }
    expect((await send(door, asBound(await proofFor(door, {}, other)))).status).toBe(401);
    expect((await send(door, asBound([await proofFor(door), await proofFor(door)]))).status).toBe(401);
    expect((await send(door, { authorization: `DPoP ${bound.access_token}` })).status).toBe(401);
    for (const nonsense of ["nonsense", "a.b.c", "e30.e30.", `${"a".repeat(5_000)}.b.c`])
      expect((await send(door, asBound(nonsense))).status).toBe(401);
  });

  test("refuses a proof by a key that both sides know, and one by nothing", async () => {
    const secret = Buffer.from("a secret that both know, which is no proof of anything");
    const claims = decodeJwt(await proofFor(door));
    const oct = { kty: "oct", k: secret.toString("base64url") };
    for (const jwk of [oct, key.jwk]) {
      const header = { alg: "HS256", typ: "dpop+jwt", jwk };
      const symmetric = await new SignJWT(claims).setProtectedHeader(header).sign(secret);
      expect((await send(door, asBound(symmetric))).status).toBe(401);
    }
    const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const none = `${encode({ alg: "none", typ: "dpop+jwt", jwk: key.jwk })}.${encode(claims)}.`;
    expect((await send(door, asBound(none))).status).toBe(401);
  });

  test("takes a proof once, however it is sent to both processes at once", async () => {
    const dpop = await proofFor(door);
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, n) => send(door, asBound(dpop), pair.addresses[n % 2])),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(11).fill(401)]);
  });
});

test("a proof for one door opens no other", async () => {
  for (const [made, sent] of [
    ["GraphQL", "REST"],
    ["REST", "userinfo"],
    ["userinfo", "GraphQL"],
  ] as const)
    expect((await send(sent, asBound(await proofFor(made)))).status).toBe(401);
});

describe("at the token endpoint", () => {
  test("a proof is taken once, in parallel and in whichever process", async () => {
    const machine = await tenant.client({ kind: "MACHINE" });
    const dpop = await tokenProof(key);
    const authorization = `Basic ${btoa(`${machine.id}:${machine.secret}`)}`;
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, n) =>
        post(pair.addresses[n % 2] as string, "token", { grant_type: "client_credentials" }, { authorization, dpop }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(11).fill(400)]);
  });

  test("a public client's refresh token is bound to its key: another is refused, and nothing ends", async () => {
    const tokens = await boundTokens(key);
    const thief = await newProofKey();
    for (const address of pair.addresses) {
      for (const by of [thief, undefined]) {
        const { status, body } = await refreshWith(tokens.refresh_token, by, address);
        expect([status, body.error]).toEqual([400, "invalid_grant"]);
      }
      const mine = await refreshWith(tokens.refresh_token, key, address);
      expect([mine.status, mine.body.token_type]).toEqual([200, "DPoP"]);
      expect(decodeJwt(String(mine.body.access_token)).cnf).toEqual({ jkt: key.thumbprint });
      // Bound, so not rotated (FAPI 2.0 section 5.3.2.1).
      expect(mine.body.refresh_token).toBe(tokens.refresh_token);
    }
    expect(await endOf(pair.server, tokens.access_token)).toEqual({ reason: null, audited: [] });
  });

  test("what a refresh answered under one key is not repeated under another, nor to who has only seen the key", async () => {
    const tokens = await tokensOf(pair.issuer, spa, member);
    const first = await refreshWith(tokens.refresh_token, key);
    expect(decodeJwt(String(first.body.access_token)).cnf).toEqual({ jkt: key.thumbprint });
    const thief = await newProofKey();
    const forged = await tokenProof(key, { key: thief.privateKey });
    const form = { client_id: spa.id, grant_type: "refresh_token", refresh_token: tokens.refresh_token };
    for (const address of pair.addresses) {
      expect((await refreshWith(tokens.refresh_token, thief, address)).body.error).toBe("invalid_grant");
      expect((await tokenRequest(form, forged, address)).body.error).toBe("invalid_dpop_proof");
      expect((await refreshWith(tokens.refresh_token, undefined, address)).body.error).toBe("invalid_grant");
    }
    const proof = await tokenProof(key);
    const again = await tokenRequest(form, proof, pair.addresses[1]);
    expect(again.body).toEqual(first.body);
    // Nor is the proof of a repetition good twice.
    expect((await tokenRequest(form, proof)).status).toBe(400);
    expect(await endOf(pair.server, tokens.access_token)).toEqual({ reason: null, audited: [] });
  });

  test("a client that goes on with a nonce of the server's is let in, also late by its clock", async () => {
    const tokens = await boundTokens(key);
    const form = { client_id: spa.id, grant_type: "refresh_token", refresh_token: tokens.refresh_token };
    const late = { iat: Math.floor(Date.now() / 1_000) - 3_600 };
    const told = await tokenRequest(form, await tokenProof(key, { claims: late }));
    expect([told.status, told.body.error]).toEqual([400, "use_dpop_nonce"]);
    const nonce = told.headers.get("dpop-nonce") ?? "";
    // The other process knows its nonces too.
    const again = await tokenRequest(form, await tokenProof(key, { claims: { ...late, nonce } }), pair.addresses[1]);
    expect(again.status).toBe(200);
    expect((await endOf(pair.server, tokens.access_token)).reason).toBeNull();
  });

  test("a client registered to use DPoP must use it, for codes, refreshes and its own tokens", async () => {
    const client = await tenant.client({ kind: "PUBLIC", dpopBound: true });
    const bare = await redeem(pair.issuer, client, await authorize(pair.issuer, client, member));
    expect([bare.status, bare.body.error]).toEqual([400, "invalid_grant"]);
    const tokens = await boundTokens(key, client);
    expect((await refresh(pair.issuer, client, tokens.refresh_token)).status).toBe(400);
    expect((await refreshWith(tokens.refresh_token, key, pair.issuer, client)).status).toBe(200);
    const machine = await tenant.client({ kind: "MACHINE", dpopBound: true });
    const authorization = `Basic ${btoa(`${machine.id}:${machine.secret}`)}`;
    const ask = (headers = {}) =>
      post(pair.issuer, "token", { grant_type: "client_credentials" }, { authorization, ...headers });
    expect((await ask()).status).toBe(400);
    expect((await ask({ dpop: await tokenProof(key) })).body.token_type).toBe("DPoP");
  });
});

test("the resource server is told the key, and that a bound token was revoked", async () => {
  const tokens = await boundTokens(key);
  const authorization = `Basic ${btoa(`${tenant.resourceServer.id}:${tenant.resourceServer.secret}`)}`;
  const ask = () => post(pair.issuer, "introspect", { token: tokens.access_token }, { authorization });
  expect((await ask()).body).toMatchObject({ active: true, token_type: "DPoP", cnf: { jkt: key.thumbprint } });
  expect((await post(pair.issuer, "revoke", { client_id: spa.id, token: tokens.refresh_token })).status).toBe(200);
  await until(async () => (await ask()).body.active === false, 5_000);
  expect(await openDoors(pair.issuer, tokens.access_token, tenant.resourceServer)).toEqual([]);
});
