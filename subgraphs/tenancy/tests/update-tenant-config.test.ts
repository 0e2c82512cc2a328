import { PASSWORD_ACR } from "@bulkhead/kernel/acr.ts";
import { PERMISSIONS } from "@bulkhead/kernel/permission.ts";
import type { Principal } from "@bulkhead/kernel/principal.ts";
import { DEFAULT_SETTINGS } from "@bulkhead/kernel/tenant-settings.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { dataAddress, png } from "../../../tests/testkit/pictures.ts";
import { openTestRooms, seedMember, seedTenant, type TestRooms, written } from "../../../tests/testkit/rooms.ts";
import { putOnPlan } from "./plans.ts";
import { update } from "./settings-fixture.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

/** The address that requests of tests come from is 203.0.113.7. */
const MINE = "203.0.113.0/24";
const SECRET = `whsec-${"x1".repeat(20)}`;

/** As an Admin who signed in a moment ago. */
const asUser = ({ as, adminUserId }: { as: { Admin: Principal }; adminUserId: string }): Principal => ({
  ...as.Admin,
  kind: "user",
  id: adminUserId,
  acr: PASSWORD_ACR,
  authTime: Math.floor(Date.now() / 1_000),
  permissions: new Set(PERMISSIONS),
});

test("settings get a new version; version, event and audit event are one transaction", async () => {
  const tenant = await seedTenant(rooms);
  const before = await written(rooms, tenant.tenantId);
  const logo = dataAddress(png(40, 40));
  const { data, refusals } = await update(rooms, tenant, {
    expectedVersion: 0,
    reason: "The audit asked for it",
    security: { mfa: "REQUIRED" },
    branding: { displayName: "Acme & Söhne", logo },
  });
  expect(refusals).toEqual([]);
  expect(data.updateTenantConfig).toMatchObject({
    tenantConfig: {
      version: 1,
      security: { mfa: "REQUIRED", mfaGraceDays: 0, mfaEnforcedFrom: expect.stringMatching(/Z$/) },
      branding: { displayName: "Acme & Söhne", logo },
    },
    changes: [
      { path: "branding.displayName", before: null, after: "Acme & Söhne", isSecret: false },
      { path: "branding.logo", before: null, after: expect.stringMatching(/^sha256:/), isSecret: false },
      { path: "security.mfa", before: null, after: "REQUIRED", isSecret: false },
    ],
  });

  const after = await written(rooms, tenant.tenantId);
  const events = after.outbox.slice(before.outbox.length);
  const audited = after.audit.slice(before.audit.length);
  const changed = ["branding.displayName", "branding.logo", "security.mfa"];
  expect(events).toMatchObject([{ type: "tenant-config.updated", payload: { version: 1, changed } }]);
  expect(audited).toMatchObject([{ action: "tenant-config.update", body: { detail: { from: 0, to: 1, changed } } }]);
  const { rows } = await rooms.platform.databases.owner.pool.query(
    "select xmin::text as xid, created_by, reason from tenancy.tenant_setting where tenant_id = $1",
    [tenant.tenantId],
  );
  expect(rows).toEqual([{ xid: events[0].xid, created_by: tenant.as.Admin.id, reason: "The audit asked for it" }]);
  expect(audited[0].xid).toBe(events[0].xid);
});

test("what is not named stays, what is null is taken back, and every version is kept", async () => {
  const tenant = await seedTenant(rooms);
  await update(rooms, tenant, {
    expectedVersion: 0,
    security: { mfaGraceDays: 30 },
    branding: { displayName: "Acme" },
  });
  await update(rooms, tenant, { expectedVersion: 1, security: { mfa: "OFF" } });
  const { data } = await update(rooms, tenant, { expectedVersion: 2, branding: { displayName: null } });
  expect(data.updateTenantConfig.tenantConfig).toMatchObject({
    version: 3,
    security: { mfa: "OFF", mfaGraceDays: 30 },
    branding: { displayName: null },
  });
  const { rows } = await rooms.platform.databases.owner.pool.query(
    "select version, settings from tenancy.tenant_setting where tenant_id = $1 order by version",
    [tenant.tenantId],
  );
  expect(rows).toEqual([
    { version: 1, settings: { security: { mfaGraceDays: 30 }, branding: { displayName: "Acme" } } },
    { version: 2, settings: { security: { mfaGraceDays: 30, mfa: "OFF" }, branding: { displayName: "Acme" } } },
    { version: 3, settings: { security: { mfaGraceDays: 30, mfa: "OFF" } } },
  ]);
});

