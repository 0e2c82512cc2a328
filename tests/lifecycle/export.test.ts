import { gunzipSync } from "node:zlib";
import { tryDecodeId } from "@bulkhead/kernel/id.ts";
import { exportedColumns, isExported, NOT_EXPORTED } from "@bulkhead/kernel/tenant-export-tables.ts";
import { readTenantTables, type TenantTable } from "@bulkhead/kernel/tenant-tables.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { operatorOf } from "../testkit/lifecycle.ts";
import { change } from "../testkit/oauth.ts";
import { openTestServer, type TestServer, type TestTenant } from "../testkit/server.ts";
import { readTar } from "../testkit/tar.ts";
import { until } from "../testkit/until.ts";

let server: TestServer;
let tenant: TestTenant;
let other: TestTenant;
let tables: TenantTable[];

const DEFINE = "mutation ($i: DefineCollectionInput!) { defineCollection(input: $i) { collection { id } } }";
const CREATE = "mutation ($i: CreateRecordInput!) { createRecord(input: $i) { record { id } } }";
const EXPORT =
  "mutation ($i: CreateTenantExportInput!) { createTenantExport(input: $i) { tenantExport { id status } } }";

beforeAll(async () => {
  server = await openTestServer();
  [tenant, other] = [await server.tenant(), await server.tenant()];
  for (const one of [tenant, other]) {
    const schema = { type: "object", properties: { n: { type: "integer", "x-indexed": true } } };
    await change(one, DEFINE, { name: "notes", schema });
    for (let n = 0; n < 30; n++) await change(one, CREATE, { collection: "notes", data: { n, of: one.slug } });
  }
  tables = await readTenantTables(server.databases.exporter);
}, 60_000);
afterAll(() => server.stop());

/** Asks for an export and waits for it; answers its id. */
async function exported(one: TestTenant, input: object = {}): Promise<string> {
  const { tenantExport } = await change<{ tenantExport: { id: string } }>(one, EXPORT, input);
  await finished(one, tenantExport.id);
  return tenantExport.id;
}

async function finished(one: TestTenant, id: string): Promise<void> {
  await until(async () => {
    const { status } = JSON.parse((await one.rest("Admin", "GET", `/v1/tenant-exports/${id}`)).text) as {
      status: string;
    };
    if (status === "FAILED") throw new Error("the export failed");
    return status === "SUCCEEDED";
  }, 30_000);
}

async function fetchBytes(one: TestTenant, id: string, headers: Record<string, string> = {}) {
  const answer = await fetch(`${server.address}/v1/tenant-exports/${id}/content`, {
    headers: { authorization: `Bearer ${one.keys.Admin}`, ...headers },
  });
  return { status: answer.status, headers: answer.headers, bytes: Buffer.from(await answer.arrayBuffer()) };
}

type Row = Record<string, unknown>;

/** The rows of an archive, by table. */
function rowsIn(archive: Buffer): Map<string, Row[]> {
  const found = new Map<string, Row[]>();
  for (const { name, content } of readTar(gunzipSync(archive))) {
    const [table = "", file] = name.split("/");
    if (file === undefined) continue;
    const lines = content.toString().split("\n").filter(Boolean);
    found.set(table, [...(found.get(table) ?? []), ...lines.map((line) => JSON.parse(line) as Row)]);
  }
  return found;
}

/** What the tables hold of a tenant, as their superuser sees them: the columns that an export may show. */
async function rowsOf(one: TestTenant, table: TenantTable): Promise<Row[]> {
  const list = exportedColumns(table).map(({ name }) => `"${name}"`);
  const { rows } = await server.databases.owner.pool.query<{ row: Row }>(
    `select row_to_json(o) as row from (select ${list} from ${table.sql} where tenant_id = $1) o`,
    [tryDecodeId("tenant", one.tenantId)],
  );
  return rows.map(({ row }) => row);
}

/** They grow while the export is written. */
const MOVING = ["platform.audit_event", "platform.job"];

const sorted = (rows: readonly Row[]) => rows.map((row) => JSON.stringify(row)).sort();

test("an export holds what the tables hold of the tenant, every row and every column that is no secret", async () => {
  const audited = await rowsOf(tenant, tables.find(({ name }) => name === "platform.audit_event") as TenantTable);
  const id = await exported(tenant);
  const { status, headers, bytes } = await fetchBytes(tenant, id);
  expect(status).toBe(200);
  expect(headers.get("content-type")).toBe("application/gzip");
  expect(headers.get("content-disposition")).toContain(`${id}.tar.gz`);

  const found = rowsIn(bytes);
  expect([...found.keys()].sort()).toEqual(
    tables
      .filter(isExported)
      .map(({ name }) => name)
      .sort(),
  );
  for (const table of tables.filter(isExported)) {
    if (MOVING.includes(table.name)) continue;
    expect({ table: table.name, rows: sorted(found.get(table.name) ?? []) }).toEqual({
      table: table.name,
      rows: sorted(await rowsOf(tenant, table)),
    });
  }
  expect(found.get("data.record")).toHaveLength(30);
  const events = new Map((found.get("platform.audit_event") ?? []).map((row) => [row.id, row]));
  for (const event of audited) {
    const facts = event.personal as Record<string, { value: string; salt: string }>;
    const personal = Object.fromEntries(Object.entries(facts).map(([name, { value }]) => [name, value]));
    expect(events.get(event.id)).toEqual({ ...event, personal });
  }
});

