import {
  calculateJwkThumbprint,
  createRemoteJWKSet,
  decodeProtectedHeader,
  exportJWK,
  generateKeyPair,
  type JWK,
  jwtVerify,
  SignJWT,
} from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type Member,
  type OAuthTenant,
  type OAuthWorld,
  openOAuthWorld,
  REDIRECT_URI,
  type TestClient,
} from "../testkit/oauth.ts";
import {
  authorize,
  authorizeParameters,
  authorizeUrl,
  newVerifier,
  postAs,
  redeem,
  refresh,
  tokensOf,
} from "../testkit/oauth-requests.ts";
import { openWalker } from "../testkit/oauth-walker.ts";

/** What access tokens say, for whom, and for what (RFC 9068, RFC 8707). */
let world: OAuthWorld;
let tenant: OAuthTenant;
let member: Member;
let client: TestClient;
let machine: TestClient;
let api: string;
let ofTenant: string;
beforeAll(async () => {
  world = await openOAuthWorld();
  tenant = await world.tenant();
  member = await tenant.member();
  client = await tenant.client({ kind: "CONFIDENTIAL" });
  machine = await tenant.client({ kind: "MACHINE", role: "Viewer" });
  api = `${world.issuer}/api`;
  ofTenant = `${api}/tenants/${tenant.id}`;
}, 60_000);
afterAll(() => world?.stop());

/** Verified with our public keys, as anybody can. */
async function claimsOf(token: unknown) {
  const keys = createRemoteJWKSet(new URL(`${world.issuer}/oauth/jwks`));
  return (await jwtVerify(String(token), keys, { issuer: world.issuer, typ: "at+jwt", algorithms: ["ES256"] })).payload;
}

const machineToken = async (other = {}) => {
  const { status, body } = await postAs(world.issuer, machine, "token", { grant_type: "client_credentials", ...other });
  return status === 200 ? claimsOf(body.access_token) : { error: body.error };
};

describe("an access token", () => {
  test("of a user says who, in which tenant, in which role, for which client, and how they signed in", async () => {
    const before = Math.floor(Date.now() / 1000);
    const { access_token, id_token } = await tokensOf(world.issuer, client, member);
    expect(decodeProtectedHeader(access_token)).toEqual({ typ: "at+jwt", alg: "ES256", kid: expect.any(String) });
    const claims = await claimsOf(access_token);
    expect(claims).toEqual({
      iss: world.issuer,
      aud: api,
      sub: member.userId,
      client_id: client.id,
      tenant_id: tenant.id,
      roles: ["Developer"],
      scope: "openid email offline_access",
      sid: expect.stringMatching(/^grt_[\da-z]{26}$/),
      acr: expect.stringContaining("acr"),
      amr: ["pwd"],
      auth_time: expect.any(Number),
      iat: expect.any(Number),
      exp: expect.any(Number),
      jti: expect.any(String),
    });
    expect((claims.exp ?? 0) - (claims.iat ?? 0)).toBe(300);
    expect(Number(claims.auth_time)).toBeGreaterThanOrEqual(before);
    // The same person to the client.
    const keys = createRemoteJWKSet(new URL(`${world.issuer}/oauth/jwks`));
    const { payload } = await jwtVerify(id_token, keys, { issuer: world.issuer, audience: client.id });
    expect(payload).toMatchObject({ sub: member.userId, sid: claims.sid, auth_time: claims.auth_time });
  });

  test("of a machine says what it is, and nothing of a sign-in there was not", async () => {
    expect(await machineToken()).toEqual({
      iss: world.issuer,
      aud: api,
      sub: machine.id,
      client_id: machine.id,
      tenant_id: tenant.id,
      roles: ["Viewer"],
      iat: expect.any(Number),
      exp: expect.any(Number),
      jti: expect.any(String),
    });
  });

  test("names a client by cli_ and a user by usr_, so that none can pass for the other", async () => {
    const claims = await claimsOf((await tokensOf(world.issuer, client, member)).access_token);
    expect([claims.sub?.slice(0, 4), String(claims.client_id).slice(0, 4)]).toEqual(["usr_", "cli_"]);
    expect(await machineToken()).toMatchObject({ sub: expect.stringMatching(/^cli_/) });
  });

  test("of the same person in another tenant has another subject", async () => {
    const other = await world.tenant();
    const elsewhere = await other.member("Viewer", { email: member.email, password: member.password });
    const there = await other.client({ kind: "PUBLIC" });
    const claims = await claimsOf((await tokensOf(world.issuer, there, elsewhere)).access_token);
    expect(claims).toMatchObject({ sub: elsewhere.userId, tenant_id: other.id, roles: ["Viewer"] });
    expect(elsewhere.userId).not.toBe(member.userId);
  });
});

