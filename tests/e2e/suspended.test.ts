import { tryDecodeId } from "@bulkhead/kernel/id.ts";
import { operatorRequest } from "@bulkhead/server/operator.ts";
import { resumeTenant } from "@bulkhead/tenancy/src/domain/resume-tenant.ts";
import { suspendTenant } from "@bulkhead/tenancy/src/domain/suspend-tenant.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestServer, type TestServer, type TestTenant } from "../testkit/server.ts";
import { until } from "../testkit/until.ts";

let server: TestServer;
beforeAll(async () => {
  server = await openTestServer();
}, 60_000);
afterAll(() => server.stop());

test("a suspended tenant is refused at once on every transport, each refusal is audited, and resuming undoes it", async () => {
  const tenant = await server.tenant();
  const bystander = await server.tenant();
  const tenantId = tryDecodeId("tenant", tenant.tenantId) ?? "";
  const operator = server.platform.rooms.tenancy.subgraph.context(operatorRequest(tenantId));
  await suspendTenant(operator, { reason: "unpaid" });

  const begun = performance.now();
  for (const address of server.addresses)
    await until(async () => (await codeAt(address, tenant)) === "TENANT_SUSPENDED");
  expect(performance.now() - begun).toBeLessThan(1_500);
  const rest = await tenant.rest("Viewer", "GET", "/v1/collections/any/records");
  expect(rest.status).toBe(403);
  expect(JSON.parse(rest.text)).toMatchObject({ code: "TENANT_SUSPENDED" });
  expect((await bystander.graphql("Admin", "{ tenant { slug } }")).errors).toBeUndefined();

  const denied = () =>
    server.databases.owner.pool.query(
      "select actor_id from platform.audit_event where tenant_id = $1 and action = 'operation.deny' and outcome = 'DENIED'",
      [tenantId],
    );
  const refusals = server.addresses.length + 1;
  await until(async () => ((await denied()).rowCount ?? 0) >= refusals);
  const { rows } = await denied();
  expect(rows.every((row) => row.actor_id.startsWith("key_"))).toBe(true);

  await resumeTenant(operator);
  for (const address of server.addresses) await until(async () => (await codeAt(address, tenant)) === undefined);
  expect((await tenant.graphql("Admin", "{ tenant { slug status } }")).data).toEqual({
    tenant: { slug: tenant.slug, status: "ACTIVE" },
  });
});

/** The code with which one gateway refuses the tenant's Admin; undefined when it does not. */
async function codeAt(address: string, { keys }: TestTenant): Promise<string | undefined> {
  const answer = await fetch(`${address}/graphql`, {
    method: "POST",
    headers: { authorization: `Bearer ${keys.Admin}`, "content-type": "application/json" },
    body: JSON.stringify({ query: "{ tenant { slug } }" }),
  });
  const { errors } = (await answer.json()) as { errors?: { extensions: { code: string } }[] };
  return errors?.[0]?.extensions.code;
}
