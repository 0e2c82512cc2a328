import { tryDecodeId } from "@bulkhead/kernel/id.ts";
import { operatorRequest } from "@bulkhead/server/operator.ts";
import { resumeTenant } from "@bulkhead/tenancy/src/domain/resume-tenant.ts";
import { suspendTenant } from "@bulkhead/tenancy/src/domain/suspend-tenant.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestServer, type TestServer } from "./testkit/server.ts";

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

  const { errors } = await tenant.graphql("Admin", "{ tenant { slug } }");
  expect(errors?.[0]?.extensions.code).toBe("TENANT_SUSPENDED");
  const rest = await tenant.rest("Viewer", "GET", "/v1/collections/any/records");
  expect(rest.status).toBe(403);
  expect(JSON.parse(rest.text)).toMatchObject({ code: "TENANT_SUSPENDED" });
  expect((await bystander.graphql("Admin", "{ tenant { slug } }")).errors).toBeUndefined();

  await server.platform.rooms.audit.denials.flush();
  const { rows } = await server.databases.owner.pool.query(
    "select actor_id from platform.audit_event where tenant_id = $1 and action = 'operation.deny' and outcome = 'DENIED'",
    [tenantId],
  );
  expect(rows).toHaveLength(2);
  expect(rows.every((row) => row.actor_id.startsWith("key_"))).toBe(true);

  await resumeTenant(operator);
  expect((await tenant.graphql("Admin", "{ tenant { slug status } }")).data).toEqual({
    tenant: { slug: tenant.slug, status: "ACTIVE" },
  });
});
