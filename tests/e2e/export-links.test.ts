import { hash } from "node:crypto";
import { tryDecodeId } from "@bulkhead/kernel/id.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { operatorOf } from "../testkit/lifecycle.ts";
import { openTestServer, type TestServer, type TestTenant } from "../testkit/server.ts";
import { until } from "../testkit/until.ts";

let server: TestServer;
let tenant: TestTenant;
let id: string;
let content: string;

const json = { "content-type": "application/json" };
const DEFINE = "mutation ($i: DefineCollectionInput!) { defineCollection(input: $i) { collection { id } } }";
const CREATE_ROLE = "mutation ($i: CreateRoleInput!) { createRole(input: $i) { role { version } } }";
const UPDATE_ROLE = "mutation ($i: UpdateRoleInput!) { updateRole(input: $i) { role { version } } }";
const CREATE_KEY = "mutation ($i: CreateApiKeyInput!) { createApiKey(input: $i) { apiKey { id } key } }";
const CREATE = "mutation ($i: CreateRecordInput!) { createRecord(input: $i) { record { id } } }";

beforeAll(async () => {
  server = await openTestServer();
  tenant = await server.tenant();
  const schema = { type: "object", properties: { title: { type: "string" } } };
  await tenant.graphql("Admin", DEFINE, { i: { name: "notes", schema } });
  for (const title of ["one", "two"])
    await until(async () => {
      const { errors } = await tenant.graphql("Admin", CREATE, { i: { collection: "notes", data: { title } } });
      return errors === undefined;
    });
  const asked = await tenant.rest("Developer", "POST", "/v1/collections/notes/exports", '{"format":"NDJSON"}', json);
  ({ id } = JSON.parse(asked.text) as { id: string });
  await until(async () => (await statusOf(id)) === "SUCCEEDED", 20_000);
  content = (await tenant.rest("Developer", "GET", `/v1/exports/${id}/content`)).text;
}, 90_000);
afterAll(() => server.stop());

async function statusOf(which: string): Promise<string> {
  return (JSON.parse((await tenant.rest("Viewer", "GET", `/v1/exports/${which}`)).text) as { status: string }).status;
}

/** A finished export of a collection, with a file that nobody has in one go. */
async function largeExport(collection: string): Promise<string> {
  const path = `/v1/collections/${collection}/exports`;
  const asked = await tenant.rest("Developer", "POST", path, '{"format":"NDJSON"}', json);
  const { id: large } = JSON.parse(asked.text) as { id: string };
  await until(async () => (await statusOf(large)) === "SUCCEEDED", 20_000);
  // More than what lies between a server and a reader who does not read, as if so many records had been there.
  const tenantId = tryDecodeId("tenant", tenant.tenantId) ?? "";
  const bytes = async function* () {
    for (let at = 0; at < 20; at++) yield Buffer.alloc(1 << 20, "x");
  };
  const blob = await server.platform.blobs.gateway.put(tenantId, bytes(), { maxBytes: 1 << 30 });
  await server.databases.owner.pool.query("insert into data.export_part values ($1, $2, 99, $3, $4, $5)", [
    ...[tenantId, tryDecodeId("export", large), blob.id, blob.bytes, blob.sha256],
  ]);
  return large;
}

/** Path and query of a new link, whose origin is the installation's. */
async function newLink(key = tenant.keys.Developer, to = id): Promise<string> {
  const made = await server.rest(key, "POST", `/v1/exports/${to}/links`, '{"expires_in":600}', json);
  expect([made.status, made.text]).toEqual([201, made.text]);
  const url = new URL((JSON.parse(made.text) as { url: string }).url);
  expect(url.origin).toBe(server.publicOrigin);
  return url.pathname + url.search;
}

async function newKey(name: string, role: string) {
  const { data } = await tenant.graphql("Admin", CREATE_KEY, { i: { name, role } });
  return (data as { createApiKey: { apiKey: { id: string }; key: string } }).createApiKey;
}

/** What nobody is told of: an answer without what is its own. */
async function answerOf(path: string, headers: Record<string, string> = {}) {
  const { status, text } = await server.rest(null, "GET", path, undefined, headers);
  const { request_id, instance, ...problem } = JSON.parse(text) as Record<string, unknown>;
  expect([typeof request_id, String(instance).includes("signature")]).toEqual(["string", false]);
  return { status, problem };
}

