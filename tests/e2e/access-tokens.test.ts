import { createUser } from "@bulkhead/identity/src/domain/create-user.ts";
import { endGrants } from "@bulkhead/identity/src/grants.ts";
import { withTenant } from "@bulkhead/kernel/database.ts";
import { encodeId, tryDecodeId } from "@bulkhead/kernel/id.ts";
import { operatorRequest } from "@bulkhead/server/operator.ts";
import { addMember } from "@bulkhead/tenancy/src/domain/add-member.ts";
import { changeMemberRole } from "@bulkhead/tenancy/src/domain/change-member-role.ts";
import { removeMember } from "@bulkhead/tenancy/src/domain/remove-member.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newProofKey, proofOf, type TokenChanges } from "../testkit/access-tokens.ts";
import { revokeToken, seedClient, seedGrant } from "../testkit/grants.ts";
import { type Issuer, openIssuer } from "../testkit/issuer.ts";
import { openTestServer, type RoleName, type TestServer, type TestTenant } from "../testkit/server.ts";
import { type Listening, subscribe } from "../testkit/socket.ts";
import { until } from "../testkit/until.ts";

let server: TestServer;
let issuer: Issuer;
let tenant: TestTenant;
let tenantId: string;
beforeAll(async () => {
  server = await openTestServer();
  issuer = await openIssuer(server);
  tenant = await server.tenant();
  tenantId = tryDecodeId("tenant", tenant.tenantId) ?? "";
  const { errors } = await tenant.graphql(
    "Admin",
    "mutation ($i: DefineCollectionInput!) { defineCollection(input: $i) { collection { id } } }",
    { i: { name: "notes", schema: { type: "object" } } },
  );
  if (errors) throw new Error(JSON.stringify(errors));
}, 60_000);
afterAll(() => server.stop());

const CREATE = "mutation ($i: CreateRecordInput!) { createRecord(input: $i) { record { id } } }";
const NOTE = { i: { collection: "notes", data: { text: "hello" } } };
const CHANGES = 'subscription { recordChanged(collection: "notes") { cursor } }';
const RECORDS = "/v1/collections/notes/records";

/** A member who let a client act for them. */
async function signedIn(role: RoleName = "Developer") {
  const { owner } = server.databases;
  const identity = server.platform.rooms.identity.subgraph.context(operatorRequest(tenantId));
  const tenancy = server.platform.rooms.tenancy.subgraph.context(operatorRequest(tenantId));
  const email = `${crypto.randomUUID()}@people.example`;
  const user = await createUser(identity, { email, name: "Ada" });
  const member = await addMember(tenancy, { userId: user.id, role });
  const userId = tryDecodeId("user", user.id) ?? "";
  const clientId = await seedClient(owner, tenantId);
  const grantId = await seedGrant(owner, { tenantId, userId, clientId });
  const sign = (changes?: TokenChanges) => issuer.sign({ tenantId, userId, clientId, grantId }, changes);
  return { user, member, grantId, sign, token: await sign(), tenancy };
}

const codeOf = async (token: string, query = "{ tenant { id } }", variables?: unknown) =>
  (await server.graphql(token, query, variables)).errors?.[0]?.extensions.code;

