import { createUser } from "@bulkhead/identity/src/domain/create-user.ts";
import { MULTI_FACTOR_ACR, PASSWORD_ACR, PHISHING_RESISTANT_ACR } from "@bulkhead/kernel/acr.ts";
import { tryDecodeId } from "@bulkhead/kernel/id.ts";
import { SENSITIVE } from "@bulkhead/kernel/step-up.ts";
import { operatorRequest } from "@bulkhead/server/operator.ts";
import { addMember } from "@bulkhead/tenancy/src/domain/add-member.ts";
import * as oauth from "oauth4webapi";
import { WWWAuthenticateChallengeError } from "oauth4webapi";
import * as oidc from "openid-client";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { newProofKey, proofOf } from "../testkit/access-tokens.ts";
import { seedClient, seedGrant } from "../testkit/grants.ts";
import { type Issuer, openIssuer } from "../testkit/issuer.ts";
import { openTestServer, type TestServer, type TestTenant } from "../testkit/server.ts";
import { subscribe } from "../testkit/socket.ts";
import { until } from "../testkit/until.ts";

/** What takes more than a valid token: a user who signed in lately, and as well as the tenant asks (RFC 9470). */
let server: TestServer;
let issuer: Issuer;
let tenant: TestTenant;
beforeAll(async () => {
  server = await openTestServer();
  issuer = await openIssuer(server);
}, 60_000);
beforeEach(async () => {
  tenant = await server.tenant();
});
afterAll(() => server.stop());

const CREATE_KEY = "mutation ($i: CreateApiKeyInput!) { createApiKey(input: $i) { apiKey { id } } }";
const KEY = { i: { name: "key", role: "Viewer" } };
const CONFIGURE =
  "mutation ($i: UpdateTenantConfigInput!) { updateTenantConfig(input: $i) { tenantConfig { version } } }";
const CONFIG_PATH = "/v1/tenant-config";
/** Of these a member of a tenant is refused whoever they are; tests/operators has what operators need for them. */
const OPERATORS = new Set([
  "startImpersonation",
  "addOperator",
  "changeOperatorRole",
  "createOperatorLink",
  "removeOperator",
]);
const JSON_BODY = { "content-type": "application/json" };

const seconds = () => Math.floor(Date.now() / 1_000);
const LONG_AGO = () => ({ auth_time: seconds() - 1_000 });

/** An Admin who let a client act for them; `sign` makes tokens of sign-ins as they are told. */
async function admin() {
  const tenantId = tryDecodeId("tenant", tenant.tenantId) ?? "";
  const { identity, tenancy } = server.platform.rooms;
  const email = `${crypto.randomUUID()}@people.example`;
  const user = await createUser(identity.subgraph.context(operatorRequest(tenantId)), { email, name: "Ada" });
  await addMember(tenancy.subgraph.context(operatorRequest(tenantId)), { userId: user.id, role: "Admin" });
  const userId = tryDecodeId("user", user.id) ?? "";
  const clientId = await seedClient(server.databases.owner, tenantId);
  const grantId = await seedGrant(server.databases.owner, { tenantId, userId, clientId });
  const sign = (claims: Record<string, unknown> = {}) =>
    issuer.sign({ tenantId, userId, clientId, grantId }, { claims });
  return { tenantId, sign };
}

const errorOf = async (token: string, query: string, variables?: unknown) =>
  (await server.graphql(token, query, variables)).errors?.[0]?.extensions;