test("exports are listed over REST, newest first and a page at a time", async () => {
  const { status, text } = await tenant.rest("Viewer", "GET", "/v1/exports?first=1");
  expect([status, JSON.parse(text)]).toMatchObject([200, { data: [{ id, status: "SUCCEEDED", collection: "notes" }] }]);
});

test("a link gives the file, or a range of it, to whoever has it, with its digest", async () => {
  const link = await newLink();
  const whole = await server.rest(null, "GET", link);
  expect([whole.status, whole.text]).toEqual([200, content]);
  expect(
    content
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line)),
  ).toEqual([{ title: "one" }, { title: "two" }]);
  const digest = `sha-256=:${hash("sha256", content, "base64")}:`;
  expect(Object.fromEntries(whole.headers)).toMatchObject({
    "content-type": "application/x-ndjson",
    "content-disposition": `attachment; filename="notes-${id}.ndjson"`,
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "repr-digest": digest,
  });
  const part = await server.rest(null, "GET", link, undefined, { range: "bytes=3-", "if-range": `"${id}"` });
  expect([part.status, part.text, part.headers.get("repr-digest")]).toEqual([206, content.slice(3), digest]);
  const other = await server.rest(null, "GET", link, undefined, { range: "bytes=3-", "if-range": '"another"' });
  expect([other.status, other.text]).toEqual([200, content]);
  const beyond = await server.rest(null, "GET", link, undefined, { range: "bytes=9999-" });
  expect([beyond.status, beyond.headers.get("content-range")]).toEqual([416, `bytes */${content.length}`]);
  const head = await server.rest(null, "HEAD", link);
  expect([head.status, head.text, head.headers.get("content-length")]).toEqual([200, "", String(content.length)]);
  expect([head.headers.get("repr-digest"), head.headers.get("etag")]).toEqual([digest, `"${id}"`]);
});

test("whoever may read the records fetches it with their credential too, or its headers, or goes on with it", async () => {
  const path = `/v1/exports/${id}/content`;
  const whole = await tenant.rest("Viewer", "GET", path);
  const digest = `sha-256=:${hash("sha256", content, "base64")}:`;
  expect([whole.status, whole.text, whole.headers.get("repr-digest")]).toEqual([200, content, digest]);
  const part = await tenant.rest("Viewer", "GET", path, undefined, {
    range: "bytes=5-8",
    "if-range": whole.headers.get("etag") ?? "",
  });
  expect([part.status, part.text, part.headers.get("repr-digest")]).toEqual([206, content.slice(5, 9), digest]);
  const head = await tenant.rest("Viewer", "HEAD", path);
  expect([head.status, head.text, head.headers.get("content-length")]).toEqual([200, "", String(content.length)]);
  expect((await server.rest(null, "HEAD", path)).status).toBe(401);
  const stranger = await server.tenant();
  expect((await stranger.rest("Admin", "HEAD", path)).status).toBe(404);
  expect((await stranger.rest("Admin", "GET", path)).status).toBe(404);
});

test("a download with a credential breaks off once its role no longer reaches the collection", async () => {
  await tenant.graphql("Admin", DEFINE, { i: { name: "large", schema: { type: "object" } } });
  const permissions = ["record:read", "export:read"];
  const role = { name: "Reader of large", description: "reads", permissions, collections: ["large"] };
  const made = await tenant.graphql("Admin", CREATE_ROLE, { i: role });
  const { version } = (made.data as { createRole: { role: { version: number } } }).createRole.role;
  const { key } = await newKey("reader", role.name);
  const large = await largeExport("large");
  const path = `/v1/exports/${large}`;
  const status = async () => (await server.rest(key, "GET", path)).status;
  await until(async () => (await status()) === 200, 20_000);
  const download = await fetch(`${server.address}${path}/content`, { headers: { authorization: `Bearer ${key}` } });
  expect(download.status).toBe(200);
  await tenant.graphql("Admin", UPDATE_ROLE, { i: { name: role.name, version, collections: ["notes"] } });
  await until(async () => (await status()) === 404, 20_000);
  // Not the bytes themselves, which a test that fails would show.
  await expect(download.bytes().then(({ length }) => length)).rejects.toThrow();
}, 60_000);

