import { randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createBlobStore } from "@bulkhead/kernel/blob.ts";
import { openS3Bytes } from "@bulkhead/kernel/blob-s3.ts";
import { openDatabase, queryOutsideTenants } from "@bulkhead/kernel/database.ts";
import { createEnvelope } from "@bulkhead/kernel/envelope.ts";
import { dataKeyParts } from "@bulkhead/kernel/envelope-data-key.ts";
import { unwrapKey } from "@bulkhead/kernel/envelope-format.ts";
import { readTenantKey, unwrapTenantKey } from "@bulkhead/kernel/envelope-tenant-key.ts";
import { tryDecodeId } from "@bulkhead/kernel/id.ts";
import { deriveKey, rolePassword } from "@bulkhead/kernel/key.ts";
import { ROLES as DATABASE_ROLES } from "@bulkhead/kernel/migrate.ts";
import { checkRootKey } from "@bulkhead/kernel/root-key-check.ts";
import { openRootKeyFile } from "@bulkhead/kernel/root-key-file.ts";
import { openRootKey } from "@bulkhead/kernel/root-key-open.ts";
import { readRootKeySetting } from "@bulkhead/kernel/root-key-setting.ts";
import { createRootKeyFile, readRootKeyFile } from "@bulkhead/kernel/root-key-store.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Canary, canary, findCanaries, formsOf } from "./testkit/canaries.ts";
import { dump } from "./testkit/dump.ts";
import { TEST_SECRET } from "./testkit/global-setup.ts";
import { openOAuthWorld } from "./testkit/oauth.ts";
import { useCredentials } from "./testkit/oauth-canaries.ts";
import { BUILD_TIMEOUT_MS, startObjectStorage, withoutObjectStorage } from "./testkit/object-storage.ts";
import { ROLES, type TestServer, type TestTenant } from "./testkit/server.ts";
import { until } from "./testkit/until.ts";

/**
 * Takes in every kind of secret there is, works and fails with them, and then looks for them where they must not be. What
 * a tenant stores as a record is readable in its row, which shows that the search finds what is there.
 */
const folder = mkdtempSync(path.join(tmpdir(), "bulkhead-canary-"));
const rootKeyFile = path.join(folder, "root-key.json");
const peppers = randomBytes(32).toString("base64url");
const vaultToken = `hvs.${randomBytes(24).toString("base64url")}`;
const bearer = randomBytes(24).toString("base64url");
const databasePassword = randomBytes(24).toString("base64url");
const upload = `upload-${randomBytes(24).toString("hex")}`;
const signingSecret = `whsec-${randomBytes(24).toString("hex")}`;
const record = `record-${randomBytes(24).toString("hex")}`;
const answers: string[] = [];
let server: TestServer;
let tenant: TestTenant;
let tenantId: string;
let credentials: Canary[];
let canaries: Canary[];

const rootKey = () => openRootKeyFile({ path: rootKeyFile, create: false });

beforeAll(async () => {
  createRootKeyFile(rootKeyFile);
  const world = await openOAuthWorld({
    BULKHEAD_ROOT_KEY: `file:${rootKeyFile}`,
    BULKHEAD_API_KEY_PEPPERS: `1:${peppers}`,
    BULKHEAD_VAULT_TOKEN: vaultToken,
  });
  server = world.server;
  const oauth = await world.tenant();
  tenant = oauth.admin;
  tenantId = tryDecodeId("tenant", tenant.tenantId) ?? "";
  credentials = await useCredentials(world, oauth, (text) => answers.push(text));
  await work();
  await fail();
  canaries = [...given(), ...(await keyMaterial())];
}, 60_000);

