import { tryDecodeId } from "@bulkhead/kernel/id.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openStream } from "../testkit/event-stream.ts";
import { importFinished } from "../testkit/isolation/build-world.ts";
import { newTenant } from "../testkit/isolation/server-harness.ts";
import { openTestServer, type TestServer, type TestTenant } from "../testkit/server.ts";

let server: TestServer;
let tenant: TestTenant;
beforeAll(async () => {
  server = await openTestServer();
  tenant = await newTenant(server);
  const schema = { type: "object", additionalProperties: false, properties: { n: { type: "integer" } } };
  const DEFINE = "mutation ($i: DefineCollectionInput!) { defineCollection(input: $i) { collection { id } } }";
  await tenant.graphql("Admin", DEFINE, { i: { name: "numbers", schema } });
}, 60_000);
afterAll(() => server.stop());

/** An import of so many rows, all of which are wrong. */
async function rejected(rows: number, value: (row: number) => string): Promise<string> {
  const file = `n\n${Array.from({ length: rows }, (_, at) => `${value(at + 1)}\n`).join("")}`;
  const answer = await tenant.rest("Developer", "POST", "/v1/collections/numbers/imports?mode=partial", file, {
    "content-type": "text/csv",
  });
  await importFinished(server, tenant.tenantId);
  return JSON.parse(answer.text).id;
}

const report = (id: string, query = "", key = tenant.keys.Developer) =>
  fetch(`${server.address}/v1/imports/${id}/report${query}`, { headers: { authorization: `Bearer ${key}` } });

test("every rejected row is in the report, beyond any page, as NDJSON and as CSV that no spreadsheet runs", async () => {
  const id = await rejected(1_201, (row) => (row === 1_000 ? "=1+1a" : "xy"));
  const ndjson = await report(id);
  expect(ndjson.headers.get("content-type")).toBe("application/x-ndjson");
  expect(ndjson.headers.get("content-disposition")).toBe(`attachment; filename="numbers-${id}-rejected.ndjson"`);
  const lines = (await ndjson.text()).trimEnd().split("\n");
  const rows = lines.map((line) => JSON.parse(line));
  expect(rows.map(({ row }) => row)).toEqual(Array.from({ length: 1_201 }, (_, at) => at + 1));
  expect(Object.keys(rows[0])).toEqual(["row", "line", "column", "path", "field", "code", "message", "value"]);
  expect(rows[0]).toMatchObject({ line: 2, column: "n", path: null, field: "/n", code: "VALUE_TYPE", value: "**" });

  const csv = await report(id, "?format=csv");
  expect(csv.headers.get("content-type")).toBe("text/csv; charset=utf-8; header=present");
  expect(csv.headers.get("content-disposition")).toBe(`attachment; filename="numbers-${id}-rejected.csv"`);
  const table = (await csv.text()).split("\r\n");
  expect(table[0]).toBe("row,line,column,path,field,code,message,value");
  expect(table).toHaveLength(1_203);
  expect(table[1_000]).toMatch(/^1000,1001,n,,\/n,VALUE_TYPE,.*,'=\*\*\*a$/);
});

test("what is no format, no import, or another tenant's is refused before a byte of it", async () => {
  const id = await rejected(1, () => "x");
  const other = await server.tenant();
  const refused = async (answer: Response) => [answer.status, ((await answer.json()) as { code: string }).code];
  expect(await refused(await report(id, "?format=xml"))).toEqual([400, "BAD_USER_INPUT"]);
  expect(await refused(await report(id, "", other.keys.Admin))).toEqual([404, "NOT_FOUND"]);
});

test("it ends where the key is revoked that fetches it", async () => {
  const id = await rejected(1, () => "x");
  // More than what lies between two ends of a connection.
  await server.databases.owner.pool.query(
    `insert into data.import_rejection (tenant_id, import_id, row, line, code, message, value)
     select $1, $2, n, n, 'VALUE_TYPE', repeat('m', 500), null from generate_series(2, 40000) n`,
    [tenant.tenantId, tryDecodeId("import", id)],
  );
  const MAKE = "mutation ($i: CreateApiKeyInput!) { createApiKey(input: $i) { key apiKey { id } } }";
  const { data } = await tenant.graphql("Admin", MAKE, { i: { name: "soon gone", role: "Developer" } });
  const { key, apiKey } = (data as { createApiKey: { key: string; apiKey: { id: string } } }).createApiKey;
  const reader = (await report(id, "", key)).body?.getReader();
  await reader?.read();
  const REVOKE = "mutation ($i: RevokeApiKeyInput!) { revokeApiKey(input: $i) { apiKey { id } } }";
  await tenant.graphql("Admin", REVOKE, { i: { id: apiKey.id } });
  const rest = async () => {
    while (!(await reader?.read())?.done);
  };
  await expect(rest()).rejects.toThrow();
});

test("its events are the import as it is by then, and end with it", async () => {
  const id = await rejected(2, () => "x");
  const stream = await openStream(`${server.address}/v1/imports/${id}/events`, {
    headers: { authorization: `Bearer ${tenant.keys.Viewer}` },
  });
  const [event] = await stream.take(1);
  expect(JSON.parse(event?.data ?? "")).toMatchObject({ id, status: "SUCCEEDED", progress: 1, rows_rejected: 2 });
  expect(await stream.ended(3_000)).toBe(true);
  const none = await openStream(`${server.address}/v1/imports/${id}x/events`, {
    headers: { authorization: `Bearer ${tenant.keys.Viewer}` },
  });
  expect([none.status, JSON.parse(none.text).code]).toEqual([400, "BAD_USER_INPUT"]);
});