test("where nothing differs, nothing is written", async () => {
  const tenant = await seedTenant(rooms);
  await update(rooms, tenant, { expectedVersion: 0, branding: { displayName: "Acme" } });
  const before = await written(rooms, tenant.tenantId);
  const { data } = await update(rooms, tenant, {
    expectedVersion: 1,
    branding: { displayName: "Acme", logo: null },
    security: {},
  });
  expect(data.updateTenantConfig).toMatchObject({ tenantConfig: { version: 1 }, changes: [], warnings: [] });
  expect(await written(rooms, tenant.tenantId)).toEqual(before);
});

test("a version that is no longer, or not yet, the newest is refused", async () => {
  const tenant = await seedTenant(rooms);
  await update(rooms, tenant, { expectedVersion: 0, branding: { displayName: "Acme" } });
  for (const expectedVersion of [0, 2, -1]) {
    const { data, refusals } = await update(rooms, tenant, { expectedVersion, branding: { displayName: "Other" } });
    expect(refusals).toMatchObject([{ code: "VERSION_MISMATCH", message: expect.stringContaining("Read them again") }]);
    expect(data).toBeNull();
  }
});

test("of many who change the same version at once, exactly one does", async () => {
  const tenant = await seedTenant(rooms);
  const answers = await Promise.all(
    Array.from({ length: 12 }, (_, n) =>
      update(rooms, tenant, { expectedVersion: 0, branding: { displayName: `Name ${n}` } }),
    ),
  );
  const codes = answers.flatMap(({ refusals }) => refusals.map(({ code }) => code));
  expect(codes).toEqual(Array.from({ length: 11 }, () => "VERSION_MISMATCH"));
});

test("every value that is wrong is named, and nothing is stored", async () => {
  const tenant = await seedTenant(rooms);
  const before = await written(rooms, tenant.tenantId);
  const { refusals } = await update(rooms, tenant, {
    expectedVersion: 0,
    security: { mfaGraceDays: 91, apiKeyDays: 30, allowedNetworks: [MINE] },
    branding: { displayName: "", logo: "data:image/svg+xml;base64,PHN2Zy8+" },
    webhooks: { allowedHosts: ["hooks.example.com"] },
  });
  expect(refusals).toMatchObject([{ code: "BAD_USER_INPUT" }]);
  expect(refusals[0]?.fields?.map(({ path }) => path).sort()).toEqual([
    "input.branding.displayName",
    "input.branding.logo",
    "input.security.mfaGraceDays",
  ]);
  expect(await written(rooms, tenant.tenantId)).toEqual(before);
});

test.each([
  ["no reason", "  "],
  ["a reason of two lines", "one\ntwo"],
])("%s is refused", async (_what, reason) => {
  const tenant = await seedTenant(rooms);
  const { refusals } = await update(rooms, tenant, { expectedVersion: 0, reason, security: { mfa: "OFF" } });
  expect(refusals).toMatchObject([{ code: "BAD_USER_INPUT", fields: [{ path: "input.reason" }] }]);
});

