import { createImportReportsJob } from "@bulkhead/data/src/jobs/import-reports-job.ts";
import { createPurgeHistoryJob } from "@bulkhead/data/src/jobs/purge-history-job.ts";
import { createUser } from "@bulkhead/identity/src/domain/create-user.ts";
import { type AuditBody, commitment, leafHash } from "@bulkhead/kernel/audit.ts";
import { DATA_CLASSES, events } from "@bulkhead/kernel/events.ts";
import { encodeId, ID_PREFIX, newUuid, tryDecodeId } from "@bulkhead/kernel/id.ts";
import { INSTALLATION_ID } from "@bulkhead/kernel/installation.ts";
import type { JobContext } from "@bulkhead/kernel/job-kind.ts";
import { operatorRequest } from "@bulkhead/server/operator.ts";
import { addMember } from "@bulkhead/tenancy/src/domain/add-member.ts";
import { changeTenantPlan } from "@bulkhead/tenancy/src/domain/change-tenant-plan.ts";
import { definePlan } from "@bulkhead/tenancy/src/domain/define-plan.ts";
import { resumeTenant } from "@bulkhead/tenancy/src/domain/resume-tenant.ts";
import { suspendTenant } from "@bulkhead/tenancy/src/domain/suspend-tenant.ts";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { afterAll, beforeAll, expect, test } from "vitest";
import { AS_OWN, ENDS, PAIRS } from "./testkit/event-pairs.ts";
import { importFinished } from "./testkit/isolation/build-world.ts";
import { operationsOf, ownCallsOf } from "./testkit/isolation/harness.ts";
import { personOf } from "./testkit/isolation/person.ts";
import type { Probe } from "./testkit/isolation/probe.ts";
import { probes } from "./testkit/isolation/probes.ts";
import { fetchByLink } from "./testkit/isolation/seed-imports.ts";
import { openServerHarness, type ServerHarness } from "./testkit/isolation/server-harness.ts";
import type { World } from "./testkit/isolation/world.ts";
import { operateOnKeys, operateOnSigningKeys } from "./testkit/key-operations.ts";
import { leave } from "./testkit/leave.ts";
import { destroyed, operatorOf } from "./testkit/lifecycle.ts";
import { openOAuthWorld } from "./testkit/oauth.ts";
import { changePlanAndSignOut, operatorToken } from "./testkit/operators.ts";
import { acceptInvitation, changeAddress, comeIn, signInAndOut } from "./testkit/people-deeds.ts";
import { ROLES, type TestServer } from "./testkit/server.ts";
import { until } from "./testkit/until.ts";

/** Runs every mutation and every command of the operator once, then reads all that was written about it. */
let server: TestServer;
let harness: ServerHarness;
const ajv = new Ajv2020({ strict: true, allErrors: true });
// ajv-formats is CommonJS with a default export, which Node wraps once more.
(addFormats as unknown as { default: typeof addFormats.default }).default(ajv);

/** What makes something of a name that must not be taken yet. */
const NEW_NAMES: Readonly<Record<string, Partial<World>>> = {
  "Mutation.defineCollection": { collectionName: "new_collection" },
  "Mutation.createRole": { roleName: "new role" },
};

beforeAll(async () => {
  const oauth = await openOAuthWorld();
  server = oauth.server;
  harness = await openServerHarness(server);
  const { own, worlds, schema } = harness;
  const world = {
    ...worlds.own,
    email: "new@users.example",
    keyName: "new key",
    serviceAccountName: "new robot",
    invitedEmail: "new@invited.example",
    clientName: "new client",
    domainName: "new.example",
    collectionName: worlds.own.collectionName,
  };
  for (const coordinate of Object.keys(probes).filter((one) => one.startsWith("Mutation."))) {
    const values = { ...world, ...NEW_NAMES[coordinate] };
    const probe = probes[coordinate] as Probe;
    const args = ownCallsOf(probe, values).at(-1)?.args ?? {};
    const [operation] = operationsOf(schema, coordinate, probe, args, undefined, harness.permissions("Admin"));
    const person = probe.asPerson ? await personOf(worlds.own).token() : own.keys.Admin;
    const credential = probe.asOperator ? await operatorToken(server) : person;
    const { errors } = await server.graphql(credential, operation?.query ?? "", operation?.variables);
    if (errors) throw new Error(`${coordinate}: ${JSON.stringify(errors)}`);
  }
  await own.graphql("Viewer", "{ auditEvents { nodes { id } } }");
  await uploadAndDelete();
  await importFinished(server, own.tenantId);
  await fetchByLink(server, worlds.own);
  await outgrowReports();
  await operateOnKeys(server, own.tenantId, newUuid());
  await operateOnSigningKeys(server);
  await changePlanAndSignOut(server, own.tenantId);
  await signInAndOut(oauth);
  await leave(oauth);
  await acceptInvitation(oauth);
  await changeAddress(oauth);
  await comeIn(oauth);
  const tenancy = server.platform.rooms.tenancy.subgraph.context(operatorRequest(own.tenantId));
  await reachQuota(own.tenantId);
  await suspendTenant(tenancy, { reason: "unpaid" });
  await resumeTenant(tenancy);
  const ending = await server.tenant();
  await operatorOf(server, ending).close();
  await destroyed(server, ending);
  const denied = "select from platform.audit_event where tenant_id = $1 and action = 'operation.deny'";
  await until(async () => (await server.databases.owner.pool.query(denied, [own.tenantId])).rowCount !== 0);
}, 120_000);

