import { createHash, randomBytes } from "node:crypto";
import { createConnection, type Socket } from "node:net";
import { PassThrough } from "node:stream";
import { decodeId } from "@bulkhead/kernel/id.ts";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openTestServer, type TestServer, type TestTenant } from "../../tests/testkit/server.ts";
import { base64Digest, CHUNK, type TusClient, tusClient, UPLOADS } from "../../tests/testkit/tus.ts";
import { until } from "../../tests/testkit/until.ts";
import { arriving } from "../src/uploads/arriving.ts";

const MIB = 1 << 20;
const LIMIT = 40 * MIB;

let server: TestServer;
let tenant: TestTenant;
let tus: TusClient;
beforeAll(async () => {
  server = await openTestServer({ BULKHEAD_LIMIT_UPLOAD_BYTES: String(LIMIT) });
  tenant = await server.tenant();
}, 60_000);
afterAll(() => server.stop());
beforeEach(() => {
  tus = tusClient(() => server.address, tenant.keys.Developer);
});

const tenantId = () => decodeId("tenant", tenant.tenantId, "tenant");
const uuidOf = (path: string) => decodeId("blob", path.split("/").at(-1) ?? "", "upload");
const owner = () => server.databases.owner.pool;

async function contentOf(path: string): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of server.platform.blobs.data.read(tenantId(), uuidOf(path))) pieces.push(piece);
  return Buffer.concat(pieces);
}

async function partsOf(path: string): Promise<number> {
  const text = "select count(*)::int as parts from platform.blob_part where tenant_id = $1 and blob_id = $2";
  return (await owner().query(text, [tenantId(), uuidOf(path)])).rows[0]?.parts;
}

/** What the tenant's audit log has about an upload, oldest first. */
async function auditOf(path: string): Promise<{ action: string; detail: unknown }[]> {
  const text = `select action, body -> 'detail' as detail from platform.audit_event
                where tenant_id = $1 and target_id = $2 order by id`;
  return (await owner().query(text, [tenantId(), path.split("/").at(-1)])).rows;
}

