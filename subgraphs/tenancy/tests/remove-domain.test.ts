import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, openTestRooms, seedTenant, type TestRooms, written } from "../../../tests/testkit/rooms.ts";
import { askToJoin, verifiedDomain } from "./joining.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

test("by a domain that was removed nobody joins; members stay", async () => {
  const tenant = await seedTenant(rooms);
  const { id, name } = await verifiedDomain(rooms, tenant, { join: "AUTOMATIC" });
  expect((await askToJoin(rooms, tenant, name)).state).toBe("MEMBER");
  const remove = "mutation ($id: ID!) { removeDomain(input: { id: $id }) { id } }";
  const { data } = await ask(rooms.tenancy.subgraph, tenant.as.Admin, remove, { id });
  expect(data.removeDomain).toEqual({ id });
  const { outbox, audit } = await written(rooms, tenant.tenantId);
  expect(outbox.at(-1)).toMatchObject({ type: "domain.removed", payload: { name } });
  expect(audit.at(-1)).toMatchObject({ action: "domain.remove", target_id: id, xid: outbox.at(-1).xid });
  await expect(askToJoin(rooms, tenant, name)).rejects.toMatchObject({ code: "NOT_FOUND" });
  const members = await ask(rooms.tenancy.subgraph, tenant.as.Admin, "{ members { nodes { id } } }");
  expect(members.data.members.nodes).toHaveLength(2);
});