test("a file of no records is one of no bytes, and is fetched as any", async () => {
  const nothing = '{"format":"NDJSON","filter":[{"field":"title","equals":"three"}]}';
  const asked = await tenant.rest("Developer", "POST", "/v1/collections/notes/exports", nothing, json);
  const { id: empty } = JSON.parse(asked.text) as { id: string };
  await until(async () => (await statusOf(empty)) === "SUCCEEDED", 20_000);
  const file = await tenant.rest("Viewer", "GET", `/v1/exports/${empty}/content`);
  expect([file.status, file.text, file.headers.get("content-length")]).toEqual([200, "", "0"]);
});

test("an address that does not work is answered as one with nothing behind it, and no log has a signature", async () => {
  const link = await newLink();
  const signature = link.split("signature=")[1] ?? "";
  const path = `/v1/exports/${id}/file`;
  const nothing = await answerOf(`/v1/exports/xpt_${"0".repeat(26)}/file?signature=${signature}`);
  expect(nothing).toMatchObject({ status: 404, problem: { code: "NOT_FOUND" } });
  const altered = `${signature.slice(0, 50)}${signature[50] === "x" ? "y" : "x"}${signature.slice(51)}`;
  for (const one of [
    path,
    `${path}?signature=`,
    `${path}?signature=${altered}`,
    `${link}&signature=${signature}`,
    `${link}&also=this`,
    `/v1/exports/nothing/file?signature=${signature}`,
  ])
    expect({ one, ...(await answerOf(one)) }).toEqual({ one, ...nothing });
  // A credential is no help.
  const { status } = await tenant.rest("Admin", "GET", `${path}?signature=${altered}`);
  expect(status).toBe(404);
  expect(server.logged.join("\n")).not.toContain(signature.slice(-43));
});

test("once its maker's key is revoked, or keys are switched off, a link is dead; and while the tenant is suspended, every one is", async () => {
  const { apiKey, key } = await newKey("passing", "Developer");
  const link = await newLink(key);
  const status = async (which: string) => (await server.rest(null, "GET", which)).status;
  expect(await status(link)).toBe(200);
  const REVOKE = "mutation ($i: RevokeApiKeyInput!) { revokeApiKey(input: $i) { apiKey { id } } }";
  const { errors } = await tenant.graphql("Admin", REVOKE, { i: { id: apiKey.id } });
  expect(errors).toBeUndefined();
  expect(await status(link)).toBe(404);

  const operator = operatorOf(server, tenant);
  const switched = await newLink();
  await operator.set({ security: { apiKeys: false } });
  await until(async () => (await status(switched)) === 404);
  await operator.set({ security: { apiKeys: true } });
  await until(async () => (await status(switched)) === 200);

  const other = await newLink();
  await operator.suspend("unpaid");
  await until(async () => (await status(other)) === 404);
  await operator.resume();
  await until(async () => (await status(other)) === 200);
});

test("once its maker's key is older than the tenant lets keys be, a link is dead, and what was being fetched by it breaks off", async () => {
  const { apiKey, key } = await newKey("aging", "Developer");
  const nothing = await answerOf(`/v1/exports/${id}/file?signature=`);
  const [link, younger, large] = [await newLink(key), await newLink(), await newLink(key, await largeExport("notes"))];
  await server.databases.owner.pool.query(
    "update identity.api_key set created_at = now() - interval '8 days' where id = $1",
    [tryDecodeId("apiKey", apiKey.id)],
  );
  const operator = operatorOf(server, tenant);
  const statuses = async () => {
    const answers = await Promise.all([link, younger].map((which) => server.rest(null, "GET", which)));
    return answers.map(({ status }) => status).join();
  };
  await operator.set({ security: { apiKeyDays: 9 } });
  expect(await statuses()).toBe("200,200");
  const download = await fetch(server.address + large);
  expect(download.status).toBe(200);
  await operator.set({ security: { apiKeyDays: 7 } });
  await until(async () => (await statuses()) === "404,200");
  expect(await answerOf(link)).toEqual(nothing);
  // So often a download by a link is looked at.
  await new Promise((resolve) => setTimeout(resolve, 5_000));
  await expect(download.bytes().then(({ length }) => length)).rejects.toThrow();
  await operator.set({ security: { apiKeyDays: null } });
  await until(async () => (await statuses()) === "200,200");
}, 60_000);