describe("an access token", () => {
  test("opens what its user's role allows, over GraphQL and REST, beside API keys", async () => {
    const { token, user } = await signedIn("Developer");
    const { data } = await server.graphql(token, "{ tenant { slug } me { actor { id kind } } }");
    expect(data).toEqual({ tenant: { slug: tenant.slug }, me: { actor: { id: user.id, kind: "USER" } } });
    expect(await codeOf(token, CREATE, NOTE)).toBeUndefined();
    expect((await server.rest(token, "GET", RECORDS)).status).toBe(200);
    expect(await codeOf(token, "{ auditEvents(first: 1) { nodes { id } } }")).toBe("FORBIDDEN");
    expect((await tenant.graphql("Admin", "{ tenant { slug } }")).errors).toBeUndefined();
  });

  test("with scopes opens no more than they name", async () => {
    const { sign } = await signedIn("Developer");
    const token = await sign({ claims: { scope: "openid record:read audit-event:read" } });
    expect((await server.rest(token, "GET", RECORDS)).status).toBe(200);
    expect(await codeOf(token, CREATE, NOTE)).toBe("FORBIDDEN");
    expect(await codeOf(token, "{ auditEvents(first: 1) { nodes { id } } }")).toBe("FORBIDDEN");
  });

  test("acts in the audit log as its user", async () => {
    const { token, user } = await signedIn("Developer");
    const { data } = await server.graphql(token, CREATE, NOTE);
    const { record } = (data as { createRecord: { record: { id: string } } }).createRecord;
    const { rows } = await server.databases.owner.pool.query(
      "select actor_id from platform.audit_event where tenant_id = $1 and action = 'record.create' and target_id = $2",
      [tenantId, record.id],
    );
    expect(rows).toEqual([{ actor_id: user.id }]);
  });

  test.each<[string, TokenChanges]>([
    ["is an ID token", { header: { typ: "JWT" } }],
    ["is of another issuer", { claims: { iss: "https://evil.example" } }],
    ["is for another audience", { claims: { aud: "https://evil.example/api" } }],
    ["is of an unknown key", { header: { kid: "0195c3a4-0000-7000-8000-000000000001" } }],
    ["brings the address of its key", { header: { jku: "https://evil.example/jwks" } }],
    ["has expired", { claims: { iat: 1, exp: Math.floor(Date.now() / 1_000) - 10 } }],
    ["names no tenant", { claims: { tenant_id: undefined } }],
  ])("that %s opens nothing, and is told that it is no token", async (_what, changes) => {
    const { sign } = await signedIn();
    const token = await sign(changes);
    const graphql = await server.graphql(token, "{ tenant { id } }");
    const rest = await server.rest(token, "GET", RECORDS);
    for (const { status, headers } of [graphql, rest]) {
      expect(status).toBe(401);
      expect(headers.get("www-authenticate")).toContain('Bearer realm="bulkhead", error="invalid_token"');
    }
    expect(server.logged.filter((line) => line.includes(token))).toEqual([]);
  });
});

describe("on every gateway, within a second,", () => {
  /** A subscription at each gateway, and until when the token opened anything there. */
  async function watched(token: string): Promise<Listening[]> {
    const all = await Promise.all(server.addresses.map((address) => subscribe(address, token, CHANGES)));
    await until(async () => {
      await tenant.graphql("Admin", CREATE, NOTE);
      return all.every(({ messages }) => messages.some(({ type }) => type === "next"));
    }, 15_000);
    return all;
  }

  async function closings(all: Listening[]): Promise<string[]> {
    return Promise.all(
      all.map(async (listening) => {
        let how = "";
        await until(async () => {
          how = await listening.ended(1_000);
          return /^\d{4}/.test(how);
        }, 10_000);
        return how;
      }),
    );
  }

  async function refusedEverywhere(token: string): Promise<void> {
    for (const address of server.addresses)
      await until(async () => {
        const headers = { authorization: `Bearer ${token}` };
        return (await fetch(address + RECORDS, { headers })).status === 401;
      });
  }

  test("a token of a grant that ended opens nothing, and its sockets are closed with 4401", async () => {
    const { token, grantId } = await signedIn();
    const all = await watched(token);
    await withTenant(server.platform.databases.identity, tenantId, (tx) =>
      endGrants(tx, operatorRequest(tenantId), { ids: [grantId] }, "SIGNED_OUT"),
    );
    await refusedEverywhere(token);
    expect(new Set(await closings(all))).toEqual(new Set(["4401 UNAUTHENTICATED"]));
  });

  test("so is one that was revoked by itself", async () => {
    const { sign, grantId } = await signedIn();
    const jti = crypto.randomUUID();
    const token = await sign({ claims: { jti } });
    const all = await watched(token);
    await revokeToken(server.databases.owner, tenantId, grantId, jti);
    await refusedEverywhere(token);
    expect(new Set(await closings(all))).toEqual(new Set(["4401 UNAUTHENTICATED"]));
  });

  test("so is one of a member who was removed", async () => {
    const { token, member, tenancy } = await signedIn();
    const all = await watched(token);
    await removeMember(tenancy, { id: member.id });
    await refusedEverywhere(token);
    expect(new Set(await closings(all))).toEqual(new Set(["4401 UNAUTHENTICATED"]));
  });

  test("a token does what its user's other role allows, and subscriptions follow", async () => {
    const { token, member, tenancy } = await signedIn("Developer");
    expect(await codeOf(token, CREATE, NOTE)).toBeUndefined();
    await changeMemberRole(tenancy, { id: member.id, role: "Viewer" });
    for (const address of server.addresses)
      await until(async () => {
        const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
        const body = JSON.stringify({ query: CREATE, variables: NOTE });
        const answer = await fetch(`${address}/graphql`, { method: "POST", headers, body });
        return (await answer.text()).includes("FORBIDDEN");
      });
    expect((await server.rest(token, "GET", RECORDS)).status).toBe(200);
  });

  test("a socket closes with 4403 when its token expires", async () => {
    const { sign } = await signedIn();
    const token = await sign({ claims: { exp: Math.floor(Date.now() / 1_000) + 3 } });
    const listening = await subscribe(server.address, token, CHANGES);
    expect(await closings([listening])).toEqual(["4403 TOKEN_EXPIRED"]);
  });
});