describe("after a sign-in of long ago", () => {
  test("GraphQL answers what is needed, and does it with a token of a new sign-in", async () => {
    const { sign } = await admin();
    const old = await server.graphql(await sign(LONG_AGO()), CREATE_KEY, KEY);
    expect(old.status).toBe(401);
    expect(old.data).toBeUndefined();
    expect(old.errors).toMatchObject([
      {
        message: expect.stringContaining("Sign in again"),
        extensions: { code: "INSUFFICIENT_AUTHENTICATION", acrValues: [PASSWORD_ACR], maxAge: 900 },
      },
    ]);
    const renewed = await server.graphql(await sign(), CREATE_KEY, KEY);
    expect(renewed.errors).toBeUndefined();
  });

  test("REST answers a problem and the challenge of RFC 9470", async () => {
    const { sign } = await admin();
    const body = JSON.stringify({ expected_version: 0, reason: "test", branding: { display_name: "Acme" } });
    const send = async (token: string) => server.rest(token, "PATCH", CONFIG_PATH, body, JSON_BODY);
    const { status, headers, text } = await send(await sign(LONG_AGO()));
    expect(status).toBe(401);
    expect(JSON.parse(text)).toMatchObject({
      code: "INSUFFICIENT_AUTHENTICATION",
      acr_values: [PASSWORD_ACR],
      max_age: 900,
    });
    expect(headers.get("www-authenticate")).toMatch(
      new RegExp(
        `^Bearer realm="bulkhead", error="insufficient_user_authentication", error_description="Sign in again[^"]*", ` +
          `acr_values="${PASSWORD_ACR}", max_age="900", DPoP realm="bulkhead", algs="[^"]*"$`,
      ),
    );
    expect((await send(await sign())).status).toBe(200);
  });

  test("WebSocket answers an error, and the socket goes on", async () => {
    const { sign } = await admin();
    const listening = await subscribe(server.address, await sign(LONG_AGO()), CREATE_KEY, KEY);
    await listening.heard(() => listening.messages.some(({ type }) => type === "error"), 10_000);
    expect(listening.messages).toMatchObject([
      {
        type: "error",
        payload: [{ extensions: { code: "INSUFFICIENT_AUTHENTICATION", acrValues: [PASSWORD_ACR], maxAge: 900 } }],
      },
    ]);
    listening.close();
    const renewed = await subscribe(server.address, await sign(), CREATE_KEY, KEY);
    await renewed.heard(() => renewed.messages.some(({ type }) => type === "next"), 10_000);
    renewed.close();
  });

  test("every mutation on the list is refused, and what only reads or writes data is not", async () => {
    const { sign } = await admin();
    const token = await sign(LONG_AGO());
    for (const coordinate of Object.keys(SENSITIVE)) {
      const name = coordinate.replace("Mutation.", "");
      const type = `${name[0]?.toUpperCase()}${name.slice(1)}`;
      const answer = await errorOf(token, `mutation ($i: ${type}Input!) { ${name}(input: $i) { __typename } }`, {
        i: {},
      });
      const code = OPERATORS.has(name) ? "FORBIDDEN" : "INSUFFICIENT_AUTHENTICATION";
      expect({ name, code: answer?.code }).toEqual({ name, code });
    }
    expect(
      await errorOf(token, "{ tenantConfig { version } apiKeys { nodes { id } } me { actor { id } } }"),
    ).toBeUndefined();
    const define = "mutation ($i: DefineCollectionInput!) { defineCollection(input: $i) { collection { id } } }";
    expect(await errorOf(token, define, { i: { name: "notes", schema: { type: "object" } } })).toBeUndefined();
  });

  test.each([
    ["under an alias", "mutation ($i: CreateApiKeyInput!) { x: createApiKey(input: $i) { apiKey { id } } }"],
    [
      "in a fragment",
      "mutation ($i: CreateApiKeyInput!) { ...F } fragment F on Mutation { createApiKey(input: $i) { key } }",
    ],
    ["behind @include", "mutation ($i: CreateApiKeyInput!) { createApiKey(input: $i) @include(if: true) { key } }"],
  ])("a sensitive mutation is found %s", async (_how, query) => {
    const { sign } = await admin();
    expect((await errorOf(await sign(LONG_AGO()), query, KEY))?.code).toBe("INSUFFICIENT_AUTHENTICATION");
  });

  test("the same document is done and refused by the age of the sign-in alone, however often it was decided", async () => {
    const { sign } = await admin();
    const [fresh, old] = [await sign(), await sign(LONG_AGO())];
    for (const token of [fresh, old, fresh, old])
      expect((await errorOf(token, CREATE_KEY, KEY))?.code).toBe(
        token === fresh ? undefined : "INSUFFICIENT_AUTHENTICATION",
      );
  });

  test("keys and machines are decided by their permissions, since nobody could sign in for them", async () => {
    expect((await tenant.graphql("Admin", CREATE_KEY, KEY)).errors).toBeUndefined();
    const tenantId = tryDecodeId("tenant", tenant.tenantId) ?? "";
    const clientId = await seedClient(server.databases.owner, tenantId, "Admin");
    expect(await errorOf(await issuer.sign({ tenantId, clientId }), CREATE_KEY, KEY)).toBeUndefined();
  });

  test("the refusal is in the audit log, with its reason", async () => {
    const { sign, tenantId } = await admin();
    await server.graphql(await sign(LONG_AGO()), `${CREATE_KEY.replace("mutation", "mutation Sneak")}`, KEY);
    await until(async () => {
      const { rows } = await server.databases.owner.pool.query(
        `select body -> 'detail' as detail from platform.audit_event
         where tenant_id = $1 and action = 'operation.deny' and target_id = 'Sneak'`,
        [tenantId],
      );
      if (rows.length === 0) return false;
      expect(rows[0].detail).toMatchObject({
        coordinates: ["Mutation.createApiKey"],
        reason: "INSUFFICIENT_AUTHENTICATION",
      });
      return true;
    });
  });
});

