import { afterAll, beforeAll, expect, test } from "vitest";
import { seedInvitation } from "../../../tests/testkit/invitations.ts";
import { ask, openTestRooms, seedTenant, type TestRooms } from "../../../tests/testkit/rooms.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

const LIST = `query ($first: Int, $after: String, $last: Int, $before: String, $state: InvitationState) {
  invitations(first: $first, after: $after, last: $last, before: $before, state: $state) {
    nodes { id state endedAt } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`;

test("newest first, a page at a time, forward and backward", async () => {
  const tenant = await seedTenant(rooms);
  const ids: string[] = [];
  for (let n = 0; n < 5; n++) ids.unshift((await seedInvitation(rooms, tenant)).id);
  const page = async (variables: object) =>
    (await ask(rooms.tenancy.subgraph, tenant.as.Admin, LIST, { ...variables })).data.invitations;
  const idsOf = ({ nodes }: { nodes: { id: string }[] }) => nodes.map(({ id }) => id);
  const first = await page({ first: 2 });
  expect([idsOf(first), first.pageInfo.hasNextPage]).toEqual([ids.slice(0, 2), true]);
  const second = await page({ first: 2, after: first.pageInfo.endCursor });
  expect(idsOf(second)).toEqual(ids.slice(2, 4));
  expect(idsOf(await page({ last: 2, before: second.pageInfo.startCursor }))).toEqual(ids.slice(0, 2));
  expect(idsOf(await page({ last: 2 }))).toEqual(ids.slice(3));
});

test("by what became of them; time alone makes one expired", async () => {
  const tenant = await seedTenant(rooms);
  const expired = await seedInvitation(rooms, tenant);
  await rooms.platform.databases.owner.pool.query(
    "update tenancy.invitation set expires_at = now() where tenant_id = $1",
    [tenant.tenantId],
  );
  const pending = await seedInvitation(rooms, tenant);
  const listed = async (state: string) =>
    (await ask(rooms.tenancy.subgraph, tenant.as.Admin, LIST, { state })).data.invitations.nodes;
  expect(await listed("PENDING")).toEqual([{ id: pending.id, state: "PENDING", endedAt: null }]);
  expect(await listed("EXPIRED")).toEqual([{ id: expired.id, state: "EXPIRED", endedAt: expect.any(String) }]);
  expect(await listed("REVOKED")).toEqual([]);
});

test("a cursor of another list is refused", async () => {
  const tenant = await seedTenant(rooms);
  const { data } = await ask(rooms.tenancy.subgraph, tenant.as.Admin, "{ members { pageInfo { endCursor } } }");
  const after = data.members.pageInfo.endCursor;
  const { refusals } = await ask(rooms.tenancy.subgraph, tenant.as.Admin, LIST, { after });
  expect(refusals).toMatchObject([{ code: "INVALID_CURSOR" }]);
});
