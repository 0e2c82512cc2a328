import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { seedClient } from "../../../tests/testkit/oauth-rows.ts";
import { ask, openTestRooms, seedTenant, type TestRooms } from "../../../tests/testkit/rooms.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

const CLIENT =
  "query ($id: ID!) { oauthClient(id: $id) { id kind role redirectUris secrets { expiresAt } lastUsedAt } }";

test("a client by its id", async () => {
  const tenant = await seedTenant(rooms);
  const { id } = await seedClient(rooms, tenant.as.Admin, { kind: "MACHINE", role: "Viewer" });
  const { data } = await ask(rooms.identity.subgraph, tenant.as.Admin, CLIENT, { id });
  expect(data.oauthClient).toEqual({
    id,
    kind: "MACHINE",
    role: "Viewer",
    redirectUris: [],
    secrets: [{ expiresAt: null }],
    lastUsedAt: null,
  });
});

test("an id of nothing is not found, and another kind of id is refused", async () => {
  const tenant = await seedTenant(rooms);
  const read = (id: string) => ask(rooms.identity.subgraph, tenant.as.Admin, CLIENT, { id });
  expect((await read(encodeId("oauthClient", newUuid()))).refusals).toMatchObject([{ code: "NOT_FOUND" }]);
  for (const id of [tenant.as.Admin.id, "cli_1", ""])
    expect((await read(id)).refusals).toMatchObject([{ code: "BAD_USER_INPUT", fields: [{ path: "id" }] }]);
});
