import { randomBytes } from "node:crypto";
import { tryDecodeId } from "@bulkhead/kernel/id.ts";
import { KEPT_TABLES, readTenantTables } from "@bulkhead/kernel/tenant-tables.ts";
import { bootstrap } from "@bulkhead/server/bootstrap.ts";
import { readCertificate } from "@bulkhead/tenancy/src/closing/certificate.ts";
import { certificateThumbprints } from "@bulkhead/tenancy/src/closing/find-certificate.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { canary, findCanaries } from "../testkit/canaries.ts";
import { dump } from "../testkit/dump.ts";
import { destroyed, operatorOf } from "../testkit/lifecycle.ts";
import { mailboxOf } from "../testkit/mailbox.ts";
import { change, type OAuthTenant, type OAuthWorld, openOAuthWorld } from "../testkit/oauth.ts";
import { tokensOf } from "../testkit/oauth-requests.ts";
import { until } from "../testkit/until.ts";

let world: OAuthWorld;
const mark = () => `canary-${randomBytes(16).toString("hex")}`;
const record = mark();
const upload = mark();
const collection = `c_${randomBytes(16).toString("hex")}`;
const person = mark();
const displayName = mark();
const keyName = mark();
let tenant: OAuthTenant;
let bystander: OAuthTenant;
const sql = async <R extends Record<string, unknown>>(text: string, ...values: unknown[]) =>
  (await world.server.databases.owner.pool.query<R>(text, values)).rows;

beforeAll(async () => {
  world = await openOAuthWorld();
  [tenant, bystander] = [await world.tenant(), await world.tenant()];
  for (const one of [tenant, bystander]) await fill(one);
}, 120_000);
afterAll(() => world.stop());

const DEFINE = "mutation ($i: DefineCollectionInput!) { defineCollection(input: $i) { collection { id } } }";
const CREATE = "mutation ($i: CreateRecordInput!) { createRecord(input: $i) { record { id } } }";
const CONFIG = "mutation ($i: UpdateTenantConfigInput!) { updateTenantConfig(input: $i) { tenantConfig { version } } }";
const KEY = "mutation ($i: CreateApiKeyInput!) { createApiKey(input: $i) { apiKey { id } } }";
const USER = "mutation ($i: CreateUserInput!) { createUser(input: $i) { user { id } } }";
const EXPORT = "mutation ($i: CreateTenantExportInput!) { createTenantExport(input: $i) { tenantExport { id } } }";

/** Something of every kind; the canaries only in the tenant that is destroyed. */
async function fill(one: OAuthTenant): Promise<void> {
  const own = one === tenant;
  const { admin } = one;
  const name = own ? collection : "others";
  const schema = {
    type: "object",
    properties: { title: { type: "string", maxLength: 200, "x-indexed": true, "x-searchable": true } },
  };
  await change(admin, DEFINE, { name, schema });
  for (let at = 0; at < 5; at++) await change(admin, CREATE, { collection: name, data: { title: own ? record : "x" } });
  const imported = await admin.rest(
    "Admin",
    "POST",
    `/v1/collections/${name}/imports`,
    `title\n${own ? upload : "y"}\n`,
    {
      "content-type": "text/csv",
    },
  );
  const { id } = JSON.parse(imported.text) as { id: string };
  await until(
    async () => JSON.parse((await admin.rest("Admin", "GET", `/v1/imports/${id}`)).text).status === "SUCCEEDED",
    20_000,
  );
  await change(admin, CONFIG, {
    expectedVersion: 0,
    reason: "test",
    branding: { displayName: own ? displayName : "Others" },
  });
  await change(admin, KEY, { name: own ? keyName : "key", role: "Viewer" });
  // Accounts stand above tenants and stay; this one is a user and nothing more.
  await change(admin, USER, { email: `${own ? person : "somebody"}@people.example`, name: "Some Body" });
  const member = await one.member("Developer");
  await tokensOf(world.issuer, await one.client({ kind: "PUBLIC" }), member);
  await one.client({ kind: "MACHINE" });
  const { tenantExport } = await change<{ tenantExport: { id: string } }>(admin, EXPORT, {});
  await until(async () => {
    const { data } = await admin.graphql("Admin", "query ($id: ID!) { tenantExport(id: $id) { status } }", {
      id: tenantExport.id,
    });
    const { status } = (data as { tenantExport: { status: string } }).tenantExport;
    return status === "SUCCEEDED";
  }, 30_000);
}