describe("a dry run", () => {
  test("tells what would change and what to know, and writes nothing", async () => {
    const tenant = await seedTenant(rooms);
    await seedMember(rooms, tenant.tenantId, "Viewer");
    const before = await written(rooms, tenant.tenantId);
    const change = {
      security: { mfa: "REQUIRED", mfaGraceDays: 14, allowedNetworks: [MINE] },
      features: { rest: false },
      webhooks: { signingSecret: SECRET },
    };
    const { data, refusals } = await update(rooms, tenant, { expectedVersion: 0, dryRun: true, ...change });
    expect(refusals).toEqual([]);
    expect(data.updateTenantConfig.tenantConfig).toMatchObject({ version: 1, security: { mfa: "REQUIRED" } });
    const paths = (data.updateTenantConfig.changes as { path: string }[]).map(({ path }) => path);
    expect(paths).toEqual([
      "features.rest",
      "security.mfa",
      "security.mfaGraceDays",
      "security.allowedNetworks",
      "webhooks.signingSecret",
    ]);
    expect(data.updateTenantConfig.warnings).toEqual([
      "2 members have no second factor and must set one up when they next enter, from 14 days from now on.",
      "Integrations that use /v1 stop working, imports among them.",
      "Whoever calls from elsewhere is refused, and their open sockets are closed.",
    ]);
    expect(await written(rooms, tenant.tenantId)).toEqual(before);
    const { rows } = await rooms.platform.databases.owner.pool.query(
      "select path from tenancy.tenant_secret where tenant_id = $1",
      [tenant.tenantId],
    );
    expect(rows).toEqual([]);
  });

  test("refuses what the change would be refused for", async () => {
    const tenant = await seedTenant(rooms);
    const wrong = { security: { sessionHours: 0 }, webhooks: { signingSecret: "short" } };
    const { refusals } = await update(rooms, tenant, { expectedVersion: 0, dryRun: true, ...wrong });
    expect(refusals[0]?.fields?.map(({ path }) => path)).toEqual([
      "input.security.sessionHours",
      "input.webhooks.signingSecret",
    ]);
    const stale = await update(rooms, tenant, { expectedVersion: 3, dryRun: true });
    expect(stale.refusals).toMatchObject([{ code: "VERSION_MISMATCH" }]);
  });
});

describe("nobody shuts themselves out:", () => {
  test("networks without the caller's own address are refused, and taken with it", async () => {
    const tenant = await seedTenant(rooms);
    const { refusals } = await update(rooms, tenant, {
      expectedVersion: 0,
      security: { allowedNetworks: ["198.51.100.0/24", "2001:db8::/32"] },
    });
    expect(refusals).toMatchObject([
      {
        code: "BAD_USER_INPUT",
        message: expect.stringContaining("203.0.113.7"),
        fields: [{ path: "input.security.allowedNetworks", code: "LOCKS_OUT" }],
      },
    ]);
    const { data } = await update(rooms, tenant, {
      expectedVersion: 0,
      security: { allowedNetworks: ["198.51.100.0/24", MINE] },
    });
    expect(data.updateTenantConfig.tenantConfig.security.allowedNetworks).toEqual(["198.51.100.0/24", MINE]);
  });

  test.each([{ apiKeys: false }, { apiKeyDays: 30 }])("a key does not set %j; a user may", async (security) => {
    const tenant = await seedTenant(rooms);
    const { refusals } = await update(rooms, tenant, { expectedVersion: 0, security });
    const [name] = Object.keys(security);
    expect(refusals).toMatchObject([{ fields: [{ path: `input.security.${name}`, code: "LOCKS_OUT" }] }]);
    const done = await update(rooms, tenant, { expectedVersion: 0, security }, asUser(tenant));
    expect(done.data.updateTenantConfig.tenantConfig.security).toMatchObject(security);
    const loosened = await update(rooms, tenant, { expectedVersion: 1, security: { apiKeys: null, apiKeyDays: null } });
    expect(loosened.refusals).toEqual([]);
  });
});

test("what a plan has fixed is refused with its path, and nothing is stored", async () => {
  const tenant = await seedTenant(rooms);
  await putOnPlan(rooms, tenant.tenantId, { security: { mfa: "REQUIRED" }, fixed: ["security.mfa"] });
  const { refusals } = await update(rooms, tenant, {
    expectedVersion: 0,
    security: { mfa: "OFF" },
    branding: { displayName: "Acme" },
  });
  expect(refusals).toMatchObject([{ code: "SETTING_FIXED", fields: [{ path: "input.security.mfa" }] }]);
  const { data } = await update(rooms, tenant, {
    expectedVersion: 0,
    security: { mfa: "REQUIRED" },
    branding: { displayName: "Acme" },
  });
  expect(data.updateTenantConfig.changes).toMatchObject([{ path: "branding.displayName" }]);
});