describe("a resource (RFC 8707)", () => {
  const NO_TARGETS = (issuer: string) => [
    `${issuer}/api#part`,
    "/api",
    "api",
    "https://other.example/api",
    `${issuer}/api/`,
    `${issuer}/API`,
    `${issuer}/api/tenants/`,
    `${issuer}/api/tenants/nonsense`,
    `${issuer}/api/tenants/usr_01h455vb4pex5vsknk084sn02q`,
    issuer,
  ];

  test("that is none is refused wherever it is named", async () => {
    for (const resource of NO_TARGETS(world.issuer)) {
      const parameters = authorizeParameters(client, newVerifier().challenge, { resource });
      const page = await openWalker().request(authorizeUrl(world.issuer, parameters));
      const location = new URL(page.headers.get("location") ?? "", world.issuer);
      expect([location.origin, location.searchParams.get("error")]).toEqual([
        "https://client.example",
        "invalid_target",
      ]);
      expect((await postAs(world.issuer, client, "par", parameters)).body.error).toBe("invalid_target");
      expect(await machineToken({ resource })).toEqual({ error: "invalid_target" });
    }
  });

  test("that was asked for is the token's audience, exactly", async () => {
    const { access_token } = await tokensOf(world.issuer, client, member, { resource: ofTenant });
    expect(await claimsOf(access_token)).toMatchObject({ aud: ofTenant, tenant_id: tenant.id });
    expect(await machineToken({ resource: ofTenant })).toMatchObject({ aud: ofTenant });
  });

  test("may be one of those asked for before, and no other", async () => {
    const both = await authorize(world.issuer, client, member, { resource: [api, ofTenant] });
    const { body } = await redeem(world.issuer, client, both, { resource: ofTenant });
    expect(await claimsOf(body.access_token)).toMatchObject({ aud: ofTenant });
    const again = await refresh(world.issuer, client, String(body.refresh_token), { resource: api });
    expect(await claimsOf(again.body.access_token)).toMatchObject({ aud: api });

    const one = await authorize(world.issuer, client, member, { resource: ofTenant });
    const more = await redeem(world.issuer, client, one, { resource: api });
    expect([more.status, more.body.error]).toEqual([400, "invalid_target"]);
    const { refresh_token } = await tokensOf(world.issuer, client, member, { resource: ofTenant });
    const wider = await refresh(world.issuer, client, refresh_token, { resource: api });
    expect([wider.status, wider.body.error]).toEqual([400, "invalid_target"]);
  });

  test("of a tenant to which the person, the client or the machine does not belong gives no token", async () => {
    const foreign = `${api}/tenants/${(await world.tenant()).id}`;
    const start = authorizeUrl(
      world.issuer,
      authorizeParameters(client, newVerifier().challenge, { resource: foreign }),
    );
    const { answer } = await openWalker().walk(start, { as: member, until: REDIRECT_URI });
    expect(answer?.searchParams.get("error")).toBe("access_denied");
    expect(await machineToken({ resource: foreign })).toEqual({ error: "invalid_target" });
  });
});