describe("a tenant that asks for a second factor", () => {
  const configure = async (input: object) => {
    const { errors } = await tenant.graphql("Admin", CONFIGURE, { i: input });
    if (errors) throw new Error(JSON.stringify(errors));
  };
  /** On every gateway, by what it answers to a sensitive mutation. */
  const saysEverywhere = async (token: string, wanted: string | undefined) => {
    for (const address of server.addresses)
      await until(async () => {
        const answer = await fetch(`${address}/graphql`, {
          method: "POST",
          headers: { ...JSON_BODY, authorization: `Bearer ${token}` },
          body: JSON.stringify({ query: CREATE_KEY, variables: KEY }),
        });
        const { errors } = (await answer.json()) as { errors?: { extensions: { acrValues?: string[] } }[] };
        return errors?.[0]?.extensions.acrValues?.[0] === wanted;
      });
  };

  test("gets it asked for as well, on every gateway, and no longer once it asks no more", async () => {
    const { sign } = await admin();
    const [single, multi, resistant] = await Promise.all(
      [PASSWORD_ACR, MULTI_FACTOR_ACR, PHISHING_RESISTANT_ACR].map((acr) => sign({ acr })),
    );
    await saysEverywhere(single as string, undefined);
    await configure({ expectedVersion: 0, reason: "test", security: { mfa: "REQUIRED" } });
    await saysEverywhere(single as string, MULTI_FACTOR_ACR);
    await saysEverywhere(multi as string, undefined);
    await configure({ expectedVersion: 1, reason: "test", security: { mfa: "PHISHING_RESISTANT" } });
    await saysEverywhere(multi as string, PHISHING_RESISTANT_ACR);
    await saysEverywhere(resistant as string, undefined);
    await configure({ expectedVersion: 2, reason: "test", security: { mfa: "OPTIONAL" } });
    await saysEverywhere(single as string, undefined);
  });

  test("gets it not before its grace period is over, and another tenant's policy is another's", async () => {
    const { sign } = await admin();
    await configure({ expectedVersion: 0, reason: "test", security: { mfa: "REQUIRED", mfaGraceDays: 1 } });
    expect(await errorOf(await sign(), CREATE_KEY, KEY)).toBeUndefined();
    tenant = await server.tenant();
    const elsewhere = await admin();
    await configure({ expectedVersion: 0, reason: "test", security: { mfa: "REQUIRED" } });
    await saysEverywhere(await elsewhere.sign(), MULTI_FACTOR_ACR);
    expect(await errorOf(await sign(), CREATE_KEY, KEY)).toBeUndefined();
  });

  test("cannot be made to ask for less by a sign-in with less", async () => {
    const { sign } = await admin();
    await configure({ expectedVersion: 0, reason: "test", security: { mfa: "REQUIRED" } });
    const token = await sign();
    await saysEverywhere(token, MULTI_FACTOR_ACR);
    const loosen = { i: { expectedVersion: 1, reason: "test", security: { mfa: "OFF" } } };
    expect((await errorOf(token, CONFIGURE, loosen))?.code).toBe("INSUFFICIENT_AUTHENTICATION");
    expect(await errorOf(await sign({ acr: MULTI_FACTOR_ACR }), CONFIGURE, loosen)).toBeUndefined();
  });
});

