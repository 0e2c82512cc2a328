import { createHash, randomBytes } from "node:crypto";
import { createConnection, type Socket } from "node:net";
import { freePort } from "@bulkhead/infra/free-port.ts";
import { decodeId } from "@bulkhead/kernel/id.ts";
import { Upload } from "tus-js-client";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { type Balancer, openBalancer } from "../testkit/balancer.ts";
import { BROWSER_TIMEOUT_MS, type Browser, haveBrowser, openBrowser } from "../testkit/browser.ts";
import { newPeppers } from "../testkit/cluster.ts";
import { TEST_SECRET } from "../testkit/global-setup.ts";
import { type Running, root, run } from "../testkit/process.ts";
import { RAISED_LIMITS } from "../testkit/raised-limits.ts";
import { openTestServer, type TestServer, type TestTenant } from "../testkit/server.ts";
import { tusClient } from "../testkit/tus.ts";
import { STARTING_MS, until } from "../testkit/until.ts";
import { startUploadPage } from "../testkit/upload-page.ts";

const MIB = 1 << 20;
const ROWS = 6_000;
const NINETY_NINE_PERCENT = 0.99;

let balancer: Balancer;
/** The second instance: in this process, and the one that stays. */
let server: TestServer;
/** The first: a process of its own. */
let first: { address: string; running: Running };
let tenant: TestTenant;
let browser: Browser | undefined;
let home: string;
let page: { stop(): Promise<void> };

beforeAll(async () => {
  balancer = await openBalancer();
  home = `http://localhost:${await freePort()}`;
  page = await startUploadPage(home);
  const shared = {
    BULKHEAD_API_KEY_PEPPERS: newPeppers(),
    BULKHEAD_ALLOWED_ORIGINS: home,
    BULKHEAD_PUBLIC_ORIGIN: balancer.origin,
  };
  server = await openTestServer(shared);
  first = await startFirst(shared);
  tenant = await server.tenant();
  const schema = { type: "object", properties: { n: { type: "integer" }, text: { type: "string" } } };
  await tenant.graphql(
    "Admin",
    "mutation ($i: DefineCollectionInput!) { defineCollection(input: $i) { collection { id } } }",
    {
      i: { name: "rows", schema },
    },
  );
  browser = haveBrowser() ? await openBrowser() : undefined;
}, BROWSER_TIMEOUT_MS);

afterAll(async () => {
  await browser?.close();
  first?.running.signalGroup("SIGKILL");
  await page?.stop();
  await server?.stop();
  await balancer?.close();
});

async function startFirst(shared: Record<string, string>): Promise<typeof first> {
  const port = String(await freePort());
  const environment = {
    ...RAISED_LIMITS,
    ...shared,
    PATH: process.env.PATH ?? "",
    BULKHEAD_ENV: "test",
    BULKHEAD_SECRET: TEST_SECRET,
    BULKHEAD_ROOT_KEY: `file:${inject("rootKey")}`,
    DATABASE_URL: server.url,
    BULKHEAD_MIGRATE: "no",
    BULKHEAD_PORT: port,
  };
  const address = `http://127.0.0.1:${port}`;
  const running = run(process.execPath, [`${root}/server/main.ts`], environment);
  await until(
    async () => (await fetch(`${address}/readyz`).catch(() => undefined))?.status === 200,
    60_000,
    STARTING_MS,
  );
  return { address, running };
}

const uuidOf = (url: string) => decodeId("blob", url.split("/").at(-1) ?? "", "upload");

