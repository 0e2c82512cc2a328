import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, openTestRooms, seedTenant, type TestRooms } from "../../../tests/testkit/rooms.ts";
import { putOnPlan } from "./plans.ts";
import { update } from "./settings-fixture.ts";

let rooms: TestRooms;
beforeAll(async () => {
  const operator = { defaults: { locale: { timeZone: "Europe/Berlin" } }, regions: ["eu", "us"] };
  rooms = await openTestRooms({ operator });
});
afterAll(() => rooms.stop());

const READ = `{ tenantConfig {
  version updatedAt
  features { imports subscriptions rest oauthClients } limits { requestsPerSecond uploadBytes }
  retention { importReportDays deletedRecordDays recordVersionDays } locale { timeZone } branding { displayName logo accentColour }
  security { mfa mfaGraceDays mfaEnforcedFrom sessionHours sessionIdleHours allowedNetworks apiKeys apiKeyDays }
  webhooks { allowedHosts signingSecretVersion } residency { region }
  sources { path source isFixed } } }`;

type Source = { path: string; source: string; isFixed: boolean };

test("a tenant that set nothing has the defaults, the operator's before the platform's, as version 0", async () => {
  const { as } = await seedTenant(rooms);
  const { data, refusals } = await ask(rooms.tenancy.subgraph, as.Viewer, READ);
  expect(refusals).toEqual([]);
  const { sources, ...values } = data.tenantConfig;
  expect(values).toEqual({
    version: 0,
    updatedAt: null,
    features: { imports: true, subscriptions: true, rest: true, oauthClients: true },
    limits: { requestsPerSecond: null, uploadBytes: null },
    retention: { importReportDays: null, deletedRecordDays: 30, recordVersionDays: null },
    locale: { timeZone: "Europe/Berlin" },
    branding: { displayName: null, logo: null, accentColour: null },
    security: {
      mfa: "OPTIONAL",
      mfaGraceDays: 0,
      mfaEnforcedFrom: null,
      sessionHours: null,
      sessionIdleHours: null,
      allowedNetworks: [],
      apiKeys: true,
      apiKeyDays: null,
    },
    webhooks: { allowedHosts: [], signingSecretVersion: null },
    residency: { region: "eu" },
  });
  const said = (sources as Source[]).filter(({ source }) => source !== "DEFAULT");
  expect(said).toEqual([
    { path: "locale.timeZone", source: "OPERATOR", isFixed: false },
    { path: "residency.region", source: "OPERATOR", isFixed: true },
  ]);
});

test("everybody in the tenant reads the newest version, and whose word each setting is", async () => {
  const tenant = await seedTenant(rooms);
  const plan = { security: { mfa: "REQUIRED", sessionHours: 24 }, features: { rest: false }, fixed: ["features.rest"] };
  await putOnPlan(rooms, tenant.tenantId, plan);
  await update(rooms, tenant, { expectedVersion: 0, branding: { displayName: "One" } });
  await update(rooms, tenant, { expectedVersion: 1, branding: { displayName: "Two" }, security: { sessionHours: 8 } });
  for (const principal of Object.values(tenant.as)) {
    const { data } = await ask(rooms.tenancy.subgraph, principal, READ);
    expect(data.tenantConfig).toMatchObject({
      version: 2,
      updatedAt: expect.stringMatching(/Z$/),
      branding: { displayName: "Two" },
      features: { rest: false },
      security: { mfa: "REQUIRED", sessionHours: 8 },
    });
    const of = (path: string) => (data.tenantConfig.sources as Source[]).find((one) => one.path === path);
    expect(of("branding.displayName")).toMatchObject({ source: "TENANT", isFixed: false });
    expect(of("security.sessionHours")).toMatchObject({ source: "TENANT", isFixed: false });
    expect(of("security.mfa")).toMatchObject({ source: "PLAN", isFixed: false });
    expect(of("features.rest")).toMatchObject({ source: "PLAN", isFixed: true });
  }
});
