import { INSTALLATION_ID } from "@bulkhead/kernel/installation.ts";
import { operatorRequest } from "@bulkhead/server/operator.ts";
import { changeTenantPlan } from "@bulkhead/tenancy/src/domain/change-tenant-plan.ts";
import { definePlan } from "@bulkhead/tenancy/src/domain/define-plan.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { importFinished } from "./testkit/isolation/build-world.ts";
import { newTenant } from "./testkit/isolation/server-harness.ts";
import { openTestServer, type TestServer, type TestTenant } from "./testkit/server.ts";
import { subscribe } from "./testkit/socket.ts";
import { until } from "./testkit/until.ts";

let server: TestServer;
beforeAll(async () => {
  server = await openTestServer();
}, 60_000);
afterAll(() => server.stop());

const tenancyOf = (tenantId: string) => server.platform.rooms.tenancy.subgraph.context(operatorRequest(tenantId));

let plans = 0;
/** A new tenant with a collection, on a plan of its own with these limits. */
async function tenantOn(limits: Record<string, number>): Promise<TestTenant & { plan: string }> {
  const plan = `plan-${++plans}`;
  await definePlan(tenancyOf(INSTALLATION_ID), { name: plan, description: "of a test", limits });
  const tenant = await newTenant(server);
  const schema = { type: "object", properties: { n: { type: "integer" }, text: { type: "string" } } };
  const DEFINE = "mutation ($i: DefineCollectionInput!) { defineCollection(input: $i) { collection { id } } }";
  await tenant.graphql("Admin", DEFINE, { i: { name: "notes", schema } });
  await changeTenantPlan(tenancyOf(tenant.tenantId), { plan });
  return { ...tenant, plan };
}

const CREATE = "mutation ($i: CreateRecordInput!) { createRecord(input: $i) { record { id } } }";
const UPDATE = "mutation ($i: UpdateRecordInput!) { updateRecord(input: $i) { record { id } } }";
const DELETE = "mutation ($i: DeleteRecordInput!) { deleteRecord(input: $i) { id } }";
const USAGE = "{ usage { plan quotas { quota used most percent } } }";

const add = (tenant: TestTenant, data: object = { n: 1 }) =>
  tenant.graphql("Admin", CREATE, { i: { collection: "notes", data } });
const codeOf = ({ errors }: { errors?: readonly { extensions?: { code?: string } }[] }) =>
  errors?.[0]?.extensions?.code ?? "ok";

async function usageOf(tenant: TestTenant, quota: string): Promise<{ used: number; percent: number | null }> {
  const { data, errors } = await tenant.graphql("Admin", USAGE);
  if (errors) throw new Error(JSON.stringify(errors));
  return (data as { usage: { quotas: { quota: string; used: number; percent: number | null }[] } }).usage.quotas.find(
    (one) => one.quota === quota,
  ) as { used: number; percent: number | null };
}

async function reached(tenant: TestTenant) {
  const { rows } = await server.databases.owner.pool.query<{ payload: { quota: string; percent: number } }>(
    "select payload from platform.outbox where tenant_id = $1 and type = 'quota.reached' order by outbox.xid, id",
    [tenant.tenantId],
  );
  return rows.map(({ payload }) => `${payload.quota} ${payload.percent}`);
}

