import { tryDecodeId } from "@bulkhead/kernel/id.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { operatorOf } from "../testkit/lifecycle.ts";
import { openTestServer, type RoleName, type TestServer, type TestTenant } from "../testkit/server.ts";
import { subscribe } from "../testkit/socket.ts";
import { until } from "../testkit/until.ts";

let server: TestServer;
beforeAll(async () => {
  server = await openTestServer();
}, 60_000);
afterAll(() => server.stop());

const DEFINE = `mutation ($i: DefineCollectionInput!) { defineCollection(input: $i) { collection { id } } }`;
const notes = { i: { name: "notes", schema: { type: "object" } } };
const CHANGES = 'subscription { recordChanged(collection: "notes") { cursor } }';
const EXPORT = "mutation { createTenantExport(input: {}) { tenantExport { id } } }";

/** Once every gateway has heard of it. */
async function suspended(tenant: TestTenant, reason: string) {
  const operator = operatorOf(server, tenant);
  await operator.suspend(reason);
  const begun = performance.now();
  for (const address of server.addresses)
    await until(async () => (await codeAt(address, tenant, "Viewer")) === "TENANT_SUSPENDED");
  expect(performance.now() - begun).toBeLessThan(1_500);
  return operator;
}

test("a suspended tenant refuses all but its Admins on every transport, audits it, and resuming undoes it", async () => {
  const tenant = await server.tenant();
  const bystander = await server.tenant();
  const operator = await suspended(tenant, "unpaid since May");

  const rest = await tenant.rest("Viewer", "GET", "/v1/collections/any/records");
  expect(rest.status).toBe(403);
  expect(JSON.parse(rest.text)).toMatchObject({ code: "TENANT_SUSPENDED" });
  expect(rest.text).not.toContain("unpaid");
  const { errors } = await tenant.graphql("Developer", "{ tenant { slug } }");
  expect(errors?.[0]?.extensions).toEqual({ code: "TENANT_SUSPENDED", requestId: expect.any(String) });
  const socket = await subscribe(server.address, tenant.keys.Developer, CHANGES);
  expect(await socket.ended(5_000)).toBe("4403 TENANT_SUSPENDED");
  expect((await bystander.graphql("Admin", "{ tenant { slug } }")).errors).toBeUndefined();

  const denied = () =>
    server.databases.owner.pool.query(
      "select actor_id from platform.audit_event where tenant_id = $1 and action = 'operation.deny' and outcome = 'DENIED'",
      [tryDecodeId("tenant", tenant.tenantId)],
    );
  await until(async () => ((await denied()).rowCount ?? 0) >= server.addresses.length + 1);
  const { rows } = await denied();
  expect(rows.every((row) => row.actor_id.startsWith("key_"))).toBe(true);

  await operator.resume();
  for (const address of server.addresses)
    await until(async () => (await codeAt(address, tenant, "Viewer")) === undefined);
  expect((await tenant.graphql("Developer", DEFINE, notes)).errors).toBeUndefined();
});

test("its Admins read, are told why, and change nothing", async () => {
  const tenant = await server.tenant();
  expect((await tenant.graphql("Admin", DEFINE, notes)).errors).toBeUndefined();
  const operator = await suspended(tenant, "unpaid since May");

  const read = await tenant.graphql("Admin", "{ tenant { slug status statusReason } members { nodes { id } } }");
  expect(read.errors).toBeUndefined();
  expect(read.data).toMatchObject({
    tenant: { slug: tenant.slug, status: "SUSPENDED", statusReason: "unpaid since May" },
  });
  expect((await tenant.rest("Admin", "GET", "/v1/collections/notes/records")).status).toBe(200);

  const change = await tenant.graphql("Admin", DEFINE, { i: { ...notes.i, name: "more" } });
  expect(change.errors?.[0]?.extensions).toMatchObject({ code: "TENANT_SUSPENDED", reason: "unpaid since May" });
  const post = await tenant.rest("Admin", "POST", "/v1/collections/notes/records", JSON.stringify({ data: {} }), {
    "content-type": "application/json",
  });
  expect([post.status, JSON.parse(post.text)]).toMatchObject([
    403,
    { code: "TENANT_SUSPENDED", reason: "unpaid since May" },
  ]);
  const upload = await tenant.rest("Admin", "POST", "/v1/collections/notes/imports", "a\n1\n", {
    "content-type": "text/csv",
  });
  expect(JSON.parse(upload.text)).toMatchObject({ code: "TENANT_SUSPENDED" });
  const socket = await subscribe(server.address, tenant.keys.Admin, CHANGES);
  await socket.heard(() => JSON.stringify(socket.messages).includes("TENANT_SUSPENDED"));
  expect(JSON.stringify(socket.messages)).toContain("unpaid since May");
  socket.close();
  expect((await tenant.graphql("Admin", EXPORT)).errors).toBeUndefined();
  await operator.resume();
});

/** The code with which one gateway refuses a key of the tenant; undefined when it does not. */
async function codeAt(address: string, { keys }: TestTenant, role: RoleName): Promise<string | undefined> {
  const answer = await fetch(`${address}/graphql`, {
    method: "POST",
    headers: { authorization: `Bearer ${keys[role]}`, "content-type": "application/json" },
    body: JSON.stringify({ query: "{ tenant { slug } }" }),
  });
  const { errors } = (await answer.json()) as { errors?: { extensions: { code: string } }[] };
  return errors?.[0]?.extensions.code;
}
