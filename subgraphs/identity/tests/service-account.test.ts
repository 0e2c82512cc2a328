import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, openTestRooms, seedTenant, type TestRooms } from "../../../tests/testkit/rooms.ts";
import { testGuards } from "../../../tests/testkit/security.ts";
import { seedServiceAccount } from "./service-account-fixture.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

const ONE = "query ($id: ID!) { serviceAccount(id: $id) { id role createdBy { id kind } } }";

test("one by its id", async () => {
  const tenant = await seedTenant(rooms);
  const id = await seedServiceAccount(rooms, tenant, "Developer");
  const { data } = await ask(rooms.identity.subgraph, tenant.as.Admin, ONE, { id });
  const createdBy = { id: tenant.as.Admin.id, kind: "API_KEY" };
  expect(data.serviceAccount).toEqual({ id, role: "Developer", createdBy });
});

for (const source of [
  ONE,
  `query ($id: ID!) { _entities(representations: [{ __typename: "ServiceAccount", id: $id }]) { ... on ServiceAccount { id } } }`,
])
  testGuards({
    rooms: () => rooms,
    subgraph: () => rooms.identity.subgraph,
    source,
    permission: "service-account:read",
    variables: async (tenant) => ({ id: await seedServiceAccount(rooms, tenant) }),
    unknown: () => ({ id: encodeId("serviceAccount", newUuid()) }),
  });