describe("a client library reads the challenge", () => {
  const challengesOf = async (request: Promise<Response>) => {
    try {
      await request;
    } catch (error) {
      if (error instanceof WWWAuthenticateChallengeError) return error.cause;
      throw error;
    }
    throw new Error("there was no challenge");
  };
  const body = JSON.stringify({ query: CREATE_KEY, variables: KEY });
  const INSECURE = { [oauth.allowInsecureRequests]: true };

  test.each([
    ["a GraphQL request", "POST", "/graphql", body],
    ["a GraphQL request as its standard names it", "POST", "/graphql", body],
    ["a REST request", "PATCH", CONFIG_PATH, JSON.stringify({ expected_version: 0, reason: "test" })],
  ] as const)("of %s", async (what, method, path, sent) => {
    const { sign } = await admin();
    const token = await sign(LONG_AGO());
    const headers = new Headers(JSON_BODY);
    if (what.includes("standard")) headers.set("accept", "application/graphql-response+json");
    const url = new URL(server.address + path);
    const challenges = await challengesOf(oauth.protectedResourceRequest(token, method, url, headers, sent, INSECURE));
    const { scheme, parameters } = challenges.find((one) => one.parameters.error) ?? { parameters: {} };
    expect({ scheme, parameters }).toEqual({
      scheme: "bearer",
      parameters: {
        realm: "bulkhead",
        error: "insufficient_user_authentication",
        error_description: expect.stringContaining("Sign in again"),
        acr_values: PASSWORD_ACR,
        max_age: "900",
      },
    });
  });

  test("as openid-client does", async () => {
    const { sign } = await admin();
    const config = new oidc.Configuration({ issuer: issuer.origin }, "cli_any");
    oidc.allowInsecureRequests(config);
    const url = new URL(`${server.address}/graphql`);
    const headers = new Headers(JSON_BODY);
    const ask = async (token: string) => oidc.fetchProtectedResource(config, token, url, "POST", body, headers);
    const challenges = await challengesOf(ask(await sign(LONG_AGO())));
    expect(challenges.find(({ scheme }) => scheme === "bearer")?.parameters).toMatchObject({
      error: "insufficient_user_authentication",
      acr_values: PASSWORD_ACR,
      max_age: "900",
    });
    expect((await ask(await sign())).status).toBe(200);
  });

  test("under the scheme of a token that is bound to a key", async () => {
    const { sign } = await admin();
    const key = await newProofKey();
    const token = await sign({ ...LONG_AGO(), cnf: { jkt: key.thumbprint } });
    const dpop = await proofOf(key, { method: "POST", url: `${issuer.origin}/graphql`, token });
    const answer = await fetch(`${server.address}/graphql`, {
      method: "POST",
      headers: { ...JSON_BODY, authorization: `DPoP ${token}`, dpop },
      body,
    });
    expect(answer.status).toBe(401);
    expect(answer.headers.get("www-authenticate")).toMatch(
      /^Bearer realm="bulkhead", DPoP realm="bulkhead", algs="[^"]*", error="insufficient_user_authentication".*max_age="900"$/,
    );
  });
});