describe("an upload", () => {
  test("arrives in pieces and is then a blob like any other, with its digest; its beginning and end are recorded", async () => {
    const content = randomBytes(9 * MIB + 77);
    const path = await tus.begin(content.length, { "upload-metadata": "filename d2VhdGhlci5jc3Y=" });
    expect(path).toMatch(/^\/v1\/uploads\/blob_[0-9a-z]{26}$/);
    const half = 5 * MIB + 3;
    const first = await tus.patch(path, 0, content.subarray(0, half));
    expect([first.status, first.headers.get("upload-offset")]).toEqual([204, String(half)]);
    expect(Date.parse(first.headers.get("upload-expires") ?? "")).toBeGreaterThan(Date.now() + 23 * 3_600_000);
    const head = await tus.ask("HEAD", path);
    expect(Object.fromEntries(head.headers)).toMatchObject({
      "upload-offset": String(half),
      "upload-length": String(content.length),
      "upload-metadata": "filename d2VhdGhlci5jc3Y=",
      "tus-resumable": "1.0.0",
      "cache-control": "no-store",
    });
    const last = await tus.patch(path, half, content.subarray(half));
    expect([last.status, last.headers.get("upload-offset")]).toEqual([204, String(content.length)]);
    expect((await contentOf(path)).equals(content)).toBe(true);
    const sha256 = createHash("sha256").update(content).digest("hex");
    const stat = await server.platform.blobs.data.stat(tenantId(), uuidOf(path));
    expect(stat).toMatchObject({ bytes: content.length, sha256 });
    expect(await auditOf(path)).toEqual([
      { action: "upload.create", detail: { bytes: content.length } },
      { action: "upload.finish", detail: { bytes: content.length, sha256 } },
    ]);
  });

  test("may come with its first bytes, without a length, or with none at all", async () => {
    const content = randomBytes(2_000);
    const whole = await tus.ask("POST", UPLOADS, { ...CHUNK, "upload-length": "2000" }, content);
    expect([whole.status, whole.headers.get("upload-offset")]).toEqual([201, "2000"]);
    expect((await contentOf(whole.headers.get("location") ?? "")).equals(content)).toBe(true);

    const later = await tus.ask("POST", UPLOADS, { "upload-defer-length": "1" });
    const path = later.headers.get("location") ?? "";
    expect((await tus.ask("HEAD", path)).headers.get("upload-defer-length")).toBe("1");
    expect((await tus.patch(path, 0, content.subarray(0, 900))).status).toBe(204);
    const end = await tus.patch(path, 900, content.subarray(900), { "upload-length": "2000" });
    expect([end.status, end.headers.get("upload-offset")]).toEqual([204, "2000"]);
    expect((await contentOf(path)).equals(content)).toBe(true);

    const nothing = await tus.begin(0);
    expect(await contentOf(nothing)).toEqual(Buffer.alloc(0));
  });

  test("its length may be announced with its last bytes already there", async () => {
    const begun = await tus.ask("POST", UPLOADS, { ...CHUNK, "upload-defer-length": "1" }, Buffer.from("abc"));
    const path = begun.headers.get("location") ?? "";
    expect(await tus.offset(path)).toBe(3);
    const short = await tus.patch(path, 3, Buffer.alloc(0), { "upload-length": "2" });
    expect([short.status, short.problem.errors?.[0]?.pointer]).toEqual([409, "/Upload-Length"]);
    expect((await tus.patch(path, 3, Buffer.alloc(0), { "upload-length": "3" })).status).toBe(204);
    expect((await contentOf(path)).toString()).toBe("abc");
    const again = await tus.patch(path, 3, Buffer.alloc(0), { "upload-length": "4" });
    expect(again.status).toBe(409);
  });

  test("its length may be announced again by a client whose answer was lost", async () => {
    const path = (await tus.ask("POST", UPLOADS, { "upload-defer-length": "1" })).headers.get("location") ?? "";
    const length = { "upload-length": "5" };
    expect((await tus.patch(path, 0, Buffer.from("abc"), length)).status).toBe(204);
    const other = await tus.patch(path, 3, Buffer.from("d"), { "upload-length": "6" });
    expect([other.status, other.problem.errors?.[0]?.code]).toEqual([409, "UPLOAD_LENGTH"]);
    expect((await tus.ask("HEAD", path, { "upload-length": "5" })).headers.get("upload-length")).toBe("5");
    expect((await tus.patch(path, 3, Buffer.from("de"), length)).status).toBe(204);
    expect((await contentOf(path)).toString()).toBe("abcde");
  });

  test.each(["2 YQ==,1 YQ==", "bytes /wA=", "constructor YQ==", "__proto__", "a ,b YQ=="])(
    "keeps the metadata %s as it came",
    async (metadata) => {
      const path = await tus.begin(1, { "upload-metadata": metadata });
      expect((await tus.ask("HEAD", path)).headers.get("upload-metadata")).toBe(metadata);
    },
  );

  test("tells until when it is kept, finished or not", async () => {
    const path = await tus.begin(1);
    const left = async () => Date.parse((await tus.ask("HEAD", path)).headers.get("upload-expires") ?? "") - Date.now();
    expect(await left()).toBeGreaterThan(23 * 3_600_000);
    await tus.patch(path, 0, Buffer.from("a"));
    expect(await left()).toBeGreaterThan(23 * 3_600_000);
  });

  test("is deleted with all its bytes, and is gone then", async () => {
    const path = await tus.begin(6 * MIB);
    await tus.patch(path, 0, randomBytes(5 * MIB));
    expect(await partsOf(path)).toBe(2);
    expect((await tus.ask("DELETE", path)).status).toBe(204);
    const { rows } = await owner().query("select id from platform.blob where tenant_id = $1 and id = $2", [
      tenantId(),
      uuidOf(path),
    ]);
    expect([rows, await partsOf(path)]).toEqual([[], 0]);
    for (const method of ["HEAD", "DELETE"]) expect((await tus.ask(method, path)).status).toBe(410);
    const { status, problem } = await tus.patch(path, 5 * MIB, Buffer.alloc(1));
    expect([status, problem.code]).toEqual([410, "UPLOAD_EXPIRED"]);
    expect((await auditOf(path)).map(({ action }) => action)).toEqual(["upload.create", "upload.delete"]);
  });

  test("expires a day after it began", async () => {
    const path = await tus.begin(10);
    const text = "update platform.blob set expires_at = now() - interval '1 second' where tenant_id = $1 and id = $2";
    await owner().query(text, [tenantId(), uuidOf(path)]);
    const { status, problem } = await tus.patch(path, 0, Buffer.alloc(10));
    expect([status, problem.code]).toEqual([410, "UPLOAD_EXPIRED"]);
    expect((await tus.ask("HEAD", path)).status).toBe(410);
  });

  test("can be gone on with by clients that can only POST", async () => {
    const path = await tus.begin(3);
    const override = { "x-http-method-override": "PATCH", ...CHUNK, "upload-offset": "0" };
    expect((await tus.ask("POST", path, override, Buffer.from("abc"))).status).toBe(204);
    const plain = await tus.ask("POST", path, {});
    expect([plain.problem.code, plain.headers.get("allow")]).toEqual(["METHOD_NOT_ALLOWED", "HEAD, PATCH, DELETE"]);
    expect((await tus.ask("GET", path)).headers.get("allow")?.split(", ")).toContain("HEAD");
  });
});

