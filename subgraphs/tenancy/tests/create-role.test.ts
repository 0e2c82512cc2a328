import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ask, openTestRooms, seedTenant, type TestRooms, written } from "../../../tests/testkit/rooms.ts";
import { MAX_ROLES } from "../src/role-input.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

const CREATE = `mutation ($i: CreateRoleInput!) {
  createRole(input: $i) { role { id name description permissions collections isPredefined version createdAt } }
}`;
const EDITOR = { name: "Editor", description: "Edits notes.", permissions: ["record:update", "record:read"] };

const create = async (input: object, tenant?: Awaited<ReturnType<typeof seedTenant>>) =>
  ask(rooms.tenancy.subgraph, (tenant ?? (await seedTenant(rooms))).as.Admin, CREATE, { i: input });

test("a role is made with its event and its audit event, and is the tenant's own", async () => {
  const tenant = await seedTenant(rooms);
  const before = await written(rooms, tenant.tenantId);
  const { data, refusals } = await create({ ...EDITOR, collections: ["notes"] }, tenant);
  expect(refusals).toEqual([]);
  const { role } = data.createRole;
  expect(role).toMatchObject({ name: "Editor", collections: ["notes"], isPredefined: false, version: 1 });
  expect(role.id).toMatch(/^rol_/);
  const after = await written(rooms, tenant.tenantId);
  const [event] = after.outbox.slice(before.outbox.length);
  const [audited] = after.audit.slice(before.audit.length);
  expect(event).toMatchObject({ type: "role.created", payload: { name: "Editor" } });
  expect(audited).toMatchObject({
    action: "role.create",
    xid: event.xid,
    body: { detail: { name: "Editor", permissions: ["record:read", "record:update"], collections: ["notes"] } },
  });
  const other = await ask(rooms.tenancy.subgraph, (await seedTenant(rooms)).as.Admin, "{ roles { name } }");
  expect(other.data.roles).not.toContainEqual({ name: "Editor" });
});

test("what everybody may do with their own is in every role", async () => {
  const { data } = await create(EDITOR);
  expect(data.createRole.role.permissions).toEqual(
    expect.arrayContaining(["account:read", "factor:remove", "record:read", "record:update", "session:revoke"]),
  );
  expect(data.createRole.role.permissions).not.toContain("record:create");
});

describe.each([
  ["a permission that there is not", { permissions: ["record:read", "root:everything"] }, "UNKNOWN_PERMISSION"],
  ["a permission of the platform", { permissions: ["tenant:suspend"] }, "UNKNOWN_PERMISSION"],
  ["no permission", { permissions: [] }, "REQUIRED"],
  ["the name of a predefined role", { name: "Admin" }, "RESERVED_NAME"],
  ["that name in other letters", { name: "ADMIN" }, "RESERVED_NAME"],
  ["that name in wide letters", { name: "Ａｄｍｉｎ" }, "RESERVED_NAME"],
  ["that name with a Cyrillic letter", { name: "Аdmin" }, "INVALID_NAME"],
  ["a name with an invisible letter", { name: "Ad\u200bmin" }, "INVALID_NAME"],
  ["a name that turns around", { name: "Edi\u202etor" }, "INVALID_CHARACTER"],
  ["no name", { name: "  " }, "INVALID_LENGTH"],
  ["a long name", { name: "e".repeat(61) }, "INVALID_LENGTH"],
  ["no description", { description: "" }, "INVALID_LENGTH"],
  ["no collection", { collections: [] }, "INVALID_LENGTH"],
  ["what is no name of a collection", { collections: ["Notes!"] }, "INVALID_NAME"],
])("%s", (_what, change, code) => {
  test(`is refused as ${code}, and nothing is made`, async () => {
    const tenant = await seedTenant(rooms);
    const before = await written(rooms, tenant.tenantId);
    const { refusals } = await create({ ...EDITOR, ...change }, tenant);
    expect(refusals).toMatchObject([{ code: "BAD_USER_INPUT", fields: [{ code }] }]);
    expect(await written(rooms, tenant.tenantId)).toEqual(before);
  });
});

test("a name of another script is a name", async () => {
  const { refusals } = await create({ ...EDITOR, name: "Редактор" });
  expect(refusals).toEqual([]);
});

test("of two who make a role of one name at once, in whatever case, one succeeds", async () => {
  const tenant = await seedTenant(rooms);
  const answers = await Promise.all(["Editor", "EDITOR", "editor"].map((name) => create({ ...EDITOR, name }, tenant)));
  const codes = answers.flatMap(({ refusals }) => refusals.map(({ code, fields }) => [code, fields?.[0]?.code]));
  expect(codes).toEqual([
    ["CONFLICT", "NAME_TAKEN"],
    ["CONFLICT", "NAME_TAKEN"],
  ]);
});

test("a tenant has so many roles and no more", async () => {
  const tenant = await seedTenant(rooms);
  await rooms.platform.databases.owner.pool.query(
    `insert into tenancy.role (tenant_id, id, name, description, permissions, created_by)
     select $1, gen_random_uuid(), 'R' || n, 'x', '{record:read}', 'test' from generate_series(1, $2) n`,
    [tenant.tenantId, MAX_ROLES],
  );
  const { refusals } = await create(EDITOR, tenant);
  expect(refusals).toMatchObject([{ code: "CONFLICT", message: expect.stringContaining("Delete one") }]);
});
