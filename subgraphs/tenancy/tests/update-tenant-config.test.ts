import { DEFAULT_SETTINGS } from "@bulkhead/kernel/tenant-settings.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { dataAddress, png } from "../../../tests/testkit/pictures.ts";
import {
  ask,
  openTestRooms,
  seedTenant,
  type TestRooms,
  type TestTenant,
  written,
} from "../../../tests/testkit/rooms.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

const UPDATE = `mutation ($i: UpdateTenantConfigInput!) {
  updateTenantConfig(input: $i) { tenantConfig { version mfa mfaGraceDays mfaEnforcedFrom displayName logo } }
}`;

const update = (tenant: TestTenant, input: object) =>
  ask(rooms.tenancy.subgraph, tenant.as.Admin, UPDATE, { i: input });

test("settings get a new version; version, event and audit event are one transaction", async () => {
  const tenant = await seedTenant(rooms);
  const before = await written(rooms, tenant.tenantId);
  const logo = dataAddress(png(40, 40));
  const { data } = await update(tenant, { expectedVersion: 0, mfa: "REQUIRED", displayName: "Acme & Söhne", logo });
  expect(data.updateTenantConfig.tenantConfig).toMatchObject({
    version: 1,
    mfa: "REQUIRED",
    mfaGraceDays: 0,
    mfaEnforcedFrom: expect.stringMatching(/Z$/),
    displayName: "Acme & Söhne",
    logo,
  });

  const after = await written(rooms, tenant.tenantId);
  const events = after.outbox.slice(before.outbox.length);
  const audited = after.audit.slice(before.audit.length);
  const changed = ["displayName", "logo", "mfa"];
  expect(events).toMatchObject([{ type: "tenant-config.updated", payload: { version: 1, changed } }]);
  expect(audited).toMatchObject([{ action: "tenant-config.update", body: { detail: { from: 0, to: 1, changed } } }]);
  const { rows } = await rooms.platform.databases.owner.pool.query(
    "select xmin::text as xid, created_by from tenancy.tenant_setting where tenant_id = $1",
    [tenant.tenantId],
  );
  expect(rows).toEqual([{ xid: events[0].xid, created_by: tenant.as.Admin.id }]);
  expect(audited[0].xid).toBe(events[0].xid);
});

test("what is not named stays, what is null has its default again, and every version is kept", async () => {
  const tenant = await seedTenant(rooms);
  await update(tenant, { expectedVersion: 0, mfaGraceDays: 30, displayName: "Acme" });
  await update(tenant, { expectedVersion: 1, mfa: "OFF" });
  const { data } = await update(tenant, { expectedVersion: 2, displayName: null });
  expect(data.updateTenantConfig.tenantConfig).toMatchObject({
    version: 3,
    mfa: "OFF",
    mfaGraceDays: 30,
    displayName: null,
  });
  const { rows } = await rooms.platform.databases.owner.pool.query(
    `select version, settings ->> 'displayName' as name, settings ->> 'mfa' as mfa
     from tenancy.tenant_setting where tenant_id = $1 order by version`,
    [tenant.tenantId],
  );
  expect(rows).toEqual([
    { version: 1, name: "Acme", mfa: "OPTIONAL" },
    { version: 2, name: "Acme", mfa: "OFF" },
    { version: 3, name: null, mfa: "OFF" },
  ]);
});

test("where nothing differs, nothing is written", async () => {
  const tenant = await seedTenant(rooms);
  await update(tenant, { expectedVersion: 0, displayName: "Acme" });
  const before = await written(rooms, tenant.tenantId);
  const { data } = await update(tenant, { expectedVersion: 1, displayName: "Acme", mfa: "OPTIONAL" });
  expect(data.updateTenantConfig.tenantConfig).toMatchObject({ version: 1 });
  expect(await written(rooms, tenant.tenantId)).toEqual(before);
});

test("a version that is no longer, or not yet, the newest is refused", async () => {
  const tenant = await seedTenant(rooms);
  await update(tenant, { expectedVersion: 0, displayName: "Acme" });
  for (const expectedVersion of [0, 2, -1]) {
    const { data, refusals } = await update(tenant, { expectedVersion, displayName: "Other" });
    expect(refusals).toMatchObject([{ code: "VERSION_MISMATCH", message: expect.stringContaining("Read them again") }]);
    expect(data).toBeNull();
  }
});

test("of many who change the same version at once, exactly one does", async () => {
  const tenant = await seedTenant(rooms);
  const answers = await Promise.all(
    Array.from({ length: 12 }, (_, n) => update(tenant, { expectedVersion: 0, displayName: `Name ${n}` })),
  );
  const codes = answers.flatMap(({ refusals }) => refusals.map(({ code }) => code));
  expect(codes).toEqual(Array.from({ length: 11 }, () => "VERSION_MISMATCH"));
});

test("every value that is wrong is named, and nothing is stored", async () => {
  const tenant = await seedTenant(rooms);
  const before = await written(rooms, tenant.tenantId);
  const { refusals } = await update(tenant, {
    expectedVersion: 0,
    mfaGraceDays: 91,
    displayName: "",
    logo: "data:image/svg+xml;base64,PHN2Zy8+",
  });
  expect(refusals).toMatchObject([{ code: "BAD_USER_INPUT" }]);
  expect(refusals[0]?.fields?.map(({ path }) => path).sort()).toEqual([
    "input.displayName",
    "input.logo",
    "input.mfaGraceDays",
  ]);
  expect(await written(rooms, tenant.tenantId)).toEqual(before);
});

test("policy and brand follow as soon as the feed has said so; the policy carries no logo", async () => {
  const [tenant, other] = [await seedTenant(rooms), await seedTenant(rooms)];
  const { tenancy } = rooms;
  expect((await tenancy.policyOf(tenant.tenantId))?.settings).toBe(DEFAULT_SETTINGS);
  expect(await tenancy.brandOf(tenant.tenantId)).toEqual({ name: `Tenant ${tenant.slug}`, logo: null });
  const logo = dataAddress(png(40, 40));
  await update(tenant, { expectedVersion: 0, mfa: "PHISHING_RESISTANT", displayName: "Acme", logo });
  await rooms.platform.feed.settled();
  const policy = await tenancy.policyOf(tenant.tenantId);
  expect(policy).toMatchObject({ status: "ACTIVE", settings: { mfa: "PHISHING_RESISTANT", mfaBefore: "OPTIONAL" } });
  expect(JSON.stringify(policy)).not.toContain("data:");
  expect(policy?.permissionsOf("Admin")).toBe(tenant.as.Admin.permissions);
  expect(await tenancy.brandOf(tenant.tenantId)).toEqual({ name: "Acme", logo });
  expect((await tenancy.policyOf(other.tenantId))?.settings).toBe(DEFAULT_SETTINGS);
});
