import { createHash } from "node:crypto";
import { createConnection, type Socket } from "node:net";
import { decodeId } from "@bulkhead/kernel/id.ts";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { openTestServer, type TestServer, type TestTenant } from "../../tests/testkit/server.ts";
import { until } from "../../tests/testkit/until.ts";

let server: TestServer;
let tenant: TestTenant;
/** Its uuid. */
let tenantId: string;

const PATH = "/v1/collections/weather/imports";
const FILE = "date,rain\n2026-03-01,1\n";
const SCHEMA = { type: "object", properties: { date: { type: "string" }, rain: { type: "number" } } };

beforeAll(async () => {
  server = await openTestServer();
}, 60_000);
afterAll(() => server.stop());

beforeEach(async () => {
  tenant = await server.tenant();
  tenantId = decodeId("tenant", tenant.tenantId, "tenant");
  const define = "mutation ($i: DefineCollectionInput!) { defineCollection(input: $i) { collection { id } } }";
  const { errors } = await tenant.graphql("Admin", define, { i: { name: "weather", schema: SCHEMA } });
  if (errors) throw new Error(JSON.stringify(errors));
});

function digest(algorithm: string, content: string): string {
  return `:${createHash(algorithm).update(content).digest("base64")}:`;
}

async function upload(contentDigest: string) {
  const headers = { "content-type": "text/csv", "content-digest": contentDigest };
  const { status, text } = await tenant.rest("Developer", "POST", PATH, FILE, headers);
  return { status, body: JSON.parse(text) as Record<string, unknown> };
}

async function blobs(): Promise<{ finished: boolean; hours: number | null }[]> {
  const text = `select bytes is not null as finished, (extract(epoch from expires_at - now()) / 3600)::float8 as hours
                from platform.blob where tenant_id = $1`;
  return (await server.databases.owner.pool.query(text, [tenantId])).rows;
}

test.each([
  ["the right digest", () => `sha-256=${digest("sha256", FILE)}`],
  ["the right digest among others", () => `sha-512=${digest("sha512", "x")}, sha-256=${digest("sha256", FILE)};a=1`],
  ["only digests of other algorithms", () => `sha-512=${digest("sha512", "x")},md5=${digest("md5", "x")}`],
])("an upload with %s is accepted", async (_what, contentDigest) => {
  expect((await upload(contentDigest())).status).toBe(202);
});

test.each([
  ["another file's digest", () => `sha-256=${digest("sha256", "x")}`],
  ["another file's digest among others", () => `sha-512=${digest("sha512", FILE)},sha-256=${digest("sha256", "x")}`],
])("an upload with %s is refused, and nothing of it is stored", async (_what, contentDigest) => {
  const { status, body } = await upload(contentDigest());
  expect({ status, code: body.code }).toEqual({ status: 422, code: "DIGEST_MISMATCH" });
  expect(await blobs()).toEqual([]);
});

test.each([
  ["no value", "sha-256"],
  ["hexadecimal", `sha-256=${createHash("sha256").update(FILE).digest("hex")}`],
  ["too few bytes", "sha-256=:AAAA:"],
  ["no bytes", "sha-256=::"],
  ["no dictionary", "::::"],
  ["an empty member", `sha-256=${digest("sha256", FILE)},`],
])("a Content-Digest with %s is refused by its name", async (_what, contentDigest) => {
  const { status, body } = await upload(contentDigest);
  expect(status).toBe(400);
  expect(body).toMatchObject({ code: "BAD_USER_INPUT", errors: [{ code: "INVALID_HEADER" }] });
  expect(await blobs()).toEqual([]);
});

/** The answer to a request whose body never ends. */
async function answerTo(
  query: string,
  length: string,
  { key = tenant.keys.Developer, body = "" } = {},
): Promise<string> {
  const { hostname, port } = new URL(server.address);
  const socket = createConnection(Number(port), hostname);
  const head = [
    `POST ${PATH}${query} HTTP/1.1`,
    "Host: x",
    `Authorization: Bearer ${key}`,
    "Content-Type: text/csv",
    length,
  ];
  socket.write(`${head.join("\r\n")}\r\n\r\n${body}`);
  let answer = "";
  for await (const piece of socket) {
    answer += piece;
    if (answer.includes("}")) break;
  }
  return answer;
}