describe("a secret", () => {
  const stored = async (tenantId: string) => {
    const { pool } = rooms.platform.databases.owner;
    const { rows } = await pool.query(
      "select path, version, sealed from tenancy.tenant_secret where tenant_id = $1 order by path",
      [tenantId],
    );
    return rows as { path: string; version: number; sealed: Buffer }[];
  };

  test("is sealed, shown to nobody, and opened for whoever acts by it", async () => {
    const tenant = await seedTenant(rooms);
    const { data } = await update(rooms, tenant, { expectedVersion: 0, webhooks: { signingSecret: SECRET } });
    expect(data.updateTenantConfig).toMatchObject({
      tenantConfig: { webhooks: { signingSecretVersion: 1 } },
      changes: [{ path: "webhooks.signingSecret", before: null, after: null, isSecret: true }],
    });
    const [row] = await stored(tenant.tenantId);
    expect(row).toMatchObject({ path: "webhooks.signingSecret", version: 1 });
    expect(row?.sealed.includes(SECRET)).toBe(false);
    expect(JSON.stringify([data, await written(rooms, tenant.tenantId), rooms.platform.logged])).not.toContain(SECRET);
    expect(await rooms.tenancy.secretOf(tenant.tenantId, "webhooks.signingSecret")).toBe(SECRET);
    const other = await seedTenant(rooms);
    expect(await rooms.tenancy.secretOf(other.tenantId, "webhooks.signingSecret")).toBeUndefined();
  });

  test("is replaced, and taken away; what it was is gone", async () => {
    const tenant = await seedTenant(rooms);
    await update(rooms, tenant, { expectedVersion: 0, webhooks: { signingSecret: SECRET } });
    const next = await update(rooms, tenant, { expectedVersion: 1, webhooks: { signingSecret: `${SECRET}2` } });
    expect(next.data.updateTenantConfig.tenantConfig.webhooks.signingSecretVersion).toBe(2);
    expect(await stored(tenant.tenantId)).toMatchObject([{ version: 2 }]);
    await update(rooms, tenant, { expectedVersion: 2, webhooks: { signingSecret: null } });
    expect(await stored(tenant.tenantId)).toEqual([]);
  });

  test("that is not accepted is not repeated", async () => {
    const tenant = await seedTenant(rooms);
    const { refusals } = await update(rooms, tenant, { expectedVersion: 0, webhooks: { signingSecret: "hunter2" } });
    expect(refusals).toMatchObject([{ fields: [{ path: "input.webhooks.signingSecret" }] }]);
    expect(JSON.stringify(refusals)).not.toContain("hunter2");
  });

  test("of whoever comes too late is not kept", async () => {
    const tenant = await seedTenant(rooms);
    await update(rooms, tenant, { expectedVersion: 0, webhooks: { signingSecret: SECRET } });
    await update(rooms, tenant, { expectedVersion: 0, webhooks: { signingSecret: `${SECRET}late` } });
    expect(await rooms.tenancy.secretOf(tenant.tenantId, "webhooks.signingSecret")).toBe(SECRET);
  });
});

test("policy and brand follow as soon as the feed has said so; the policy carries no logo", async () => {
  const [tenant, other] = [await seedTenant(rooms), await seedTenant(rooms)];
  const { tenancy } = rooms;
  expect((await tenancy.policyOf(tenant.tenantId))?.settings).toBe(DEFAULT_SETTINGS);
  expect(await tenancy.brandOf(tenant.tenantId)).toMatchObject({ name: `Tenant ${tenant.slug}`, logo: null });
  const logo = dataAddress(png(40, 40));
  await update(rooms, tenant, {
    expectedVersion: 0,
    security: { mfa: "PHISHING_RESISTANT" },
    branding: { displayName: "Acme", logo, accentColour: "#0b5cad" },
  });
  await rooms.platform.feed.settled();
  const policy = await tenancy.policyOf(tenant.tenantId);
  expect(policy).toMatchObject({ status: "ACTIVE", settings: { mfa: "PHISHING_RESISTANT", mfaBefore: "OPTIONAL" } });
  expect(JSON.stringify(policy)).not.toContain("data:");
  expect(policy?.permissionsOf("Admin")).toBe(tenant.as.Admin.permissions);
  expect(await tenancy.brandOf(tenant.tenantId)).toEqual({
    name: "Acme",
    logo,
    accentColour: "#0b5cad",
    timeZone: null,
  });
  expect((await tenancy.policyOf(other.tenantId))?.settings).toBe(DEFAULT_SETTINGS);
});
