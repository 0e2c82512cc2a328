import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  ask,
  openTestRooms,
  seedTenant,
  seedUser,
  type TestRooms,
  withPermissions,
} from "../../../tests/testkit/rooms.ts";
import { testGuards } from "../../../tests/testkit/security.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

testGuards({
  rooms: () => rooms,
  subgraph: () => rooms.identity.subgraph,
  source: "mutation ($id: ID!) { createActivationLink(input: { userId: $id }) { expiresAt } }",
  permission: "activation-link:create",
  variables: async ({ tenantId }) => ({ id: await seedUser(rooms, tenantId) }),
  unknown: () => ({ id: encodeId("user", newUuid()) }),
});

test("where no mail is sent, only who may do everything is handed a link: whoever has it can become the user", async () => {
  const { tenantId, as } = await seedTenant(rooms);
  const LINK = "mutation ($id: ID!) { createActivationLink(input: { userId: $id }) { url } }";
  const id = await seedUser(rooms, tenantId);
  const helpdesk = withPermissions(as.Developer, new Set(["user:read", "activation-link:create"]));
  const { refusals } = await ask(rooms.identity.subgraph, helpdesk, LINK, { id });
  expect(refusals).toMatchObject([{ code: "FORBIDDEN" }]);
  expect((await ask(rooms.identity.subgraph, as.Admin, LINK, { id })).data.createActivationLink.url).toContain(
    "https://",
  );
});
