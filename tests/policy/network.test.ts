import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { operatorOf } from "../testkit/lifecycle.ts";
import { openTestServer, type TestServer, type TestTenant } from "../testkit/server.ts";
import { subscribe } from "../testkit/socket.ts";
import { until } from "../testkit/until.ts";

/** From where a tenant lets its callers come, behind a proxy that is believed. */
let server: TestServer;
let tenant: TestTenant;
beforeAll(async () => {
  server = await openTestServer({ BULKHEAD_TRUSTED_PROXIES: "127.0.0.1,::1" });
}, 60_000);
beforeEach(async () => {
  tenant = await server.tenant();
  await tenant.graphql("Admin", DEFINE, { i: { name: "notes", schema: { type: "object" } } });
});
afterAll(() => server?.stop());

const DEFINE = "mutation ($i: DefineCollectionInput!) { defineCollection(input: $i) { collection { id } } }";
const UPDATE = "mutation ($i: UpdateTenantConfigInput!) { updateTenantConfig(input: $i) { tenantConfig { version } } }";
const CHANGES = 'subscription { recordChanged(collection: "notes") { cursor } }';

const set = (change: Parameters<ReturnType<typeof operatorOf>["set"]>[0]) => operatorOf(server, tenant).set(change);

const from = (address: string) => ({ "x-forwarded-for": address });

async function codeOf(query: string, variables: unknown = {}, headers: Record<string, string> = {}): Promise<string> {
  const body = JSON.stringify({ query, variables });
  const json = { "content-type": "application/json", ...headers };
  const { text } = await server.rest(tenant.keys.Admin, "POST", "/graphql", body, json);
  return (JSON.parse(text) as { errors?: { extensions: { code: string } }[] }).errors?.[0]?.extensions.code ?? "ok";
}

async function restCode(method: string, path: string, body?: string, headers?: Record<string, string>) {
  const { status, text } = await server.rest(tenant.keys.Admin, method, path, body, headers);
  return status < 300 ? "ok" : (JSON.parse(text) as { code: string }).code;
}

const OTHER = "198.51.100.9";

test("a network that is not allowed is refused, for GraphQL, REST and sockets, by the address that a proxy vouches for", async () => {
  await set({ security: { allowedNetworks: ["203.0.113.0/24", "2001:db8::/32"] } });
  const read = "{ tenant { slug } }";
  await until(async () => (await codeOf(read, {}, from(OTHER))) === "NETWORK_NOT_ALLOWED");
  for (const [address, code] of [
    ["203.0.113.255", "ok"],
    ["203.0.114.0", "NETWORK_NOT_ALLOWED"],
    ["2001:db8:1::5", "ok"],
    ["2001:db9::5", "NETWORK_NOT_ALLOWED"],
    ["::ffff:203.0.113.4", "ok"],
    // What stands further left was written by the client.
    ["203.0.113.4, 198.51.100.9", "NETWORK_NOT_ALLOWED"],
  ] as const) {
    expect([address, await codeOf(read, {}, from(address))]).toEqual([address, code]);
    expect([address, await restCode("GET", "/v1/tenant-config", undefined, from(address))]).toEqual([address, code]);
  }
  const socket = await subscribe(server.address, tenant.keys.Viewer, CHANGES);
  expect(await socket.ended(5_000)).toBe("4403 NETWORK_NOT_ALLOWED");
});

test("a link to an export works from the networks that are allowed, and elsewhere is one that does not exist", async () => {
  const json = { "content-type": "application/json" };
  const made = await tenant.rest("Admin", "POST", "/v1/collections/notes/exports", '{"format":"NDJSON"}', json);
  const { id } = JSON.parse(made.text) as { id: string };
  const status = async () => JSON.parse((await tenant.rest("Admin", "GET", `/v1/exports/${id}`)).text).status;
  await until(async () => (await status()) === "SUCCEEDED", 20_000);
  const linked = await tenant.rest("Admin", "POST", `/v1/exports/${id}/links`, '{"expires_in":600}', json);
  const { pathname, search } = new URL((JSON.parse(linked.text) as { url: string }).url);
  const by = async (address: string) =>
    (await server.rest(null, "GET", pathname + search, undefined, from(address))).status;
  await set({ security: { allowedNetworks: ["203.0.113.0/24"] } });
  await until(async () => (await by(OTHER)) === 404);
  expect(await by("203.0.113.4")).toBe(200);
  await set({ features: { rest: false } });
  await until(async () => (await by("203.0.113.4")) === 404);
});

test("a socket that is open is closed when its network is no longer allowed", async () => {
  const socket = await subscribe(server.address, tenant.keys.Viewer, CHANGES);
  await set({ security: { allowedNetworks: ["203.0.113.0/24"] } });
  expect(["4403 NETWORK_NOT_ALLOWED", "error"]).toContain(await socket.ended(10_000));
  await until(async () => (await codeOf("{ tenant { slug } }")) === "NETWORK_NOT_ALLOWED");
});

test("an Admin cannot shut themselves out, and is told the address that we see", async () => {
  const input = { expectedVersion: 0, reason: "test", security: { allowedNetworks: ["203.0.113.0/24"] } };
  const body = JSON.stringify({ query: UPDATE, variables: { i: input } });
  const ask = async (address: string) => {
    const headers = { "content-type": "application/json", ...from(address) };
    return (await server.rest(tenant.keys.Admin, "POST", "/graphql", body, headers)).text;
  };
  expect(await ask(OTHER)).toContain("LOCKS_OUT");
  expect(await ask(OTHER)).toContain(OTHER);
  expect(JSON.parse(await ask("203.0.113.77"))).toMatchObject({
    data: { updateTenantConfig: { tenantConfig: { version: 1 } } },
  });
  await until(async () => (await codeOf("{ tenant { slug } }", {}, from(OTHER))) === "NETWORK_NOT_ALLOWED");
});