describe("a token bound to a key", () => {
  async function bound() {
    const key = await newProofKey();
    const { sign } = await signedIn();
    const token = await sign({ claims: { cnf: { jkt: key.thumbprint } } });
    const prove = (method: string, path: string) => proofOf(key, { method, url: issuer.origin + path, token });
    /** As a client sends it. */
    const ask = async (method: string, path: string, dpop: string, address = server.address) => {
      const headers = { authorization: `DPoP ${token}`, dpop, "content-type": "application/json" };
      const body = method === "POST" ? JSON.stringify({ query: "{ tenant { slug } }" }) : undefined;
      return fetch(address + path, { method, headers, ...(body ? { body } : {}) });
    };
    return { token, prove, ask };
  }

  test("opens GraphQL and REST with a proof for each request", async () => {
    const { prove, ask } = await bound();
    expect((await ask("POST", "/graphql", await prove("POST", "/graphql"))).status).toBe(200);
    expect((await ask("GET", `${RECORDS}?first=1`, await prove("GET", RECORDS))).status).toBe(200);
  });

  test("is refused without the key: as a bearer token, and with a proof for another request", async () => {
    const { token, prove, ask } = await bound();
    expect(await codeOf(token)).toBe("UNAUTHENTICATED");
    for (const answer of [
      await ask("GET", RECORDS, await prove("POST", RECORDS)),
      await ask("POST", "/graphql", await prove("POST", "/v1/jobs")),
    ]) {
      expect(answer.status).toBe(401);
      expect(answer.headers.get("www-authenticate")).toContain('DPoP realm="bulkhead"');
      expect(answer.headers.get("www-authenticate")).toContain('error="invalid_dpop_proof"');
    }
  });

  test("takes a proof once, however many gateways it is sent to at once", async () => {
    const { prove, ask } = await bound();
    const dpop = await prove("POST", "/graphql");
    const addresses = Array.from({ length: 12 }, (_, n) => server.addresses[n % server.addresses.length] as string);
    const answers = await Promise.all(addresses.map((address) => ask("POST", "/graphql", dpop, address)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(11);
  });

  test("opens a socket with a proof in connection_init, and none without", async () => {
    const { token, prove } = await bound();
    const payload = { authorization: `DPoP ${token}`, dpop: await prove("GET", "/graphql") };
    const listening = await subscribe(server.address, null, "{ tenant { slug } }", {}, payload);
    await listening.heard(() => listening.messages.some(({ type }) => type === "next"), 10_000);
    const refused = await subscribe(server.address, token, CHANGES);
    expect(await refused.ended(10_000)).toMatch(/^4401/);
    const replayed = await subscribe(server.address, null, CHANGES, {}, payload);
    expect(await replayed.ended(10_000)).toMatch(/^4401/);
    listening.close();
  });
});

test("a machine gets a token for its secret, and acts as itself with its role", async () => {
  const made = await tenant.graphql(
    "Admin",
    "mutation ($i: CreateOAuthClientInput!) { createOAuthClient(input: $i) { oauthClient { id } secret } }",
    { i: { kind: "MACHINE", name: "Robot", role: "Viewer" } },
  );
  const { oauthClient, secret } = (made.data as { createOAuthClient: { oauthClient: { id: string }; secret: string } })
    .createOAuthClient;
  const answer = await fetch(`${server.address}/oauth/token`, {
    method: "POST",
    headers: { authorization: `Basic ${btoa(`${oauthClient.id}:${secret}`)}` },
    body: new URLSearchParams({ grant_type: "client_credentials", resource: `${issuer.origin}/api` }),
  });
  const { access_token: token } = (await answer.json()) as { access_token: string };
  expect((await server.rest(token, "GET", RECORDS)).status).toBe(200);
  expect(await codeOf(token, CREATE, NOTE)).toBe("FORBIDDEN");
  const revoke = "mutation ($i: RevokeOAuthClientInput!) { revokeOAuthClient(input: $i) { oauthClient { id } } }";
  expect((await tenant.graphql("Admin", revoke, { i: { id: oauthClient.id } })).errors).toBeUndefined();
  await until(async () => (await codeOf(token)) === "UNAUTHENTICATED");
  expect(encodeId("tenant", tenantId)).toBe(tenant.tenantId);
});