afterAll(() => server.stop());

/** A resumable upload, from its first byte to its end. */
async function uploadAndDelete(): Promise<void> {
  const tus = { "tus-resumable": "1.0.0" };
  const bytes = { "content-type": "application/offset+octet-stream", "upload-length": "3" };
  const made = await harness.own.rest("Admin", "POST", "/v1/uploads", "abc", { ...tus, ...bytes });
  const { status } = await harness.own.rest("Admin", "DELETE", made.headers.get("location") ?? "", undefined, tus);
  if (status !== 204) throw new Error(`the upload was not deleted: ${status}`);
}

/** The tenant is put on a plan that it has nearly used up, and uses the rest. */
async function reachQuota(tenantId: string): Promise<void> {
  const { tenancy, identity } = server.platform.rooms;
  const { rows: members } = await server.databases.owner.pool.query("select from tenancy.member where tenant_id = $1", [
    tenantId,
  ]);
  const limits = { members: members.length + 1 };
  const installation = tenancy.subgraph.context(operatorRequest(INSTALLATION_ID));
  await definePlan(installation, { name: "small", description: "of a test", limits });
  const here = operatorRequest(tenantId);
  await changeTenantPlan(tenancy.subgraph.context(here), { plan: "small" });
  const { id } = await createUser(identity.subgraph.context(here), { email: "q@q.example", name: "Q" });
  await addMember(tenancy.subgraph.context(here), { userId: id, role: "Viewer" });
  await changeTenantPlan(tenancy.subgraph.context(here), { plan: "standard" });
}

/** The rows that imports of the tenant rejected grow older than it keeps them. */
async function outgrowReports(): Promise<void> {
  const { tenantId } = harness.own;
  const { pool } = server.databases.owner;
  const older = "set finished_at = finished_at - interval '2 days' where tenant_id = $1";
  for (const table of ["import", "collection_migration"]) await pool.query(`update data.${table} ${older}`, [tenantId]);
  const asJob = { attempt: 1, isLastAttempt: false, isOver: () => false, progress: () => undefined };
  const ctx = {
    ...operatorRequest(tenantId),
    ...asJob,
    tenantId,
    jobId: newUuid(),
    signal: new AbortController().signal,
  };
  await createImportReportsJob(server.platform.databases.data, async () => 1).run(ctx, {});
  const days = { deletedRecordDays: 0, recordVersionDays: 1 };
  await createPurgeHistoryJob(server.platform.databases.data, async () => days).run(ctx, {});
  await retain(ctx);
}

/** A run that was stopped before it told what it had removed goes on. */
async function retain(ctx: JobContext): Promise<void> {
  await server.databases.owner.pool.query(
    "update data.retention set versions = 1, step = step + 1 where tenant_id = $1",
    [ctx.tenantId],
  );
  await server.platform.rooms.data.jobs.find(({ name }) => name === "data.retention")?.run(ctx, {});
}

async function rows<R>(text: string): Promise<R[]> {
  return (await server.databases.owner.pool.query(text)).rows as R[];
}

test("every declared event was written", async () => {
  const outbox = await rows<{ name: string }>("select distinct type as name from platform.outbox");
  const audit = await rows<{ name: string }>("select distinct action as name from platform.audit_event");
  expect(outbox.map(({ name }) => name).sort()).toEqual(Object.keys(events.outbox).sort());
  // It goes with the log that it stands in; the certificate stays.
  const declared = Object.keys(events.audit).filter((name) => name !== "tenant.destroy");
  expect(audit.map(({ name }) => name).sort()).toEqual(declared.sort());
});

test("every declaration is complete: its schema compiles, and it has a version and a data class", () => {
  for (const { version, dataClass, ...rest } of [...Object.values(events.outbox), ...Object.values(events.audit)]) {
    expect(version).toBeGreaterThan(0);
    expect(DATA_CLASSES).toContain(dataClass);
    expect(typeof ajv.compile("payload" in rest ? rest.payload : rest.detail)).toBe("function");
  }
});

test("every payload in the outbox is as its type declares", async () => {
  const all = await rows<{ type: string; version: number; payload: unknown }>(
    "select type, version, payload from platform.outbox",
  );
  for (const { type, version, payload } of all) {
    const declared = events.outbox[type];
    expect({ type, version }).toEqual({ type, version: declared?.version });
    const validate = ajv.compile(declared?.payload ?? false);
    expect({ type, valid: validate(payload), errors: validate.errors }).toEqual({ type, valid: true, errors: null });
  }
});

