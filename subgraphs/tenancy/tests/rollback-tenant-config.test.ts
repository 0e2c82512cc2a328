import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestRooms, seedTenant, type TestRooms, written } from "../../../tests/testkit/rooms.ts";
import { putOnPlan } from "./plans.ts";
import { rollback, update } from "./settings-fixture.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

const SECRET = "a-signing-secret-of-24-or-more";

test("an older version is the newest again, with its event and audit event", async () => {
  const tenant = await seedTenant(rooms);
  await update(rooms, tenant, {
    expectedVersion: 0,
    branding: { displayName: "One" },
    security: { sessionHours: 8 },
  });
  await update(rooms, tenant, { expectedVersion: 1, branding: { displayName: "Two" }, limits: { uploadBytes: 5 } });
  const before = await written(rooms, tenant.tenantId);
  const { data, refusals } = await rollback(rooms, tenant, { expectedVersion: 2, toVersion: 1 });
  expect(refusals).toEqual([]);
  expect(data.rollbackTenantConfig).toMatchObject({
    tenantConfig: {
      version: 3,
      branding: { displayName: "One" },
      limits: { uploadBytes: null },
      security: { sessionHours: 8 },
    },
    changes: [
      { path: "limits.uploadBytes", before: 5, after: null },
      { path: "branding.displayName", before: "Two", after: "One" },
    ],
  });
  const after = await written(rooms, tenant.tenantId);
  const changed = ["branding.displayName", "limits.uploadBytes"];
  expect(after.outbox.slice(before.outbox.length)).toMatchObject([
    { type: "tenant-config.rolled-back", payload: { version: 3, changed } },
  ]);
  expect(after.audit.slice(before.audit.length)).toMatchObject([
    { action: "tenant-config.rollback", body: { detail: { from: 2, to: 3, rolledBackTo: 1, changed } } },
  ]);
});

test("version 0 is before anything was set", async () => {
  const tenant = await seedTenant(rooms);
  await update(rooms, tenant, { expectedVersion: 0, branding: { displayName: "One" } });
  const { data } = await rollback(rooms, tenant, { expectedVersion: 1, toVersion: 0 });
  expect(data.rollbackTenantConfig.tenantConfig).toMatchObject({ version: 2, branding: { displayName: null } });
});

test("secrets do not go back", async () => {
  const tenant = await seedTenant(rooms);
  await update(rooms, tenant, { expectedVersion: 0, branding: { displayName: "One" } });
  await update(rooms, tenant, { expectedVersion: 1, webhooks: { signingSecret: SECRET } });
  await update(rooms, tenant, { expectedVersion: 2, webhooks: { signingSecret: `${SECRET}-new` } });
  for (const [at, toVersion] of [2, 0].entries()) await rollback(rooms, tenant, { expectedVersion: 3 + at, toVersion });
  expect(await rooms.tenancy.secretOf(tenant.tenantId, "webhooks.signingSecret")).toBe(`${SECRET}-new`);
});

test("a dry run writes nothing", async () => {
  const tenant = await seedTenant(rooms);
  await update(rooms, tenant, { expectedVersion: 0, branding: { displayName: "One" } });
  const before = await written(rooms, tenant.tenantId);
  const { data } = await rollback(rooms, tenant, { expectedVersion: 1, toVersion: 0, dryRun: true });
  expect(data.rollbackTenantConfig.changes).toMatchObject([{ path: "branding.displayName", after: null }]);
  expect(await written(rooms, tenant.tenantId)).toEqual(before);
});

test("what would not be taken today is refused with its path, and nothing is stored", async () => {
  const tenant = await seedTenant(rooms);
  await rooms.platform.databases.owner.pool.query(
    `insert into tenancy.tenant_setting (tenant_id, version, settings, created_by)
     values ($1, 1, '{"security": {"sessionHours": 9000}, "branding": {"displayName": "Old"}, "gone": {"a": 1}}', 'platform'),
            ($1, 2, '{}', 'platform')`,
    [tenant.tenantId],
  );
  const before = await written(rooms, tenant.tenantId);
  const { refusals } = await rollback(rooms, tenant, { expectedVersion: 2, toVersion: 1 });
  expect(refusals).toMatchObject([{ code: "BAD_USER_INPUT", fields: [{ path: "input.security.sessionHours" }] }]);
  expect(await written(rooms, tenant.tenantId)).toEqual(before);
});

test("what a plan has fixed since is refused; what it lowered as well", async () => {
  const tenant = await seedTenant(rooms);
  await update(rooms, tenant, { expectedVersion: 0, security: { mfa: "OFF" } });
  await update(rooms, tenant, { expectedVersion: 1, security: { mfa: null }, limits: { uploadBytes: 500 } });
  await update(rooms, tenant, { expectedVersion: 2, limits: { uploadBytes: null } });
  await putOnPlan(rooms, tenant.tenantId, {
    security: { mfa: "REQUIRED" },
    limits: { uploadBytes: 100 },
    fixed: ["security.mfa"],
  });
  const fixed = await rollback(rooms, tenant, { expectedVersion: 3, toVersion: 1 });
  expect(fixed.refusals).toMatchObject([{ code: "SETTING_FIXED", fields: [{ path: "input.security.mfa" }] }]);
  const lowered = await rollback(rooms, tenant, { expectedVersion: 3, toVersion: 2 });
  expect(lowered.refusals).toMatchObject([{ code: "BAD_USER_INPUT", fields: [{ path: "input.limits.uploadBytes" }] }]);
});

test("a version that there is not, or another newest one, is refused", async () => {
  const tenant = await seedTenant(rooms);
  await update(rooms, tenant, { expectedVersion: 0, branding: { displayName: "One" } });
  for (const toVersion of [2, -1]) {
    const { refusals } = await rollback(rooms, tenant, { expectedVersion: 1, toVersion });
    expect(refusals).toMatchObject([{ code: "BAD_USER_INPUT", fields: [{ path: "input.toVersion" }] }]);
  }
  const { refusals } = await rollback(rooms, tenant, { expectedVersion: 0, toVersion: 0 });
  expect(refusals).toMatchObject([{ code: "VERSION_MISMATCH" }]);
});

test("of changes and rollbacks at once, exactly one is made", async () => {
  const tenant = await seedTenant(rooms);
  await update(rooms, tenant, { expectedVersion: 0, branding: { displayName: "One" } });
  const answers = await Promise.all([
    ...Array.from({ length: 4 }, () => rollback(rooms, tenant, { expectedVersion: 1, toVersion: 0 })),
    ...Array.from({ length: 4 }, (_, at) =>
      update(rooms, tenant, { expectedVersion: 1, branding: { displayName: `Name ${at}` } }),
    ),
  ]);
  const codes = answers.flatMap(({ refusals }) => refusals.map(({ code }) => code));
  expect(codes).toEqual(Array(7).fill("VERSION_MISMATCH"));
});
