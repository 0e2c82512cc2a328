import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, openTestRooms, seedMember, seedTenant, type TestRooms } from "../../../tests/testkit/rooms.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

const MEMBER = "query Member($id: ID!) { member(id: $id) { id role { name } } }";

test("a member is found by its id", async () => {
  const tenant = await seedTenant(rooms);
  const { data } = await ask(rooms.tenancy.subgraph, tenant.as.Viewer, MEMBER, { id: tenant.adminMemberId });
  expect(data.member).toEqual({ id: tenant.adminMemberId, role: { name: "Admin" } });
});

test("an id of another kind is refused before any lookup, with the argument's name", async () => {
  const tenant = await seedTenant(rooms);
  const { refusals } = await ask(rooms.tenancy.subgraph, tenant.as.Viewer, MEMBER, { id: tenant.adminUserId });
  expect(refusals).toMatchObject([{ code: "BAD_USER_INPUT", fields: [{ path: "id", code: "INVALID_ID" }] }]);
});

test("members referred to by another subgraph are read in one statement, however many there are", async () => {
  const tenant = await seedTenant(rooms);
  const ids = [tenant.adminMemberId];
  for (let n = 0; n < 3; n++) ids.push((await seedMember(rooms, tenant.tenantId, "Viewer")).id);
  let checkouts = 0;
  const { pool } = rooms.platform.databases.tenancy;
  const count = () => void checkouts++;
  pool.on("acquire", count);
  const { data } = await ask(
    rooms.tenancy.subgraph,
    tenant.as.Viewer,
    "query E($r: [_Any!]!) { _entities(representations: $r) { ... on Member { id } } }",
    { r: [...ids, ...ids].map((id) => ({ __typename: "Member", id })) },
  );
  pool.off("acquire", count);
  expect(data._entities.map(({ id }: { id: string }) => id)).toEqual([...ids, ...ids]);
  expect(checkouts).toBe(1);
});