interface AuditRow {
  tenant_id: string;
  id: string;
  action: string;
  actor_id: string;
  target_id: string;
  outcome: string;
  occurred_at: Date;
  body: AuditBody;
  personal: Record<string, { value: string; salt: string }>;
  leaf: Buffer;
}

const readAudit = () => rows<AuditRow>("select * from platform.audit_event order by tenant_id, id");

test("every audit detail is as its action declares, and its columns repeat its body", async () => {
  for (const { body, ...row } of await readAudit()) {
    const declared = events.audit[row.action];
    const validate = ajv.compile(declared?.detail ?? false);
    expect({ action: row.action, valid: validate(body.detail), errors: validate.errors }).toEqual({
      action: row.action,
      valid: true,
      errors: null,
    });
    expect(body).toMatchObject({
      v: 1,
      id: encodeId("auditEvent", row.id),
      tenant: encodeId("tenant", row.tenant_id),
      action: row.action,
      version: declared?.version,
      actor: { id: row.actor_id },
      target: { type: declared?.target, id: row.target_id },
      outcome: row.outcome,
    });
    expect(new Date(body.occurredAt)).toEqual(row.occurred_at);
    expect(body.requestId).toMatch(/^req_[0-9a-z]{26}$/);
    if (body.target.type in ID_PREFIX) expect(tryDecodeId(body.target.type as "record", body.target.id)).toBeDefined();
  }
});

test("every leaf is the hash of its body, and every commitment opens with its value and salt", async () => {
  const all = await readAudit();
  expect(all.length).toBeGreaterThan(20);
  const salts = new Set<string>();
  for (const { body, personal, leaf } of all) {
    expect(leafHash(body)).toEqual(leaf);
    expect(leafHash({ ...body, requestId: `${body.requestId}x` })).not.toEqual(leaf);
    expect(Object.keys(body.commitments).sort()).toEqual(Object.keys(personal).sort());
    for (const [name, fact] of Object.entries(personal)) {
      expect(commitment(fact)).toBe(body.commitments[name]);
      salts.add(fact.salt);
    }
  }
  // A salt used twice would tell that two facts are the same after one of them was erased.
  expect(salts.size).toBe(all.flatMap(({ personal }) => Object.keys(personal)).length);
});

test("no personal fact stands in a non-personal part", async () => {
  for (const { body, personal } of await readAudit()) {
    const text = JSON.stringify(body);
    // The keys of the test tenants are named like their roles, which are no secret.
    const facts = Object.values(personal).filter(({ value }) => !(ROLES as readonly string[]).includes(value));
    for (const { value } of facts) expect(text).not.toContain(JSON.stringify(value));
    expect(text).not.toMatch(/[\w.+-]+@[\w.-]+/);
  }
});

test("no audit event and no outbox event holds a key", async () => {
  const all = [
    ...(await rows("select t::text from platform.audit_event t")),
    ...(await rows("select t::text from platform.outbox t")),
  ];
  expect(JSON.stringify(all)).not.toMatch(
    /bh_[a-z]+_[0-9a-z]{26}_|bhs_[0-9A-Za-z]{20}|bho_[0-9A-Za-z]{20}|activate\?token=/,
  );
});

test("each change has one outbox transaction and one audit event in it, and one for every grant and key that it ends", async () => {
  // One that reaches several tenants says so in each of them.
  const perTransaction = await rows<{ types: string[]; actions: string[] }>(
    `select array_agg(o.type) as types, array(select a.action from platform.audit_event a
       where a.xmin::text::bigint = o.xid::text::bigint % 4294967296 and a.tenant_id = o.tenant_id) as actions
     from platform.outbox o where o.type not in ('records.imported', 'import.progressed', 'export.progressed', 'quota.reached')
       -- The job that the worlds are seeded with was asked for by nobody; a mail tells of the change that it goes with, an export or
       -- import is one change with its job, and what grows old is removed because of a change that went before. Of a tenant that was
       -- destroyed there is no log any more.
       and not (o.type = 'job.created' and o.payload ->> 'kind' in
         ('test.nobody', 'identity.send-mail', 'tenancy.export', 'tenancy.destroy-tenant', 'data.import-reports', 'data.bulk-change', 'data.export', 'data.import', 'data.purge-history', 'data.migration', 'data.retention'))
       and not exists (select from tenancy.closure_certificate c where c.owner = o.tenant_id)
     group by o.xid, o.tenant_id`,
  );
  expect(perTransaction.length).toBeGreaterThan(20);
  for (const { types, actions } of perTransaction) {
    const ends = types.flatMap((type) => ENDS[type] ?? []);
    const changes = new Set(types.filter((type) => !(type in ENDS)).map((type) => PAIRS[type]));
    expect({ types, actions: actions.map((action) => AS_OWN[action] ?? action).sort() }).toEqual({
      types,
      actions: [...changes, ...ends].sort(),
    });
  }
});