/** Rows of a tenant in every table that has tenant_id. */
async function rowsOf(one: OAuthTenant): Promise<Record<string, number>> {
  const found: Record<string, number> = {};
  for (const { name, sql: table } of await readTenantTables(world.server.databases.worker)) {
    const [row] = await sql<{ count: number }>(
      `select count(*)::int as count from ${table} where tenant_id = $1`,
      uuidOf(one),
    );
    if (row && row.count > 0) found[name] = row.count;
  }
  return found;
}

const uuidOf = (one: OAuthTenant) => tryDecodeId("tenant", one.id) ?? "";

test("everything of a closed tenant is destroyed, nothing of another, and a certificate says what", async () => {
  const before = await rowsOf(tenant);
  const others = await rowsOf(bystander);
  const canaries = [
    canary("a record", record),
    canary("a row of an imported file", upload),
    canary("the name of a collection", collection),
    canary("a person's address", person),
    canary("the display name", displayName),
    canary("the name of a key", keyName),
  ];
  const places = async () => [...(await dump(world.server.url, "text"))];
  // The search finds what is there; the file was sealed, and its row became a record.
  expect(new Set(findCanaries(canaries, await places()).map((found) => found.split(" (")[0])).size).toBe(
    canaries.length,
  );

  const operator = operatorOf(world.server, tenant.admin);
  await operator.close();
  const jws = await destroyed(world.server, tenant.admin);

  const { certificate, thumbprint } = readCertificate(jws);
  expect(await certificateThumbprints(world.server.databases.tenancy)).toEqual([thumbprint]);
  expect(certificate).toMatchObject({
    tenant: { id: tenant.id, slug: tenant.admin.slug },
    installation: world.issuer,
    requestedBy: "platform",
    blobs: { count: before["platform.blob"] },
    keys: { tenantKey: { version: 1, fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/) } },
  });
  for (const name of [
    "data.record",
    "data.collection",
    "identity.user",
    "identity.api_key",
    "identity.account_user",
    "tenancy.member",
  ])
    expect({ name, count: certificate.rows[name] }).toEqual({ name, count: before[name] });
  expect(certificate.rows["data.record"]).toBe(6);
  expect(certificate.auditLog.events).toBeGreaterThanOrEqual(before["platform.audit_event"] ?? 0);

  const { slug } = tenant.admin;
  const again = { slug, name: "Another", adminEmail: "ada@other.example", adminName: "Ada" };
  await expect(bootstrap(world.server.platform, again)).rejects.toMatchObject({ code: "CONFLICT" });

  const left = await rowsOf(tenant);
  expect(Object.keys(left).filter((name) => !Object.hasOwn(KEPT_TABLES, name))).toEqual(["platform.outbox"]);
  expect(
    await sql("select type, payload from platform.outbox where tenant_id = $1 order by type", uuidOf(tenant)),
  ).toEqual([
    { type: "key.destroyed", payload: {} },
    { type: "tenant.closed", payload: {} },
  ]);
  expect(
    await sql("select name, status, close_reason from tenancy.tenant where tenant_id = $1", uuidOf(tenant)),
  ).toEqual([{ name: "", status: "CLOSED", close_reason: null }]);
  const [mail] = [
    await mailboxOf(world.server).mailTo(`admin@${tenant.admin.slug}.example`, { subject: "was closed" }),
  ];
  expect(readCertificate(/(?:^[\w.-]{20,}\n)+/m.exec(mail.text)?.[0] ?? "").thumbprint).toBe(thumbprint);

  expect(findCanaries(canaries, await places())).toEqual([]);
  expect(findCanaries(canaries, [["the log", Buffer.from(world.server.logged.join("\n"))]])).toEqual([]);
  // What it asked meanwhile is told, noted and added up as ever.
  const goesOn = ["platform.outbox", "platform.audit_event", "platform.usage_day", "platform.usage_month"];
  expect(await rowsOf(bystander)).toMatchObject(
    Object.fromEntries(Object.entries(others).filter(([name]) => !goesOn.includes(name))),
  );
}, 120_000);
