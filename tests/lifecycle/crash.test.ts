import { createMeter } from "@bulkhead/gateway/src/meter/meter.ts";
import { tryDecodeId } from "@bulkhead/kernel/id.ts";
import { INSTALLATION_ID } from "@bulkhead/kernel/installation.ts";
import { platformPrincipal } from "@bulkhead/kernel/principal.ts";
import { destructionDeps } from "@bulkhead/server/closing.ts";
import { readCertificate } from "@bulkhead/tenancy/src/closing/certificate.ts";
import { readClosure } from "@bulkhead/tenancy/src/closing/closure.ts";
import { deleteEverything, tablesLeft } from "@bulkhead/tenancy/src/closing/delete-rows.ts";
import type { DestructionContext } from "@bulkhead/tenancy/src/closing/destruction-context.ts";
import { destroyTenant } from "@bulkhead/tenancy/src/domain/destroy-tenant.ts";
import { closingSchedule, queueDestructions } from "@bulkhead/tenancy/src/jobs/destroy-tenant-job.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { destroyed, operatorOf } from "../testkit/lifecycle.ts";
import { change } from "../testkit/oauth.ts";
import { requestOf } from "../testkit/rooms.ts";
import { openTestServer, type TestServer, type TestTenant } from "../testkit/server.ts";

let server: TestServer;
beforeAll(async () => {
  server = await openTestServer();
}, 60_000);
afterAll(() => server.stop());

const DEFINE = "mutation ($i: DefineCollectionInput!) { defineCollection(input: $i) { collection { id } } }";
const CREATE = "mutation ($i: CreateRecordInput!) { createRecord(input: $i) { record { id } } }";
const uuidOf = (tenant: TestTenant) => tryDecodeId("tenant", tenant.tenantId) ?? "";
const count = async (text: string, ...values: unknown[]) =>
  Number((await server.databases.owner.pool.query<{ count: string }>(text, values)).rows[0]?.count);

const jobsOf = (tenant: TestTenant) =>
  count(
    "select count(*) from platform.job where kind = 'tenancy.destroy-tenant' and key like $1",
    `${uuidOf(tenant)}%`,
  );

/** A tenant with more rows than one lot has, whose day is far enough away that no worker takes it. */
async function filled(): Promise<TestTenant> {
  const tenant = await server.tenant();
  await change(tenant, DEFINE, { name: "notes", schema: { type: "object" } });
  await change(tenant, CREATE, { collection: "notes", data: {} });
  await server.databases.owner.pool.query(
    `insert into data.record (tenant_id, id, collection_id, data, version, created_at, updated_at, created_by, updated_by)
     select tenant_id, gen_random_uuid(), collection_id, data, 1, now(), now(), created_by, updated_by
     from data.record, generate_series(1, 450) where tenant_id = $1`,
    [uuidOf(tenant)],
  );
  return tenant;
}

/**
 * What a worker destroys it with, and a tenant whose day has come. The server's own workers leave it to us: its job of that
 * day is over.
 */
async function due(tenant: TestTenant): Promise<DestructionContext> {
  const { platform } = server;
  await operatorOf(server, tenant).close(30);
  await server.databases.owner.pool.query(
    `with due as (
       update tenancy.tenant set closes_at = now() - interval '1 second' where tenant_id = $1 returning tenant_id, closes_at
     )
     insert into platform.job (tenant_id, id, kind, key, state, requested_by, request_id, finished_at)
     select $2, gen_random_uuid(), 'tenancy.destroy-tenant', tenant_id || regexp_replace(closes_at::text, '^(.*) (.*)[+]00$', ' \\1T\\2Z'), 'CANCELLED', 'test', 'test', now() from due`,
    [uuidOf(tenant), INSTALLATION_ID],
  );
  await queueDestructions(server.databases.destroyer);
  expect(await jobsOf(tenant)).toBe(1);
  const deps = destructionDeps({
    ...platform,
    settings: { publicOrigin: server.publicOrigin },
    mail: platform.mail.queue,
    tenancy: platform.rooms.tenancy,
  });
  return { ...deps, ...requestOf(platformPrincipal(uuidOf(tenant))) };
}

test("however often it dies on the way, it goes on, and the counts are right", async () => {
  const tenant = await filled();
  const records = await count("select count(*) from data.record where tenant_id = $1", uuidOf(tenant));
  const ctx = await due(tenant);
  let deaths = 0;
  for (let steps = 1; ; steps++) {
    let left = steps;
    const died = new Error("killed");
    const outcome = await destroyTenant(ctx, () => {
      if (left-- === 0) throw died;
      return false;
    }).catch((error: unknown) => {
      if (error !== died) throw error;
      deaths++;
      return "again" as const;
    });
    if (outcome === "done") break;
    expect((await readClosure(ctx.destroyer, uuidOf(tenant)))?.jws).toBeNull();
  }
  expect(deaths).toBeGreaterThan(3);
  expect(await tablesLeft(ctx, uuidOf(tenant))).toEqual([]);
  const { certificate } = readCertificate((await readClosure(ctx.destroyer, uuidOf(tenant)))?.jws ?? "");
  expect(certificate.rows["data.record"]).toBe(records);
  expect(certificate.rows["platform.audit_event"]).toBe(certificate.auditLog.events);
});