describe("a scope that is a permission", () => {
  const ask = async (token: string, query: string) => {
    const { errors } = await world.server.graphql(token, query);
    return errors?.[0]?.extensions.code ?? "allowed";
  };

  test("narrows what the token can do, and nothing widens it", async () => {
    const narrow = await tokensOf(world.issuer, client, member, { scope: "openid record:read" });
    expect(await ask(narrow.access_token, "{ collections { nodes { name } } }")).toBe("FORBIDDEN");
    const full = await tokensOf(world.issuer, client, member, { scope: "openid" });
    expect(await ask(full.access_token, "{ collections { nodes { name } } }")).toBe("allowed");
    // A Developer may not manage clients, whatever was asked for.
    const greedy = await tokensOf(world.issuer, client, member, { scope: "openid collection:read oauth-client:read" });
    expect(await ask(greedy.access_token, "{ oauthClients { nodes { id } } }")).toBe("FORBIDDEN");
    expect(await ask(greedy.access_token, "{ collections { nodes { name } } }")).toBe("allowed");
  });
});

describe("DPoP (RFC 9449)", () => {
  interface Proof {
    header?: object;
    claims?: object;
    key?: CryptoKey;
  }
  async function prover() {
    const { publicKey, privateKey } = await generateKeyPair("ES256", { extractable: true });
    const jwk = await exportJWK(publicKey);
    const prove = ({ header = {}, claims = {}, key = privateKey }: Proof = {}) =>
      new SignJWT({ htm: "POST", htu: `${world.issuer}/oauth/token`, jti: crypto.randomUUID(), ...claims })
        .setIssuedAt()
        .setProtectedHeader({ alg: "ES256", typ: "dpop+jwt", jwk, ...header })
        .sign(key);
    return { prove, jwk, privateKey, thumbprint: await calculateJwkThumbprint(jwk) };
  }
  const send = async (
    headers: [string, string][],
    form: Record<string, string> = { grant_type: "client_credentials" },
  ) => {
    const basic = Buffer.from(`${machine.id}:${machine.secret}`).toString("base64");
    const answer = await fetch(`${world.issuer}/oauth/token`, {
      method: "POST",
      headers: [["authorization", `Basic ${basic}`], ...headers],
      body: new URLSearchParams(form),
    });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  };
  /** A proof that is too old may be made again with a nonce, which the answer then names. */
  const refused = {
    status: 400,
    body: {
      error: expect.stringMatching(/^(invalid_dpop_proof|use_dpop_nonce)$/),
      error_description: expect.any(String),
    },
  };

  test("binds a machine's token to its key", async () => {
    const { prove, thumbprint } = await prover();
    const { body } = await send([["dpop", await prove()]]);
    expect(body.token_type).toBe("DPoP");
    expect(await claimsOf(body.access_token)).toMatchObject({ cnf: { jkt: thumbprint } });
    // As Bearer it is worth nothing.
    const { errors } = await world.server.graphql(String(body.access_token), "{ me { roles } }");
    expect(errors?.[0]?.extensions.code).toBe("UNAUTHENTICATED");
  });

  test("refuses two proofs, a stale or foreign one, one without a public key of its own", async () => {
    const { prove, jwk, privateKey } = await prover();
    expect(
      await send([
        ["dpop", await prove()],
        ["dpop", await prove()],
      ]),
    ).toMatchObject(refused);
    const wrong: Proof[] = [
      { header: { typ: "jwt" } },
      { header: { typ: undefined } },
      { header: { jwk: { ...jwk, ...(await exportJWK(privateKey)) } } },
      { header: { jwk: undefined } },
      { claims: { htm: "GET" } },
      { claims: { htu: `${world.issuer}/oauth/introspect` } },
      { claims: { htu: "https://other.example/oauth/token" } },
      { claims: { jti: undefined } },
      { key: (await generateKeyPair("ES256")).privateKey },
    ];
    for (const one of wrong)
      expect(await send([["dpop", await prove(one)]]), JSON.stringify(one)).toMatchObject(refused);
    const stale = await new SignJWT({ htm: "POST", htu: `${world.issuer}/oauth/token`, jti: "stale" })
      .setIssuedAt(Math.floor(Date.now() / 1000) - 600)
      .setProtectedHeader({ alg: "ES256", typ: "dpop+jwt", jwk })
      .sign(privateKey);
    expect(await send([["dpop", stale]])).toMatchObject(refused);
    const shared = new TextEncoder().encode("a secret that both know, which is no proof of anything");
    const symmetricJwk = { kty: "oct", k: Buffer.from(shared).toString("base64url") };
    const symmetric = await new SignJWT({ htm: "POST", htu: `${world.issuer}/oauth/token`, jti: "shared" })
      .setIssuedAt()
      .setProtectedHeader({
        alg: "HS256",
        typ: "dpop+jwt",
        jwk: symmetricJwk as JWK,
      })
      .sign(shared);
    expect(await send([["dpop", symmetric]])).toMatchObject(refused);
    expect(await send([["dpop", "nonsense"]])).toMatchObject(refused);
  });

  test("accepts a proof once, though it is sent eight times at once", async () => {
    const { prove } = await prover();
    const proof = await prove();
    const answers = await Promise.all(Array.from({ length: 8 }, () => send([["dpop", proof]])));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400, 400, 400, 400, 400, 400, 400]);
  });

  test("binds the code to the key that was announced, and a public client's refresh token to its own", async () => {
    const spa = await tenant.client({ kind: "PUBLIC" });
    const [own, thief] = [await prover(), await prover()];
    const redeemWith = async (proof: string | undefined) => {
      const { code, verifier } = await authorize(world.issuer, spa, member, { dpop_jkt: own.thumbprint });
      return fetch(`${world.issuer}/oauth/token`, {
        method: "POST",
        headers: proof === undefined ? {} : { dpop: proof },
        body: new URLSearchParams({
          grant_type: "authorization_code",
          client_id: spa.id,
          code,
          redirect_uri: REDIRECT_URI,
          code_verifier: verifier,
        }),
      });
    };
    expect((await redeemWith(undefined)).status).toBe(400);
    expect((await redeemWith(await thief.prove())).status).toBe(400);
    const bound = await redeemWith(await own.prove());
    expect(bound.status).toBe(200);
    const { refresh_token } = (await bound.json()) as { refresh_token: string };
    const refreshWith = async (headers: Record<string, string>) => {
      const body = new URLSearchParams({ grant_type: "refresh_token", client_id: spa.id, refresh_token });
      return (await fetch(`${world.issuer}/oauth/token`, { method: "POST", headers, body })).status;
    };
    expect(await refreshWith({})).toBe(400);
    expect(await refreshWith({ dpop: await thief.prove() })).toBe(400);
    expect(await refreshWith({ dpop: await own.prove() })).toBe(200);
  });

  test("goes on with a nonce of the server's, and says which when it is another's", async () => {
    const { prove } = await prover();
    const basic = Buffer.from(`${machine.id}:${machine.secret}`).toString("base64");
    const ask = async (nonce: string | undefined) =>
      fetch(`${world.issuer}/oauth/token`, {
        method: "POST",
        headers: { authorization: `Basic ${basic}`, dpop: await prove({ claims: { nonce } }) },
        body: new URLSearchParams({ grant_type: "client_credentials" }),
      });
    const foreign = await ask("another server's");
    expect([foreign.status, ((await foreign.json()) as { error: string }).error]).toEqual([400, "use_dpop_nonce"]);
    const nonce = foreign.headers.get("dpop-nonce");
    expect(nonce).toBeTypeOf("string");
    expect((await ask(nonce ?? "")).status).toBe(200);
  });
});
