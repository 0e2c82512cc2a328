import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, openTestRooms, seedTenant, type TestRooms, written } from "../../../tests/testkit/rooms.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

const CREATE = `mutation Create($email: String!, $name: String!) {
  createUser(input: { email: $email, name: $name }) { user { id email name createdAt } }
}`;

test("a person is registered; change, event and audit event are one transaction, the address only among the personal facts", async () => {
  const tenant = await seedTenant(rooms);
  const before = await written(rooms, tenant.tenantId);
  const { data } = await ask(rooms.identity.subgraph, tenant.as.Admin, CREATE, {
    email: "Zoë@Example.com",
    name: " Zoë ",
  });
  const { user } = data.createUser;
  expect(user).toMatchObject({ id: expect.stringMatching(/^usr_/), email: "Zoë@Example.com", name: "Zoë" });

  const after = await written(rooms, tenant.tenantId);
  const events = after.outbox.slice(before.outbox.length);
  const audited = after.audit.slice(before.audit.length);
  expect(events).toMatchObject([{ type: "user.created", payload: {} }]);
  expect(audited).toMatchObject([
    {
      action: "user.create",
      target_id: user.id,
      actor_id: tenant.as.Admin.id,
      personal: { email: { value: "Zoë@Example.com" } },
    },
  ]);
  expect(JSON.stringify(audited[0].body)).not.toContain("xample.com");
  const { rows } = await rooms.platform.databases.owner.pool.query(
    'select xmin::text as xid from identity."user" where tenant_id = $1 and email_key = $2',
    [tenant.tenantId, "zoë@example.com"],
  );
  expect(rows).toEqual([{ xid: events[0].xid }]);
  expect(audited[0].xid).toBe(events[0].xid);
});

test("an address is taken whatever its case and Unicode form, and only in its own tenant", async () => {
  const [tenant, other] = await Promise.all([seedTenant(rooms), seedTenant(rooms)]);
  const create = (as: typeof tenant, email: string) =>
    ask(rooms.identity.subgraph, as.as.Admin, CREATE, { email, name: "Zoë" });
  expect((await create(tenant, "zo\u00eb@example.com")).refusals).toEqual([]);
  for (const email of ["ZO\u00cb@EXAMPLE.COM", "zoe\u0308@example.com"]) {
    const { refusals } = await create(tenant, email);
    expect(refusals).toMatchObject([{ code: "CONFLICT", fields: [{ path: "input.email", code: "TAKEN" }] }]);
    expect(JSON.stringify(refusals)).not.toContain("xample.com");
  }
  expect((await create(other, "zo\u00eb@example.com")).refusals).toEqual([]);
});

test.each([
  "",
  "ada",
  "@",
  "ada@",
  "@example.com",
  "a@b@c",
  "ada @example.com",
  " ada@example.com",
  "ada@example.com\n",
  "ada\u0000@example.com",
  "ada\u200b@example.com",
  "ada\ud800@example.com",
  `${"a".repeat(251)}@b.c`,
])("the address %j is refused", async (email) => {
  const tenant = await seedTenant(rooms);
  const { refusals } = await ask(rooms.identity.subgraph, tenant.as.Admin, CREATE, { email, name: "Ada" });
  expect(refusals).toMatchObject([
    { code: "BAD_USER_INPUT", fields: [{ path: "input.email", code: "INVALID_EMAIL" }] },
  ]);
});

test.each(["", "   ", "a".repeat(201), "a\u0000b", "a\nb", "abc\u202etxt"])("the name %j is refused", async (name) => {
  const tenant = await seedTenant(rooms);
  const { refusals } = await ask(rooms.identity.subgraph, tenant.as.Admin, CREATE, { email: "a@b.c", name });
  expect(refusals).toMatchObject([{ code: "BAD_USER_INPUT", fields: [{ path: "input.name" }] }]);
});

test("every fault of the input is told at once", async () => {
  const tenant = await seedTenant(rooms);
  const { refusals } = await ask(rooms.identity.subgraph, tenant.as.Admin, CREATE, { email: "ada", name: "" });
  expect(refusals[0]?.fields?.map(({ path }) => path)).toEqual(["input.email", "input.name"]);
});
