import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, openTestRooms, seedTenant, type TestRooms } from "../../../tests/testkit/rooms.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

test("the caller's tenant is the one of its key", async () => {
  const { as, slug, tenantId } = await seedTenant(rooms);
  const { data, refusals } = await ask(
    rooms.tenancy.subgraph,
    as.Viewer,
    "{ tenant { id slug name status createdAt } }",
  );
  expect(refusals).toEqual([]);
  expect(data.tenant).toEqual({
    id: encodeId("tenant", tenantId),
    slug,
    name: `Tenant ${slug}`,
    status: "ACTIVE",
    createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/),
  });
});

const ENTITY = `query Entity($id: ID!) {
  _entities(representations: [{ __typename: "Tenant", id: $id }]) { ... on Tenant { slug } }
}`;

test("a tenant referred to by another subgraph is the caller's own or nothing", async () => {
  const [mine, theirs] = await Promise.all([seedTenant(rooms), seedTenant(rooms)]);
  const refer = (uuid: string) => ask(rooms.tenancy.subgraph, mine.as.Viewer, ENTITY, { id: encodeId("tenant", uuid) });
  expect((await refer(mine.tenantId)).data._entities).toEqual([{ slug: mine.slug }]);
  const foreign = await refer(theirs.tenantId);
  expect(foreign.refusals).toMatchObject([{ code: "NOT_FOUND" }]);
  expect(foreign).toEqual(await refer(newUuid()));
});
