import { tryDecodeId } from "@bulkhead/kernel/id.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { operatorOf } from "./testkit/lifecycle.ts";
import { openTestServer, type RoleName, type TestServer, type TestTenant } from "./testkit/server.ts";
import { until } from "./testkit/until.ts";

/** What was asked for with a key ends once the tenant's settings have ended the key. */
let server: TestServer;
beforeAll(async () => {
  // Its worker begins when a test says so: what was asked for waits until then.
  server = await openTestServer({ BULKHEAD_ROLES: "gateway,identity,tenancy,data,audit" });
}, 60_000);
afterAll(() => server?.stop());

const DEFINE = "mutation ($i: DefineCollectionInput!) { defineCollection(input: $i) { collection { id } } }";
const CREATE = "mutation ($i: CreateRecordInput!) { createRecord(input: $i) { record { id } } }";
const UPDATE = "mutation ($i: UpdateRecordsInput!) { updateRecords(input: $i) { bulkChange { id } } }";
const BULK = "query ($id: ID!) { bulkChange(id: $id) { status recordsChanged failure { code } } }";
const EXPORT = "query ($id: ID!) { export(id: $id) { status recordsWritten failure { code } } }";
const IMPORT = "query ($id: ID!) { import(id: $id) { status rowsStored failure { code } } }";

async function newTenant(): Promise<TestTenant> {
  const tenant = await server.tenant();
  const schema = { type: "object", properties: { title: { type: "string" } } };
  await tenant.graphql("Admin", DEFINE, { i: { name: "notes", schema } });
  const { errors } = await tenant.graphql("Admin", CREATE, { i: { collection: "notes", data: { title: "old" } } });
  expect(errors).toBeUndefined();
  return tenant;
}

async function accepted(answer: Promise<{ status: number; text: string }>): Promise<string> {
  const { status, text } = await answer;
  expect([status, text]).toEqual([202, text]);
  return (JSON.parse(text) as { id: string }).id;
}

/** One of each kind, none of which begins. */
async function askFor(tenant: TestTenant, role: RoleName) {
  const into = "/v1/collections/notes";
  const csv = { "content-type": "text/csv" };
  const json = { "content-type": "application/json" };
  const file = await accepted(tenant.rest(role, "POST", `${into}/exports`, '{"format":"CSV"}', json));
  const rows = await accepted(tenant.rest(role, "POST", `${into}/imports?mode=partial`, "title\nnew\n", csv));
  const change = { collection: "notes", all: true, set: { title: "changed" } };
  const { data, errors } = await tenant.graphql(role, UPDATE, { i: change });
  expect(errors).toBeUndefined();
  return {
    file,
    rows,
    change: (data as { updateRecords: { bulkChange: { id: string } } }).updateRecords.bulkChange.id,
  };
}

type Asked = Awaited<ReturnType<typeof askFor>>;

/** How each has ended, as anybody may read who has a key. */
async function endsOf(tenant: TestTenant, { file, rows, change }: Asked) {
  const ask = async (query: string, id: string) => (await tenant.graphql("Viewer", query, { id })).data;
  return Object.assign({}, await ask(EXPORT, file), await ask(IMPORT, rows), await ask(BULK, change));
}

const REFUSED = {
  export: { status: "FAILED", recordsWritten: 0, failure: { code: "EXPORT_REFUSED" } },
  import: { status: "FAILED", rowsStored: 0, failure: { code: "IMPORT_REFUSED" } },
  bulkChange: { status: "FAILED", recordsChanged: 0, failure: { code: "BULK_REFUSED" } },
};
const DONE = {
  export: { status: "SUCCEEDED", failure: null },
  import: { status: "SUCCEEDED", rowsStored: 1, failure: null },
  bulkChange: { status: "SUCCEEDED", failure: null },
};

const sql = async (text: string, values: unknown[]) => (await server.databases.owner.pool.query(text, values)).rows;

test("an export, an import and a change of many records, by a key that is too old now or in a tenant without keys by now", async () => {
  const [without, aged] = [await newTenant(), await newTenant()];
  const asked = await askFor(without, "Developer");
  const [older, younger] = [await askFor(aged, "Developer"), await askFor(aged, "Admin")];
  await sql("update identity.api_key set created_at = now() - interval '8 days' where tenant_id = $1 and role = $2", [
    ...[tryDecodeId("tenant", aged.tenantId), "Developer"],
  ]);
  await operatorOf(server, aged).set({ security: { apiKeyDays: 7 } });
  const operator = operatorOf(server, without);
  await operator.set({ security: { apiKeys: false } });

  await server.platform.work();
  const open = async () => {
    const tenants = [without, aged].map(({ tenantId }) => tryDecodeId("tenant", tenantId));
    const states = ["QUEUED", "RUNNING"];
    return sql("select kind from platform.job where tenant_id = any($1) and state = any($2)", [tenants, states]);
  };
  await until(async () => (await open()).length === 0, 60_000);
  await operator.set({ security: { apiKeys: true } });
  await until(async () => (await without.graphql("Viewer", "{ me { roles } }")).errors === undefined);
  expect(await endsOf(without, asked)).toMatchObject(REFUSED);
  expect(await endsOf(aged, older)).toMatchObject(REFUSED);
  expect(await endsOf(aged, younger)).toMatchObject(DONE);
  const list = '{ records(collection: "notes") { nodes { data } } }';
  expect((await without.graphql("Viewer", list)).data).toEqual({ records: { nodes: [{ data: { title: "old" } }] } });
}, 90_000);