afterAll(async () => {
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** What came in from outside, or was configured, or follows from that. */
function given(): Canary[] {
  return [
    ...ROLES.flatMap((role) => [
      canary(`the ${role} key`, tenant.keys[role]),
      canary(`the secret of the ${role} key`, tenant.keys[role].split("_")[3] ?? ""),
    ]),
    ...credentials,
    canary("a bearer token nobody knows", bearer),
    canary("a mistyped password of the database", databasePassword),
    canary("the token of the vault", vaultToken),
    canary("an uploaded file", upload),
    canary("a secret among the settings", signingSecret),
    canary("BULKHEAD_SECRET", TEST_SECRET),
    canary("the key of cursors", deriveKey(TEST_SECRET, "cursors")),
    canary("the key of links to exports", deriveKey(TEST_SECRET, "export links")),
    canary("the key of the authorisation server", deriveKey(TEST_SECRET, "oauth")),
    canary("a pepper", Buffer.from(peppers, "base64url")),
    ...DATABASE_ROLES.flatMap((role) => [
      canary(`the password of ${role}`, rolePassword(TEST_SECRET, role)),
      canary(`the key behind the password of ${role}`, deriveKey(TEST_SECRET, `database role ${role}`)),
    ]),
  ];
}

/** Root, tenant and data keys, unwrapped here as the envelope unwraps them. */
async function keyMaterial(): Promise<Canary[]> {
  const roots = [...readRootKeyFile(rootKeyFile).keys].map(([version, key]) => canary(`root key ${version}`, key));
  const { worker } = server.databases;
  const row = await readTenantKey(worker, tenantId);
  if (!row) throw new Error("nothing was sealed for the tenant");
  const key = await unwrapTenantKey(rootKey(), tenantId, row);
  const rows = await queryOutsideTenants<{ purpose: string; version: number; wrapped: Buffer }>(worker, {
    text: "select purpose, version, wrapped from platform.data_key where tenant_id = $1",
    values: [tenantId],
  });
  expect(rows.length).toBeGreaterThan(0);
  const data = rows.map(({ purpose, version, wrapped }) =>
    canary(`data key ${purpose}`, unwrapKey(key.bytes, dataKeyParts(tenantId, purpose, version), wrapped)),
  );
  return [...roots, canary("the tenant key", key.bytes), ...data];
}

async function heard(call: Promise<{ text: string } | { errors?: unknown; data?: unknown }>): Promise<void> {
  const answer = await call;
  answers.push("text" in answer ? answer.text : JSON.stringify([answer.data, answer.errors]));
}

async function work(): Promise<void> {
  const schema = { type: "object", properties: { title: { type: "string" } }, required: ["title"] };
  const define = "mutation($i: DefineCollectionInput!) { defineCollection(input: $i) { collection { id } } }";
  await heard(tenant.graphql("Admin", define, { i: { name: "notes", schema } }));
  const create = "mutation($i: CreateRecordInput!) { createRecord(input: $i) { record { id } } }";
  await heard(tenant.graphql("Developer", create, { i: { collection: "notes", data: { title: record } } }));
  await heard(tenant.graphql("Viewer", "{ auditEvents { nodes { id } } }"));
  const update =
    "mutation($i: UpdateTenantConfigInput!) { updateTenantConfig(input: $i) { changes { path before after } } }";
  for (const expectedVersion of [0, 0])
    await heard(
      tenant.graphql("Admin", update, { i: { expectedVersion, reason: "canary", webhooks: { signingSecret } } }),
    );
  const versions =
    "{ tenantConfig { webhooks { signingSecretVersion } } tenantConfigVersions { nodes { changes { path before after } } } }";
  await heard(tenant.graphql("Viewer", versions));
  const { gateway } = server.platform.blobs;
  const source = async function* () {
    yield Buffer.from(`title\r\n${upload}\r\n`.repeat(500));
  };
  const blob = await gateway.put(tenantId, source(), { maxBytes: 1_000_000 });
  const read: Buffer[] = [];
  for await (const chunk of gateway.read(tenantId, blob.id)) read.push(chunk);
  expect(Buffer.concat(read).includes(upload)).toBe(true);
}

/** Refusals and faults: what goes wrong is what gets logged and quoted. */
async function fail(): Promise<void> {
  const key = tenant.keys.Admin;
  await heard(server.graphql(bearer, "{ me { id } }"));
  await heard(server.graphql(`${key.slice(0, -1)}${key.endsWith("0") ? "1" : "0"}`, "{ me { id } }"));
  await heard(server.graphql(key, `{ nothing(key: "${key}") `));
  await heard(server.graphql(key, `query($i: Int!) { records(first: $i) { nodes { id } } }`, { i: key }));
  await heard(server.rest(null, "GET", `/v1/collections?key=${key}`));
  // Its answer is not searched: it names the address that was asked for (RFC 9457 section 3.1.5), to whoever asked.
  await server.rest(key, "GET", `/v1/${key}/nowhere`);
  await heard(server.rest(key, "POST", "/graphql", `{"query": "${key}`, { "content-type": "application/json" }));
  await heard(
    tenant.rest("Admin", "POST", "/v1/collections/notes/imports", `wrong,${upload}\r\n1,2\r\n`, {
      "content-type": "text/csv",
    }),
  );
  await until(async () => {
    const pending = "select from platform.audit_event where tenant_id = $1 and action = 'import.finish'";
    return (await server.databases.owner.pool.query(pending, [tenantId])).rowCount !== 0;
  });
  await withFaultyServices();
}

async function withFaultyServices(): Promise<void> {
  const { log } = server.platform;
  const setting = readRootKeySetting("vault:http://127.0.0.1:2#any");
  const vault = await openRootKey({ setting, create: false, vaultToken });
  for (const call of [vault.current, () => checkRootKey(server.databases.worker, vault)])
    await call().catch((error) => log.error({ err: error, detail: error.detail }, "the key service failed"));
  const db = openDatabase({
    url: server.url,
    role: "bulkhead_data",
    password: databasePassword,
    maxConnections: 1,
    log,
  });
  await queryOutsideTenants(db, { text: "select 1" }).catch((error) => log.error({ err: error }, "no database"));
  await db.pool.end();
  await server.databases.owner.pool.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where usename like 'bulkhead%' and datname = current_database()",
  );
  await heard(tenant.graphql("Admin", "{ auditEvents { nodes { id } } }"));
}

/** All of the database, as bytes and as text, and all that was logged and answered. */
async function places(): Promise<[string, Buffer][]> {
  const tables = async (format: "binary" | "text") =>
    [...(await dump(server.url, format))].map(([table, bytes]): [string, Buffer] => [`${table} (${format})`, bytes]);
  return [
    ...(await tables("binary")),
    ...(await tables("text")),
    ["the log", Buffer.from(server.logged.join("\n"))],
    ["the answers", Buffer.from(answers.join("\n"))],
  ];
}

test("no secret stands in the database, in the log or in an answer", async () => {
  const searched = await places();
  expect(searched.length).toBeGreaterThan(30);
  expect(server.logged.length).toBeGreaterThan(5);
  // The request that was told why names the column, which is the file's first line: it is the sender's own.
  const own = searched.filter(([place]) => place !== "the answers");
  expect(findCanaries(canaries, own)).toEqual([]);
  expect(
    findCanaries(
      canaries.filter(({ what }) => what !== "an uploaded file"),
      searched,
    ),
  ).toEqual([]);
});

test("the search finds what is there: a record in its table, its event, as bytes and as text", async () => {
  const found = findCanaries([canary("the record", record)], await places());
  for (const place of ["data.record (binary)", "data.record (text)", "platform.outbox (text)"])
    expect(found).toContain(`the record (plain) in ${place}`);
});

test("what the credentials are of is there to be searched", async () => {
  const artifacts = (await dump(server.url, "text")).get("identity.oidc_artifact")?.toString() ?? "";
  for (const model of ["Session", "Interaction", "AuthorizationCode", "RefreshToken", "DeviceCode"])
    expect(artifacts).toMatch(new RegExp(`^${model}\t`, "m"));
  expect(artifacts).toMatch(/^PushedAuthorizationRequest\t/m);
  // Faults were logged while credentials were about.
  expect(server.logged.filter((line) => line.includes("the authorisation server failed")).length).toBeGreaterThan(20);
});

test.each(["plain", "base64", "base64url", "hex"] as const)("the search finds every secret written as %s", (form) => {
  for (const { what, bytes } of canaries)
    for (const before of ["", "a", "bc"]) {
      const whole = Buffer.concat([Buffer.from(before), bytes, Buffer.from("after")]);
      const text = form === "plain" ? whole : Buffer.from(whole.toString(form));
      expect(findCanaries([{ what, bytes }], [["somewhere", text]]).length).toBeGreaterThan(0);
    }
  expect(Object.keys(formsOf(Buffer.alloc(16)))).toHaveLength(9);
});

describe.skipIf(withoutObjectStorage() !== undefined)("object storage", () => {
  test("holds no uploaded byte and no key in the clear", { timeout: BUILD_TIMEOUT_MS }, async () => {
    const storage = await startObjectStorage();
    const bytes = openS3Bytes(storage.options);
    const db = server.databases.gateway;
    const envelope = createEnvelope({ db, rootKey: rootKey() });
    const blobs = createBlobStore({ db, envelope, bytes });
    const source = async function* () {
      yield Buffer.from(`title\r\n${upload}\r\n`.repeat(500));
    };
    try {
      await blobs.put(tenantId, source(), { maxBytes: 1_000_000 });
      const objects = readdirSync(storage.folder, { recursive: true, withFileTypes: true }).filter((one) =>
        one.isFile(),
      );
      expect(objects.length).toBeGreaterThan(0);
      const held = objects.map(({ parentPath, name }): [string, Buffer] => [
        name,
        readFileSync(path.join(parentPath, name)),
      ]);
      expect(held.reduce((sum, [, one]) => sum + one.length, 0)).toBeGreaterThan(20_000);
      expect(findCanaries(canaries, held)).toEqual([]);
    } finally {
      envelope.stop();
      bytes.close();
      await storage.stop();
    }
  });
});
