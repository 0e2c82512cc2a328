import { INSTALLATION_ID } from "@bulkhead/kernel/installation.ts";
import { operatorRequest } from "@bulkhead/server/operator.ts";
import { changeTenantPlan } from "@bulkhead/tenancy/src/domain/change-tenant-plan.ts";
import { definePlan } from "@bulkhead/tenancy/src/domain/define-plan.ts";
import { newTenant } from "./isolation/server-harness.ts";
import type { TestServer, TestTenant } from "./server.ts";
import { until } from "./until.ts";

export interface TenantOnPlan extends TestTenant {
  plan: string;
}

export const tenancyOf = (server: TestServer, tenantId: string) =>
  server.platform.rooms.tenancy.subgraph.context(operatorRequest(tenantId));

let plans = 0;
/** A new tenant with a collection, on a plan of its own with these limits. */
export async function tenantOnPlan(server: TestServer, limits: Record<string, number>): Promise<TenantOnPlan> {
  const plan = `plan-${++plans}`;
  await definePlan(tenancyOf(server, INSTALLATION_ID), { name: plan, description: "of a test", limits });
  const tenant = await newTenant(server);
  const schema = { type: "object", properties: { n: { type: "integer" }, text: { type: "string" } } };
  const DEFINE = "mutation ($i: DefineCollectionInput!) { defineCollection(input: $i) { collection { id } } }";
  await tenant.graphql("Admin", DEFINE, { i: { name: "notes", schema } });
  await changeTenantPlan(tenancyOf(server, tenant.tenantId), { plan });
  // The gateway hears of it within a second; where it must hold from the first request, wait until it does.
  await until(async () => {
    const known: Record<string, number | undefined> = await server.platform.limitsOf(tenant.tenantId);
    return Object.entries(limits).every(([quota, most]) => known[quota] === most);
  });
  return { ...tenant, plan };
}

const CREATE = "mutation ($i: CreateRecordInput!) { createRecord(input: $i) { record { id } } }";
export const UPDATE = "mutation ($i: UpdateRecordInput!) { updateRecord(input: $i) { record { id } } }";
export const DELETE = "mutation ($i: DeleteRecordInput!) { deleteRecord(input: $i) { id } }";
const USAGE = "{ usage { plan quotas { quota used most percent } } }";

export const add = (tenant: TestTenant, data: object = { n: 1 }) =>
  tenant.graphql("Admin", CREATE, { i: { collection: "notes", data } });
export const codeOf = ({ errors }: { errors?: readonly { extensions?: { code?: string } }[] }) =>
  errors?.[0]?.extensions?.code ?? "ok";

export async function usageOf(tenant: TestTenant, quota: string): Promise<{ used: number; percent: number | null }> {
  const { data, errors } = await tenant.graphql("Admin", USAGE);
  if (errors) throw new Error(JSON.stringify(errors));
  return (data as { usage: { quotas: { quota: string; used: number; percent: number | null }[] } }).usage.quotas.find(
    (one) => one.quota === quota,
  ) as { used: number; percent: number | null };
}

export async function reached(server: TestServer, tenant: TestTenant): Promise<string[]> {
  const { rows } = await server.databases.owner.pool.query<{ payload: { quota: string; percent: number } }>(
    "select payload from platform.outbox where tenant_id = $1 and type = 'quota.reached' order by outbox.xid, id",
    [tenant.tenantId],
  );
  return rows.map(({ payload }) => `${payload.quota} ${payload.percent}`);
}