async function storedAt(url: string): Promise<Buffer> {
  const pieces: Buffer[] = [];
  const tenantId = decodeId("tenant", tenant.tenantId, "tenant");
  for await (const piece of server.platform.blobs.data.read(tenantId, uuidOf(url))) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** Something that is waited for, and comes when it is said so. */
function gate(): { opened: Promise<void>; open(): void } {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

/** Sends a file by tus-js-client as Node has it; behind its first chunk it waits. Answers its address. */
function sendByNode(file: Buffer, chunkSize: number, held: () => Promise<void>): Promise<string> {
  return new Promise((resolve, reject) => {
    const upload = new Upload(file, {
      endpoint: `${balancer.origin}/v1/uploads`,
      chunkSize,
      retryDelays: [100, 300, 1_000, 3_000],
      headers: { authorization: `Bearer ${tenant.keys.Developer}` },
      onBeforeRequest: (request) => (request.getHeader("Upload-Offset") === String(chunkSize) ? held() : undefined),
      onSuccess: () => resolve(upload.url ?? ""),
      onError: reject,
    });
    upload.start();
  });
}

/** Sends the head of a PATCH and 99 % of its body, and leaves the connection open. */
function sendMost(path: string, file: Buffer): Socket {
  const { hostname, port } = new URL(first.address);
  const socket = createConnection(Number(port), hostname).on("error", () => {});
  const head = [
    `PATCH ${path} HTTP/1.1`,
    "Host: x",
    `Authorization: Bearer ${tenant.keys.Developer}`,
    "Tus-Resumable: 1.0.0",
    "Upload-Offset: 0",
    "Content-Type: application/offset+octet-stream",
    `Content-Length: ${file.length}`,
  ];
  socket.write(`${head.join("\r\n")}\r\n\r\n`);
  socket.write(file.subarray(0, Math.floor(file.length * NINETY_NINE_PERCENT)));
  return socket;
}

test("uploads whose instance is killed at 99 percent go on at another one, from Node, a browser and by hand; and are imported", async () => {
  const rows = Array.from({ length: ROWS }, (_, n) => `${n},${randomBytes(500).toString("hex")}`);
  const file = Buffer.from(`n,text\n${rows.join("\n")}\n`);
  const text = randomBytes(3 * MIB).toString("base64");
  const byHand = randomBytes(9 * MIB);
  const chunkOf = (length: number) => Math.floor(length * NINETY_NINE_PERCENT);
  const [dead, nodeIsThere, browserIsThere] = [gate(), gate(), gate()];
  balancer.over([first.address]);

  const fromNode = sendByNode(file, chunkOf(file.length), () => {
    nodeIsThere.open();
    return dead.opened;
  });
  const opened = await browser?.newPage();
  await opened?.exposeFunction("held", () => {
    browserIsThere.open();
    return dead.opened;
  });
  await opened?.goto(home);
  const options = {
    endpoint: `${balancer.origin}/v1/uploads`,
    key: tenant.keys.Developer,
    chunkSize: chunkOf(text.length),
  };
  const fromBrowser = opened?.evaluate(`send(${JSON.stringify(text)}, ${JSON.stringify(options)})`) as
    | Promise<string>
    | undefined;
  const there = tusClient(() => server.address, tenant.keys.Developer);
  const path = await there.begin(byHand.length);
  const socket = sendMost(path, byHand);
  await until(async () => (await there.offset(path)) >= 8 * MIB, 20_000);
  await Promise.all([nodeIsThere.opened, ...(browser ? [browserIsThere.opened] : [])]);

  first.running.signalGroup("SIGKILL");
  await first.running.ended;
  balancer.over([server.address]);
  dead.open();

  expect((await storedAt(await fromNode)).equals(file)).toBe(true);
  if (opened) expect((await storedAt((await fromBrowser) ?? "")).toString()).toBe(text);
  const kept = await there.offset(path);
  expect(kept).toBeLessThan(byHand.length);
  expect((await there.patch(path, kept, byHand.subarray(kept))).status).toBe(204);
  expect((await storedAt(path)).equals(byHand)).toBe(true);
  socket.destroy();
  await isImported(await fromNode, file, rows);
}, 90_000);

/** The file's records are what its rows say, and the audit log has its digest. */
async function isImported(url: string, file: Buffer, rows: readonly string[]): Promise<void> {
  const body = JSON.stringify({ collection: "rows", upload: url.split("/").at(-1) });
  const json = { "content-type": "application/json" };
  const accepted = await tenant.rest("Developer", "POST", "/v1/imports", body, json);
  expect(accepted).toMatchObject({ status: 202 });
  const { id } = JSON.parse(accepted.text) as { id: string };
  const read = async () => JSON.parse((await tenant.rest("Developer", "GET", `/v1/imports/${id}`)).text);
  await until(async () => (await read()).finished_at !== null, 60_000);
  expect(await read()).toMatchObject({ status: "SUCCEEDED", rows_stored: ROWS, bytes: file.length });
  const { rows: stored } = await server.databases.owner.pool.query(
    "select (data ->> 'n') || ',' || (data ->> 'text') as row from data.record where tenant_id = $1 order by (data ->> 'n')::int",
    [decodeId("tenant", tenant.tenantId, "tenant")],
  );
  expect(stored.map(({ row }) => row)).toEqual(rows);
  const { rows: audit } = await server.databases.owner.pool.query(
    "select body -> 'detail' ->> 'sha256' as sha256 from platform.audit_event where action = 'import.create' and target_id = $1",
    [id],
  );
  expect(audit).toEqual([{ sha256: createHash("sha256").update(file).digest("hex") }]);
}
