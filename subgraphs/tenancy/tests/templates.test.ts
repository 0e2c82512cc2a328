import { newUuid } from "@bulkhead/kernel/id.ts";
import { INSTALLATION_ID } from "@bulkhead/kernel/installation.ts";
import { platformPrincipal } from "@bulkhead/kernel/principal.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestRooms, requestOf, seedTenant, type TestRooms, written } from "../../../tests/testkit/rooms.ts";
import { createTenant } from "../src/domain/create-tenant.ts";
import { defineTemplate } from "../src/domain/define-template.ts";
import { retireTemplate } from "../src/domain/retire-template.ts";
import { templates } from "../src/domain/templates.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

const as = (tenantId: string) => rooms.tenancy.subgraph.context(requestOf(platformPrincipal(tenantId)));
const operator = () => as(INSTALLATION_ID);

const CLINIC = {
  name: "clinic",
  title: "Clinic",
  description: "Patients and visits.",
  region: "eu-central",
  roles: [
    {
      name: "Nurse",
      description: "Writes visits.",
      permissions: ["record:read", "record:create"],
      collections: ["visits"],
    },
  ],
  collections: [{ name: "visits", schema: { type: "object", properties: { on: { type: "string", format: "date" } } } }],
  settings: { security: { mfa: "REQUIRED", mfaGraceDays: 7 }, branding: { displayName: "Clinic" } },
  isOffered: true,
};

test("a template is versioned; a tenant made from it has its plan, region, roles and settings, and remembers which it was", async () => {
  const first = await defineTemplate(operator(), { template: CLINIC });
  const second = await defineTemplate(operator(), { template: { ...CLINIC, title: "Hospital" } });
  expect([first.version, second.version]).toEqual([1, 2]);
  expect((await templates(operator())).map(({ name, version }) => [name, version])).toEqual([
    ["clinic", 2],
    ["standard", 1],
  ]);
  const { audit } = await written(rooms, INSTALLATION_ID);
  expect(audit).toMatchObject([{ action: "template.define", target_id: "clinic" }, { action: "template.define" }]);

  const tenantId = newUuid();
  await createTenant(as(tenantId), { slug: "first-clinic", name: "First", template: "clinic", templateVersion: 1 });
  const policy = await rooms.tenancy.policyOf(tenantId);
  expect(policy?.settings.mfa).toBe("REQUIRED");
  expect([...(policy?.permissionsOf("Nurse") ?? [])].sort()).toEqual(["record:create", "record:read"]);
  expect([...(policy?.collectionsOf("Nurse") ?? [])]).toEqual(["visits"]);
  const { pool } = rooms.platform.databases.owner;
  const [made] = (
    await pool.query("select plan, region, template, template_version from tenancy.tenant where tenant_id = $1", [
      tenantId,
    ])
  ).rows;
  expect(made).toEqual({ plan: "standard", region: "eu-central", template: "clinic", template_version: 1 });
  const jobs = await pool.query("select kind, xmin::text as xid from platform.job where tenant_id = $1", [tenantId]);
  const { outbox } = await written(rooms, tenantId);
  expect(jobs.rows).toEqual([{ kind: "data.starter-collections", xid: outbox[0].xid }]);
});

test("everything that is wrong with a template is told at once, and nothing is stored", async () => {
  const wrong = {
    ...CLINIC,
    name: "Wrong One",
    plan: 5,
    roles: [
      { name: "Admin", description: "x", permissions: ["record:read"] },
      { name: "Nurse", description: "x", permissions: ["record:fly"] },
    ],
    collections: [{ name: "Visits", schema: { type: "object", "x-unknown": 1 } }],
    settings: { security: { mfa: "REQUIRED", mfaGraceDays: 500 } },
    isOffered: "yes",
    colour: "blue",
  };
  const before = await templates(operator());
  await expect(defineTemplate(operator(), { template: wrong })).rejects.toMatchObject({
    code: "BAD_USER_INPUT",
    fields: expect.arrayContaining(
      [
        ["template.colour", "UNKNOWN"],
        ["name", "INVALID_NAME"],
        ["plan", "INVALID_TYPE"],
        ["roles[0].name", "PREDEFINED"],
        ["roles[1].permissions", "UNKNOWN_PERMISSION"],
        ["collections[0].name", "INVALID_NAME"],
        ["collections[0].schema/x-unknown", "UNKNOWN_KEYWORD"],
        ["settings.security.mfaGraceDays", "OUT_OF_RANGE"],
        ["isOffered", "INVALID_TYPE"],
      ].map(([path, code]) => expect.objectContaining({ path, code })),
    ),
  });
  for (const template of [null, [], "standard", { ...CLINIC, plan: "gold" }])
    await expect(defineTemplate(operator(), { template })).rejects.toMatchObject({ code: "BAD_USER_INPUT" });
  expect(await templates(operator())).toEqual(before);
});

test("of a retired template no tenant is made; the one that stands in for none is never retired", async () => {
  await defineTemplate(operator(), { template: { ...CLINIC, name: "short" } });
  await retireTemplate(operator(), { name: "short" });
  await expect(retireTemplate(operator(), { name: "short" })).rejects.toMatchObject({ code: "CONFLICT" });
  await expect(retireTemplate(operator(), { name: "none" })).rejects.toMatchObject({ code: "NOT_FOUND" });
  await expect(retireTemplate(operator(), { name: "standard" })).rejects.toMatchObject({ code: "CONFLICT" });
  expect((await rooms.tenancy.onboarding.offeredTemplates()).map(({ name }) => name)).not.toContain("short");
  const made = createTenant(as(newUuid()), { slug: "too-late", name: "Late", template: "short" });
  await expect(made).rejects.toMatchObject({ code: "BAD_USER_INPUT", fields: [{ path: "input.template" }] });
});

test("templates are the operator's alone", async () => {
  const tenant = await seedTenant(rooms);
  const admin = rooms.tenancy.subgraph.context(requestOf(tenant.as.Admin));
  await expect(templates(admin)).rejects.toMatchObject({ code: "FORBIDDEN" });
  await expect(defineTemplate(admin, { template: CLINIC })).rejects.toMatchObject({ code: "FORBIDDEN" });
  await expect(retireTemplate(admin, { name: "clinic" })).rejects.toMatchObject({ code: "FORBIDDEN" });
});