test("what a gateway has counted before and adds up afterwards brings nothing back", async () => {
  const tenant = await filled();
  const ctx = await due(tenant);
  const meter = createMeter({ db: server.databases.gateway, log: server.platform.log });
  meter.count(uuidOf(tenant), "requests", "Query.records", "key_a");
  await meter.flush();
  meter.count(uuidOf(tenant), "requests", "Query.records", "key_a");
  meter.noteSockets(uuidOf(tenant), 1);
  while ((await destroyTenant(ctx, () => false)) === "again");
  const { certificate } = readCertificate((await readClosure(ctx.destroyer, uuidOf(tenant)))?.jws ?? "");
  expect(certificate.rows["platform.usage_month"]).toBe(1);
  await meter.flush();
  await meter.stop();
  expect(await tablesLeft(ctx, uuidOf(tenant))).toEqual([]);
});

test("two that destroy the same tenant at once leave one certificate with the right counts", async () => {
  const tenant = await filled();
  const records = await count("select count(*) from data.record where tenant_id = $1", uuidOf(tenant));
  const ctx = await due(tenant);
  const run = async (): Promise<void> => {
    for (let outcome = "again"; outcome === "again"; )
      outcome = await destroyTenant(ctx, () => false).catch(() => "again" as const);
  };
  await Promise.all([run(), run()]);
  const { certificate } = readCertificate((await readClosure(ctx.destroyer, uuidOf(tenant)))?.jws ?? "");
  expect(certificate.rows["data.record"]).toBe(records);
});

test("a tenant that is reopened in time is left alone, and so is one whose day has not come", async () => {
  const tenant = await filled();
  const ctx = await due(tenant);
  await server.databases.owner.pool.query(
    "update tenancy.tenant set closes_at = now() + interval '1 day' where tenant_id = $1",
    [uuidOf(tenant)],
  );
  expect(await destroyTenant(ctx, () => false)).toBe("done");
  await operatorOf(server, tenant).reopen();
  expect(await destroyTenant(ctx, () => false)).toBe("done");
  expect((await tenant.graphql("Admin", "{ tenant { status } }")).data).toEqual({ tenant: { status: "ACTIVE" } });
  expect(await readClosure(ctx.destroyer, uuidOf(tenant))).toBeUndefined();
});

test("rows cannot be deleted of a tenant that is not closed, whatever went wrong", async () => {
  const tenant = await filled();
  const ctx = await due(tenant);
  await expect(deleteEverything(ctx, uuidOf(tenant), () => false)).rejects.toThrow(/division by zero/);
  expect(await count("select count(*) from data.record where tenant_id = $1", uuidOf(tenant))).toBe(451);
});

test("a tenant has one job for its day, however often somebody looks; what is written afterwards goes as well", async () => {
  const tenant = await server.tenant();
  await operatorOf(server, tenant).close();
  await Promise.all([1, 2, 3].map(() => queueDestructions(server.databases.destroyer)));
  expect(await jobsOf(tenant)).toBe(1);
  await destroyed(server, tenant);
  // A refusal that waited in some gateway's memory.
  await server.databases.owner.pool.query(
    `insert into platform.audit_event (tenant_id, id, action, actor_id, target_id, outcome, occurred_at, body, personal, leaf)
     values ($1, gen_random_uuid(), 'operation.deny', 'key_x', 'x', 'DENIED', now(), '{}', '{}', sha256('x'))`,
    [uuidOf(tenant)],
  );
  const { platform } = server;
  const deps = destructionDeps({
    ...platform,
    settings: { publicOrigin: server.publicOrigin },
    mail: platform.mail.queue,
    tenancy: platform.rooms.tenancy,
  });
  await closingSchedule(deps).run(new AbortController().signal);
  expect(await tablesLeft(deps, uuidOf(tenant))).toEqual([]);
  // A domain that a process took which had not heard of the end: nobody else could ever have it.
  await server.databases.owner.pool.query(
    `insert into tenancy.verified_domain (name, owner, domain_id, check_from)
     values ($1, $2, gen_random_uuid(), now() + interval '1 day')`,
    [`${tenant.slug}.example`, uuidOf(tenant)],
  );
  expect(await tablesLeft(deps, uuidOf(tenant))).toEqual(["tenancy.verified_domain"]);
  await closingSchedule(deps).run(new AbortController().signal);
  expect(await tablesLeft(deps, uuidOf(tenant))).toEqual([]);
  expect(await count("select count(*) from tenancy.verified_domain where owner = $1", uuidOf(tenant))).toBe(0);
});
