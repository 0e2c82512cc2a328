import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, openTestRooms, seedMember, seedTenant, type TestRooms } from "../../../tests/testkit/rooms.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

const MEMBERS = `query Members($first: Int, $after: String, $last: Int, $before: String) {
  members(first: $first, after: $after, last: $last, before: $before) {
    nodes { id user { id } role { name permissions } createdAt }
    edges { cursor node { id } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`;

test("members come oldest first, page by page, forward and back again", async () => {
  const tenant = await seedTenant(rooms);
  const added = [tenant.adminMemberId];
  for (const role of ["Viewer", "Developer", "Viewer", "Viewer"] as const)
    added.push((await seedMember(rooms, tenant.tenantId, role)).id);
  const page = async (variables: object) => {
    const { data, refusals } = await ask(rooms.tenancy.subgraph, tenant.as.Viewer, MEMBERS, { ...variables });
    expect(refusals).toEqual([]);
    return data.members;
  };
  const ids = (members: { nodes: { id: string }[] }) => members.nodes.map(({ id }) => id);

  const one = await page({ first: 2 });
  expect(ids(one)).toEqual(added.slice(0, 2));
  expect(one.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
  const two = await page({ first: 2, after: one.pageInfo.endCursor });
  expect(ids(two)).toEqual(added.slice(2, 4));
  const three = await page({ first: 2, after: two.pageInfo.endCursor });
  expect(ids(three)).toEqual(added.slice(4));
  expect(three.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
  const back = await page({ last: 2, before: three.edges[0].cursor });
  expect(ids(back)).toEqual(ids(two));
  expect(back.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: true });
  expect(ids(await page({ last: 3 }))).toEqual(added.slice(2));
});

test("a member's user is named and its role spelled out", async () => {
  const tenant = await seedTenant(rooms);
  const { data } = await ask(rooms.tenancy.subgraph, tenant.as.Viewer, MEMBERS);
  expect(data.members.nodes).toHaveLength(1);
  const [admin] = data.members.nodes;
  expect(admin.user).toEqual({ id: tenant.adminUserId });
  expect(admin.role.name).toBe("Admin");
  expect(admin.role.permissions).toContain("member:add");
});

test.each([
  [{ first: 0 }, "BAD_USER_INPUT"],
  [{ first: 501 }, "BAD_USER_INPUT"],
  [{ first: 1, last: 1 }, "BAD_USER_INPUT"],
  [{ first: 1, after: "made-up" }, "INVALID_CURSOR"],
])("the page %o is refused", async (variables, code) => {
  const tenant = await seedTenant(rooms);
  const { refusals } = await ask(rooms.tenancy.subgraph, tenant.as.Viewer, MEMBERS, variables);
  expect(refusals).toMatchObject([{ code }]);
});

test("a cursor of another tenant is refused in the words for a made-up one", async () => {
  const [mine, theirs] = await Promise.all([seedTenant(rooms), seedTenant(rooms)]);
  const { data } = await ask(rooms.tenancy.subgraph, theirs.as.Viewer, MEMBERS);
  const after = data.members.pageInfo.endCursor;
  const foreign = await ask(rooms.tenancy.subgraph, mine.as.Viewer, MEMBERS, { after });
  const invented = await ask(rooms.tenancy.subgraph, mine.as.Viewer, MEMBERS, { after: "bm90IGEgY3Vyc29y" });
  expect(foreign.refusals).toMatchObject([{ code: "INVALID_CURSOR" }]);
  expect(foreign).toEqual(invented);
});