describe("stored things", () => {
  test("of many who write at once exactly as many succeed as the plan allows, and none goes beyond", async () => {
    const tenant = await tenantOn({ records: 10 });
    const codes = (await Promise.all(Array.from({ length: 24 }, () => add(tenant)))).map(codeOf);
    expect(codes.filter((code) => code === "ok")).toHaveLength(10);
    expect(codes.filter((code) => code === "QUOTA_EXCEEDED")).toHaveLength(14);
    expect(await usageOf(tenant, "records")).toMatchObject({ used: 10, most: 10, percent: 100 });
    const { rows } = await server.databases.owner.pool.query("select from data.record where tenant_id = $1", [
      tenant.tenantId,
    ]);
    expect(rows).toHaveLength(10);
  });

  test("what is deleted makes room, and the tenant is told at 80 and at 100 percent, each time it gets there", async () => {
    const tenant = await tenantOn({ records: 5 });
    const made: string[] = [];
    for (let n = 0; n < 5; n++) {
      const { data } = await add(tenant);
      made.push((data as { createRecord: { record: { id: string } } }).createRecord.record.id);
    }
    expect(await reached(tenant)).toEqual(["records 80", "records 100"]);
    expect(codeOf(await add(tenant))).toBe("QUOTA_EXCEEDED");
    await tenant.graphql("Admin", DELETE, { i: { id: made[0] } });
    expect(codeOf(await add(tenant))).toBe("ok");
    expect(await reached(tenant)).toEqual(["records 80", "records 100", "records 100"]);
  });

  test("the refusal says what is used up and how much of it there is", async () => {
    const tenant = await tenantOn({ records: 0 });
    const { errors } = await add(tenant);
    expect(errors).toMatchObject([
      { message: expect.stringContaining("0 records are used up"), extensions: { quota: "records", most: 0 } },
    ]);
  });

  test("bytes count what is stored: they grow and shrink with it", async () => {
    const tenant = await tenantOn({ bytes: 1_000 });
    const { data } = await add(tenant, { text: "x".repeat(500) });
    const { id } = (data as { createRecord: { record: { id: string } } }).createRecord.record;
    const { used } = await usageOf(tenant, "bytes");
    expect(used).toBeGreaterThan(500);
    expect(
      codeOf(await tenant.graphql("Admin", UPDATE, { i: { id, version: 1, data: { text: "x".repeat(1_200) } } })),
    ).toBe("QUOTA_EXCEEDED");
    await tenant.graphql("Admin", UPDATE, { i: { id, version: 1, data: { text: "x" } } });
    expect((await usageOf(tenant, "bytes")).used).toBe(used - 499);
    await tenant.graphql("Admin", DELETE, { i: { id } });
    expect((await usageOf(tenant, "bytes")).used).toBe(0);
  });

  test("an import ends where the plan does, and says so", async () => {
    const tenant = await tenantOn({ records: 3 });
    const file = `n\r\n${Array.from({ length: 9 }, (_, n) => `${n}\r\n`).join("")}`;
    const accepted = await tenant.rest("Admin", "POST", "/v1/collections/notes/imports?mode=partial", file, {
      "content-type": "text/csv",
    });
    expect(accepted).toMatchObject({ status: 202 });
    await importFinished(server, tenant.tenantId);
    const { data } = await tenant.graphql(
      "Admin",
      "{ imports { nodes { status rowsStored failure { code message } } } }",
    );
    const [one] = (data as { imports: { nodes: { status: string; failure: { code: string } | null }[] } }).imports
      .nodes;
    expect(one).toMatchObject({ status: "FAILED", failure: { code: "IMPORT_OVER_QUOTA" } });
    expect((await usageOf(tenant, "records")).used).toBeLessThanOrEqual(3);
  });

  test("a member beyond the plan is refused", async () => {
    const tenant = await tenantOn({ members: 1 });
    const USER = 'mutation { createUser(input: { email: "two@quota.example", name: "Two" }) { user { id } } }';
    const { data } = await tenant.graphql("Admin", USER);
    const userId = (data as { createUser: { user: { id: string } } }).createUser.user.id;
    const ADD = "mutation ($i: AddMemberInput!) { addMember(input: $i) { member { id } } }";
    expect(codeOf(await tenant.graphql("Admin", ADD, { i: { userId, role: "Viewer" } }))).toBe("QUOTA_EXCEEDED");
  });
});

describe("requests", () => {
  test("are refused beyond the month's number, and counted by operation and key", async () => {
    const tenant = await tenantOn({ requests: 20 });
    const codes: string[] = [];
    for (let n = 0; n < 30; n++) codes.push(codeOf(await tenant.graphql("Viewer", "{ tenant { name } }")));
    const refused = codes.filter((code) => code === "QUOTA_EXCEEDED").length;
    expect(refused).toBeGreaterThanOrEqual(10);
    expect(codes.slice(0, 15)).toEqual(Array(15).fill("ok"));
  });

  test("are seen by day, by operation and by key; what was refused is not counted", async () => {
    const tenant = await newTenant(server);
    for (let n = 0; n < 7; n++) await tenant.graphql("Viewer", "{ tenant { name } }");
    await tenant.graphql("Viewer", "{ apiKeys { nodes { id } } }");
    const DAYS = "{ usageDays(first: 100) { nodes { day operation requests actor { id } } } }";
    await until(async () => {
      const { data } = await tenant.graphql("Admin", DAYS);
      const { nodes } = (data as { usageDays: { nodes: { operation: string; requests: number }[] } }).usageDays;
      return nodes.some(({ operation, requests }) => operation === "Query.tenant" && requests === 7);
    }, 20_000);
  });
});

describe("sockets", () => {
  test("beyond the plan are refused, and one that closes makes room", async () => {
    const tenant = await tenantOn({ sockets: 2 });
    const CHANGES = 'subscription { recordChanged(collection: "notes") { cursor } }';
    const open = () => subscribe(server.address, tenant.keys.Admin, CHANGES);
    const [one] = [await open(), await open()];
    const third = await open().then(
      (listening) => listening.ended(2_000),
      (error: Error) => error.message,
    );
    expect(third).toContain("QUOTA_EXCEEDED");
    one.close();
    await until(async () => {
      const again = await open().catch(() => undefined);
      const how = await again?.ended(300);
      again?.close();
      return how === "open";
    }, 15_000);
  });
});

test("a plan that is changed holds at once for every tenant on it", async () => {
  const tenant = await tenantOn({ records: 1 });
  await add(tenant);
  expect(codeOf(await add(tenant))).toBe("QUOTA_EXCEEDED");
  await definePlan(tenancyOf(INSTALLATION_ID), { name: tenant.plan, description: "larger", limits: { records: 2 } });
  expect(codeOf(await add(tenant))).toBe("ok");
});

test.each([
  ["a quota that there is not", { sandwiches: 1 }, "UNKNOWN_QUOTA"],
  ["a part of one", { records: 1.5 }, "OUT_OF_RANGE"],
  ["less than none", { records: -1 }, "OUT_OF_RANGE"],
  ["a text", { records: "many" }, "OUT_OF_RANGE"],
])("a plan with %s is refused", async (_what, limits, code) => {
  const defined = definePlan(tenancyOf(INSTALLATION_ID), { name: "bad", description: "x", limits });
  await expect(defined).rejects.toMatchObject({ code: "BAD_USER_INPUT", fields: [{ code }] });
});