test("it holds nothing of another tenant, and no secret column", async () => {
  const { bytes } = await fetchBytes(tenant, await exported(tenant));
  const text = gunzipSync(bytes).toString();
  expect(text).not.toContain(other.slug);
  expect(text).not.toContain(tryDecodeId("tenant", other.tenantId));
  const secrets = tables.flatMap(({ columns }) => columns.filter(({ dataClass }) => dataClass === "SECRET"));
  expect(secrets.length).toBeGreaterThan(5);
  for (const [table, rows] of rowsIn(bytes)) {
    const allowed = exportedColumns(tables.find(({ name }) => name === table) as TenantTable).map(({ name }) => name);
    for (const row of rows) expect(Object.keys(row).sort()).toEqual(allowed.toSorted());
  }
  expect(text).not.toContain('"salt"');
});

test("its first file says what the others are, and its last how many rows there were", async () => {
  const { bytes } = await fetchBytes(tenant, await exported(tenant, { auditLog: false }));
  const files = readTar(gunzipSync(bytes));
  const manifest = JSON.parse(String(files[0]?.content)) as { tables: { name: string }[]; tenant: { slug: string } };
  const summary = JSON.parse(String(files.at(-1)?.content)) as { rows: Record<string, number> };
  expect([files[0]?.name, files.at(-1)?.name]).toEqual(["manifest.json", "summary.json"]);
  expect(manifest.tenant.slug).toBe(tenant.slug);
  expect(manifest.tables.map(({ name }) => name)).not.toContain("platform.audit_event");
  const found = rowsIn(bytes);
  expect(summary.rows).toEqual(Object.fromEntries([...found].map(([name, rows]) => [name, rows.length])));
});

describe("fetching", () => {
  test("a range is those bytes, and the pieces are the whole", async () => {
    const id = await exported(tenant);
    const whole = await fetchBytes(tenant, id);
    const length = whole.bytes.length;
    expect(Number(whole.headers.get("content-length"))).toBe(length);
    const pieces: Buffer[] = [];
    for (let from = 0; from < length; from += 1_000) {
      const { status, headers, bytes } = await fetchBytes(tenant, id, { range: `bytes=${from}-${from + 999}` });
      expect([status, headers.get("content-range")]).toEqual([
        206,
        `bytes ${from}-${Math.min(from + 999, length - 1)}/${length}`,
      ]);
      pieces.push(bytes);
    }
    expect(Buffer.concat(pieces).equals(whole.bytes)).toBe(true);
    const tail = await fetchBytes(tenant, id, { range: "bytes=-10" });
    expect(tail.bytes.equals(whole.bytes.subarray(-10))).toBe(true);
    const etag = whole.headers.get("etag") ?? "";
    expect((await fetchBytes(tenant, id, { range: "bytes=5-", "if-range": etag })).status).toBe(206);
    expect((await fetchBytes(tenant, id, { range: "bytes=5-", "if-range": '"another"' })).status).toBe(200);
    const beyond = await fetchBytes(tenant, id, { range: `bytes=${length}-` });
    expect([beyond.status, JSON.parse(String(beyond.bytes)).code]).toEqual([416, "RANGE_NOT_SATISFIABLE"]);
  });

  test("only whoever may read exports gets it, and another tenant the answer of one that does not exist", async () => {
    const id = await exported(tenant);
    const at = (one: TestTenant, role: "Admin" | "Developer", path = id) =>
      one.rest(role, "GET", `/v1/tenant-exports/${path}/content`);
    expect((await at(tenant, "Developer")).status).toBe(403);
    const [foreign, phantom] = [await at(other, "Admin"), await at(other, "Admin", "exp_01kb2j5w3zfz6v1m0m3m5g7q8r")];
    expect([foreign.status, phantom.status]).toEqual([404, 404]);
  });

  test("it is refused before it is done, and gone when its time is over", async () => {
    const id = await exported(tenant);
    await server.databases.owner.pool.query(
      "update tenancy.tenant_export set expires_at = now() - interval '1 second' where id = $1",
      [tryDecodeId("tenantExport", id)],
    );
    expect((await fetchBytes(tenant, id)).status).toBe(404);
    expect(JSON.parse((await tenant.rest("Admin", "GET", `/v1/tenant-exports/${id}`)).text).status).toBe("EXPIRED");
  });
});

test("an export is written and fetched while the tenant is suspended, by its Admins alone", async () => {
  const operator = operatorOf(server, other);
  await operator.suspend("the bill");
  await until(async () => (await other.rest("Viewer", "GET", "/v1/tenant")).status === 403);
  const id = await exported(other);
  expect(rowsIn((await fetchBytes(other, id)).bytes).get("data.record")).toHaveLength(30);
  await operator.resume();
});

test("every tenant-owned table is in an export or left out for a stated reason, and no other name is listed", () => {
  const names = tables.map(({ name }) => name);
  expect(Object.keys(NOT_EXPORTED).filter((name) => !names.includes(name))).toEqual([]);
  expect(tables.filter((table) => !isExported(table) && !Object.hasOwn(NOT_EXPORTED, table.name))).toEqual([]);
});