describe("two who go on from the same byte", () => {
  test("one is kept, the other is told where the upload is, and nothing of it stays", async () => {
    const size = 9 * MIB;
    const path = await tus.begin(size);
    const bodies = [randomBytes(size), randomBytes(size)];
    const answers = await Promise.all(bodies.map((body) => tus.patch(path, 0, body)));
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 409]);
    const loser = answers.find(({ status }) => status === 409);
    expect(loser?.problem).toMatchObject({ code: "OFFSET_MISMATCH", errors: [{ pointer: "/Upload-Offset" }] });
    const kept = bodies[answers.findIndex(({ status }) => status === 204)] as Buffer;
    expect((await contentOf(path)).equals(kept)).toBe(true);
    const text =
      "select count(*)::int as blobs from platform.blob where tenant_id = $1 and expires_at < now() + interval '26 hours' and format = 1 and created_at > now() - interval '10 seconds'";
    expect((await owner().query(text, [tenantId()])).rows[0]?.blobs).toBe(0);
  });

  test("a byte too early or too late is refused, and changes nothing", async () => {
    const path = await tus.begin(10);
    await tus.patch(path, 0, Buffer.from("12345"));
    for (const offset of [0, 4, 6, 10]) {
      const { status, problem } = await tus.patch(path, offset, Buffer.from("x"));
      expect([offset, status, problem.code]).toEqual([offset, 409, "OFFSET_MISMATCH"]);
      expect(problem.detail).toContain("at byte 5");
    }
    expect(await tus.offset(path)).toBe(5);
  });
});

describe("what has arrived", () => {
  /** A PATCH over a socket of its own; what follows its head is the caller's. */
  function open(path: string, length: number): Socket {
    const { hostname, port } = new URL(server.address);
    const head = [
      `PATCH ${path} HTTP/1.1`,
      "Host: x",
      `Authorization: Bearer ${tenant.keys.Developer}`,
      "Tus-Resumable: 1.0.0",
      "Upload-Offset: 0",
      "Content-Type: application/offset+octet-stream",
      `Content-Length: ${length}`,
    ];
    const socket = createConnection(Number(port), hostname).on("error", () => {});
    socket.write(`${head.join("\r\n")}\r\n\r\n`);
    return socket;
  }

  test("stays when the connection breaks, but for a buffer that Node had not handed on", async () => {
    const content = randomBytes(6 * MIB);
    const path = await tus.begin(content.length);
    const socket = open(path, content.length);
    socket.write(content.subarray(0, 5 * MIB));
    await until(async () => (await tus.offset(path)) === 4 * MIB);
    await new Promise((resolve) => setTimeout(resolve, 100));
    socket.resetAndDestroy();
    await until(async () => (await tus.offset(path)) > 4 * MIB);
    const offset = await tus.offset(path);
    expect(offset).toBeGreaterThan(5 * MIB - 256 * 1024);
    expect((await tus.patch(path, offset, content.subarray(offset))).status).toBe(204);
    expect((await contentOf(path)).equals(content)).toBe(true);
  });

  test("is nothing of a body with a checksum that breaks off", async () => {
    const content = randomBytes(5 * MIB);
    const path = await tus.begin(content.length);
    const whole = { "upload-checksum": `sha256 ${base64Digest("sha256", content)}` };
    const broken = new AbortController();
    const body = new ReadableStream({ start: (to) => to.enqueue(new Uint8Array(content.subarray(0, 4 * MIB + 5))) });
    const sent = tus.stream(path, body, whole, broken.signal);
    const waiting =
      "select from platform.blob where tenant_id = $1 and format = 1 and expires_at > now() + interval '24 hours'";
    await until(async () => (await owner().query(waiting, [tenantId()])).rowCount === 1);
    broken.abort();
    await sent;
    await until(async () => (await owner().query(waiting, [tenantId()])).rowCount === 0);
    expect(await tus.offset(path)).toBe(0);
    expect((await tus.patch(path, 0, content, whole)).status).toBe(204);
  });

  test("ends where the key is revoked that sends it", async () => {
    const MAKE = "mutation($i: CreateApiKeyInput!) { createApiKey(input: $i) { key apiKey { id } } }";
    const { data } = await tenant.graphql("Admin", MAKE, { i: { name: "soon gone", role: "Developer" } });
    const { key, apiKey } = (data as { createApiKey: { key: string; apiKey: { id: string } } }).createApiKey;
    const client = tusClient(() => server.address, key);
    const path = await client.begin(30 * MIB);
    let revoked = false;
    const body = new ReadableStream({
      async pull(to) {
        if (revoked) await new Promise((resolve) => setTimeout(resolve, 50));
        to.enqueue(new Uint8Array(64 * 1024));
      },
    });
    const sent = client.stream(path, body);
    await until(async () => (await client.offset(path)) >= 4 * MIB);
    revoked = true;
    const REVOKE = "mutation($i: RevokeApiKeyInput!) { revokeApiKey(input: $i) { apiKey { id } } }";
    await tenant.graphql("Admin", REVOKE, { i: { id: apiKey.id } });
    expect([401, 0]).toContain(await sent);
    const text = "select at_byte from platform.upload where tenant_id = $1 and blob_id = $2";
    const { rows } = await owner().query(text, [tenantId(), uuidOf(path)]);
    expect(Number(rows[0].at_byte)).toBeLessThan(30 * MIB);
  });

  test("stays of a client that falls silent", async () => {
    const body = new PassThrough();
    const came = arriving(body, async () => {}, 50);
    body.write("abc");
    const pieces: string[] = [];
    for await (const piece of came.pieces) pieces.push(piece.toString());
    expect(pieces).toEqual(["abc"]);
    expect(came.isBrokenOff()).toBe(true);
    expect(body.destroyed).toBe(false);
  });
});

