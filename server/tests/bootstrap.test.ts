import { createUser } from "@bulkhead/identity/src/domain/create-user.ts";
import { createFounders } from "@bulkhead/identity/src/onboarding/founders.ts";
import { sweepOnboardings } from "@bulkhead/identity/src/onboarding/sweep-onboardings.ts";
import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { addMember } from "@bulkhead/tenancy/src/domain/add-member.ts";
import { createTenant } from "@bulkhead/tenancy/src/domain/create-tenant.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestRooms, principalOf, type TestRooms, written } from "../../tests/testkit/rooms.ts";
import { bootstrap } from "../bootstrap.ts";
import { operatorRequest } from "../operator.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

const STEPS = ["user.create", "member.add", "tenant.create", "activation-link.create", "api-key.create"];
/** As a version before made a tenant, step by step. */
const STEPS_BEFORE = ["tenant.create", "user.create", "member.add", "activation-link.create", "api-key.create"];

const house = () => ({ rooms, databases: rooms.platform.databases });
const onboarding = () => ({ db: rooms.platform.databases.oauth, tenancy: rooms.tenancy.onboarding });
const sql = async (text: string, values: unknown[] = []) =>
  (await rooms.platform.databases.owner.pool.query(text, values)).rows;

function wanted() {
  const slug = `b-${encodeId("tenant", newUuid()).slice(4)}`;
  return { slug, name: "Acme", adminEmail: `ada@${slug}.example`, adminName: "Ada" };
}

async function actions(slug: string) {
  const tenantId = (await rooms.tenancy.tenantIdOfSlug(slug)) ?? "";
  const { audit } = await written(rooms, tenantId);
  return audit.map(({ action, actor_id }) => `${action} by ${actor_id}`);
}

test("a tenant, its Admin, a link for them and an Admin key are made, each step audited as the platform's", async () => {
  const tenant = wanted();
  const { tenantId, key, activation } = await bootstrap(house(), tenant);
  expect(activation?.url).toMatch(/^https:\/\/bulkhead\.example\/oauth\/activate\?token=[\w-]{43}$/);
  const principal = await principalOf(rooms, key);
  expect(encodeId("tenant", principal.tenantId ?? "")).toBe(tenantId);
  expect(principal.roles).toEqual(["Admin"]);
  expect(await actions(tenant.slug)).toEqual(STEPS.map((step) => `${step} by platform`));
});

test("a tenant that is complete is left alone", async () => {
  const tenant = wanted();
  await bootstrap(house(), tenant);
  const before = await actions(tenant.slug);
  await expect(bootstrap(house(), tenant)).rejects.toMatchObject({ code: "CONFLICT" });
  expect(await actions(tenant.slug)).toEqual(before);
});

test.each([1, 2, 3])(
  "a run of a version before that died after step %i is completed by the next, with nothing made twice",
  async (steps) => {
    const tenant = wanted();
    const { slug, name, adminEmail, adminName } = tenant;
    const request = operatorRequest(newUuid());
    const tenancy = rooms.tenancy.subgraph.context(request);
    await createTenant(tenancy, { slug, name });
    if (steps > 1) {
      const user = await createUser(rooms.identity.subgraph.context(request), { email: adminEmail, name: adminName });
      if (steps > 2) await addMember(tenancy, { userId: user.id, role: "Admin" });
    }
    const { key } = await bootstrap(house(), tenant);
    expect(await principalOf(rooms, key)).toMatchObject({ tenantId: request.principal.tenantId, roles: ["Admin"] });
    expect(await actions(slug)).toEqual(STEPS_BEFORE.map((step) => `${step} by platform`));
  },
);

/** What a run has done that was killed before it made the tenant. */
async function beginAndDie(tenant: ReturnType<typeof wanted>) {
  const { slug, name, adminEmail: email, adminName: personName } = tenant;
  const founder = { slug, name, template: "standard", email, personName };
  return createFounders(onboarding()).begin(founder, operatorRequest);
}

const rowsOf = (tenantId: string) =>
  Promise.all([
    sql(`select from identity."user" where tenant_id = $1`, [tenantId]),
    sql("select from identity.onboarding where tenant_id = $1 and step <> 'DONE'", [tenantId]),
    sql("select from tenancy.tenant_slug where owner = $1", [tenantId]),
  ]).then((parts) => parts.map(({ length }) => length));