test.each([
  ["?action=upsert", 400, "KEY_REQUIRED"],
  ["?action=replace&key=rain", 400, "KEY_NOT_UNIQUE"],
  ["?profile=nothing", 404, "UNKNOWN_NAME"],
  ["?items=/a", 400, "WITH_TREE"],
])("%s is refused before a byte of the file is read", async (query, status, code) => {
  const answer = await answerTo(query, "Content-Length: 1000000000");
  expect(answer).toContain(`HTTP/1.1 ${status}`);
  expect(answer).toContain(`"code":"${code}"`);
  expect(await blobs()).toEqual([]);
});

test("so is a file that the plan has no room for", async () => {
  const { pool } = server.databases.owner;
  await pool.query("insert into platform.plan_limit (plan, quota, most) values ('tight', 'bytes', 5000)");
  await pool.query(
    "insert into platform.tenant_plan (tenant_id, plan) values ($1, 'tight') on conflict (tenant_id) do update set plan = 'tight'",
    [tenantId],
  );
  expect(await answerTo("", "Content-Length: 100000")).toContain('"code":"QUOTA_EXCEEDED"');
  expect(await blobs()).toEqual([]);
  // One that does not say how long it is ends where the plan does.
  const chunk = `3e8\r\n${"x".repeat(1_000)}\r\n`;
  expect(await answerTo("", "Transfer-Encoding: chunked", { body: chunk.repeat(8) })).toContain(
    '"code":"QUOTA_EXCEEDED"',
  );
  expect(await blobs()).toEqual([]);
});

test("and what the caller may not do, which is noted as any denial", async () => {
  const role = { name: "Importer", description: "imports", permissions: ["import:create", "import:read"] };
  const create = "mutation ($i: CreateRoleInput!) { createRole(input: $i) { role { id } } }";
  expect((await tenant.graphql("Admin", create, { i: role })).errors).toBeUndefined();
  const make = "mutation ($i: CreateApiKeyInput!) { createApiKey(input: $i) { key } }";
  const { data } = await tenant.graphql("Admin", make, { i: { name: "importer", role: "Importer" } });
  const { key } = (data as { createApiKey: { key: string } }).createApiKey;
  let answer = "";
  // A key that was just made is not known everywhere at once.
  await until(async () => {
    answer = await answerTo("?action=upsert&key=date", "Content-Length: 1000000", { key });
    return !answer.includes("HTTP/1.1 401");
  });
  expect(answer).toContain("HTTP/1.1 403");
  const noted = "select body from platform.audit_event where tenant_id = $1 and action = 'operation.deny'";
  await until(async () => (await server.databases.owner.pool.query(noted, [tenantId])).rowCount === 1);
});

/** Sends the head and half of the file; the other half when asked. */
async function slowUpload(): Promise<{ socket: Socket; finish(): void }> {
  const { hostname, port } = new URL(server.address);
  const socket = createConnection(Number(port), hostname);
  const head = [
    `POST ${PATH} HTTP/1.1`,
    "Host: x",
    `Authorization: Bearer ${tenant.keys.Developer}`,
    "Content-Type: text/csv",
    `Content-Length: ${FILE.length}`,
    "Connection: close",
  ];
  socket.write(`${head.join("\r\n")}\r\n\r\n${FILE.slice(0, 12)}`);
  await until(async () => (await blobs()).length === 1);
  return { socket, finish: () => void socket.write(FILE.slice(12)) };
}

test("an upload that no import took into use expires within a day", async () => {
  const { socket, finish } = await slowUpload();
  const [writing] = await blobs();
  expect(writing).toEqual({ finished: false, hours: expect.closeTo(0.25, 1) });
  // What may go wrong between the last byte and the import, and is no refusal: nobody knows then whether there is one.
  await server.databases.owner.pool.query("revoke insert on data.import from bulkhead_data");
  finish();
  let answer = "";
  for await (const piece of socket) answer += piece;
  expect(answer).toContain("HTTP/1.1 500");
  expect(await blobs()).toEqual([{ finished: true, hours: expect.closeTo(24, 0) }]);
});