test("an upload is imported as what the request says it is", async () => {
  const DEFINE = "mutation ($i: DefineCollectionInput!) { defineCollection(input: $i) { collection { id } } }";
  const schema = { type: "object", properties: { n: { type: "integer" } } };
  await tenant.graphql("Admin", DEFINE, { i: { name: "numbers", schema } });
  const begun = await tus.ask("POST", UPLOADS, { ...CHUNK, "upload-length": "25" }, '{"n":1}\n{"n":2}\n{"n":"x"}');
  const upload = begun.headers.get("location")?.split("/").at(-1);
  const body = JSON.stringify({
    collection: "numbers",
    upload,
    mode: "PARTIAL",
    format: "ndjson",
    compression: "none",
  });
  const json = { "content-type": "application/json" };
  const made = await tenant.rest("Developer", "POST", "/v1/imports", body, json);
  expect([made.status, made.headers.get("location")]).toEqual([202, `/v1/imports/${JSON.parse(made.text).id}`]);
  const read = async () => JSON.parse((await tenant.rest("Developer", "GET", made.headers.get("location") ?? "")).text);
  await until(async () => (await read()).finished_at !== null, 20_000);
  expect(await read()).toMatchObject({ status: "SUCCEEDED", mode: "PARTIAL", rows_stored: 2, rows_rejected: 1 });
});

test("anybody may ask what is spoken here", async () => {
  const answer = await fetch(server.address + UPLOADS, { method: "OPTIONS" });
  expect(answer.status).toBe(204);
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    "tus-resumable": "1.0.0",
    "tus-version": "1.0.0",
    "tus-extension": "creation,creation-with-upload,creation-defer-length,expiration,termination,checksum",
    "tus-max-size": String(LIMIT),
    "tus-checksum-algorithm": "sha1,sha256,sha512",
  });
});

describe("a checksum", () => {
  test.each(["sha1", "sha256", "sha512"])("by %s lets the bytes in that have it, and no others", async (algorithm) => {
    const content = randomBytes(4 * MIB + 10);
    const path = await tus.begin(content.length);
    const wrong = { "upload-checksum": `${algorithm} ${base64Digest(algorithm, Buffer.from("x"))}` };
    const refused = await tus.patch(path, 0, content, wrong);
    expect([refused.status, refused.problem.code]).toEqual([460, "CHECKSUM_MISMATCH"]);
    expect(refused.problem.title).toBe("Checksum Mismatch");
    expect([await tus.offset(path), await partsOf(path)]).toEqual([0, 0]);
    const right = { "upload-checksum": `${algorithm} ${base64Digest(algorithm, content)}` };
    expect((await tus.patch(path, 0, content, right)).status).toBe(204);
    expect((await contentOf(path)).equals(content)).toBe(true);
  });
});