test("a run that died before the tenant is gone on with: there was none without its Admin, and nothing is made twice", async () => {
  const tenant = wanted();
  const begun = await beginAndDie(tenant);
  expect(await sql("select from tenancy.tenant where tenant_id = $1", [begun.tenantId])).toEqual([]);
  const { tenantId, key } = await bootstrap(house(), tenant);
  expect(tenantId).toBe(encodeId("tenant", begun.tenantId));
  expect((await principalOf(rooms, key)).roles).toEqual(["Admin"]);
  expect(await actions(tenant.slug)).toEqual(STEPS.map((step) => `${step} by platform`));
  expect(await rowsOf(begun.tenantId)).toEqual([1, 0, 1]);
});

test("one that nobody goes on with is swept after an hour, and the slug is free", async () => {
  const tenant = wanted();
  const { id, tenantId } = await beginAndDie(tenant);
  const sweep = () => sweepOnboardings(onboarding(), new AbortController().signal);
  await sweep();
  expect(await rowsOf(tenantId)).toEqual([1, 1, 1]);
  await sql("update identity.onboarding set expires_at = now() where id = $1", [id]);
  await sweep();
  expect(await rowsOf(tenantId)).toEqual([0, 0, 0]);
  const made = await bootstrap(house(), tenant);
  expect(made.tenantId).not.toBe(encodeId("tenant", tenantId));
});

test("one that was made and not written down is left as it is by the sweep", async () => {
  const tenant = wanted();
  const { id, tenantId, userId } = await beginAndDie(tenant);
  const context = rooms.tenancy.subgraph.context(operatorRequest(tenantId));
  await createTenant(context, { slug: tenant.slug, name: tenant.name, foundedBy: userId });
  await sql("update identity.onboarding set expires_at = now() where id = $1", [id]);
  await sweepOnboardings(onboarding(), new AbortController().signal);
  expect(await rowsOf(tenantId)).toEqual([1, 0, 1]);
  const { key } = await bootstrap(house(), tenant);
  expect(await principalOf(rooms, key)).toMatchObject({ tenantId, roles: ["Admin"] });
});

test("begun for somebody else, it is begun anew; refused, it leaves nothing", async () => {
  const tenant = wanted();
  const begun = await beginAndDie(tenant);
  const other = { ...tenant, adminEmail: `eve@${tenant.slug}.example` };
  await expect(bootstrap(house(), { ...other, template: "none" })).rejects.toMatchObject({ code: "BAD_USER_INPUT" });
  expect(await rowsOf(begun.tenantId)).toEqual([0, 0, 0]);
  expect(await sql("select from identity.onboarding where slug = $1", [tenant.slug])).toEqual([]);
  const { activation } = await bootstrap(house(), other);
  expect(activation).toBeDefined();
});

test("a slug that a person holds is refused, and a company of somebody else without a key is left alone", async () => {
  const held = wanted();
  await rooms.tenancy.onboarding.reserveSlug(newUuid(), held.slug);
  await expect(bootstrap(house(), held)).rejects.toMatchObject({ code: "CONFLICT" });
  expect(await sql("select from identity.onboarding where slug = $1", [held.slug])).toEqual([]);

  const theirs = wanted();
  const { tenantId, userId } = await beginAndDie(theirs);
  const context = rooms.tenancy.subgraph.context(operatorRequest(tenantId));
  await createTenant(context, { slug: theirs.slug, name: theirs.name, foundedBy: userId });
  const before = await actions(theirs.slug);
  const another = { ...theirs, adminEmail: `eve@${theirs.slug}.example` };
  await expect(bootstrap(house(), another)).rejects.toMatchObject({ code: "CONFLICT" });
  expect(await actions(theirs.slug)).toEqual(before);
});

test("wrong input is refused before anything is made", async () => {
  const tenant = { ...wanted(), adminEmail: "nobody", adminName: "", name: "" };
  await expect(bootstrap(house(), tenant)).rejects.toMatchObject({
    code: "BAD_USER_INPUT",
    fields: [{ path: "adminEmail" }, { path: "adminName" }, { path: "name" }],
  });
  expect(await rooms.tenancy.tenantIdOfSlug(tenant.slug)).toBeUndefined();
});
