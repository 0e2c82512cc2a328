import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, openTestRooms, seedTenant, type TestRooms, written } from "../../../tests/testkit/rooms.ts";
import { askToJoin, joinAs, newestRequest, verifiedDomain } from "./joining.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

const DECLINE = "mutation ($id: ID!) { declineJoinRequest(input: { id: $id }) { joinRequest { status } } }";

test("whoever was declined stays outside, and may ask again after a week", async () => {
  const tenant = await seedTenant(rooms);
  const { name } = await verifiedDomain(rooms, tenant, { join: "APPROVAL" });
  const { userId } = await askToJoin(rooms, tenant, name);
  const { id } = await newestRequest(rooms, tenant);
  const { data } = await ask(rooms.tenancy.subgraph, tenant.as.Admin, DECLINE, { id });
  expect(data.declineJoinRequest.joinRequest).toEqual({ status: "DECLINED" });
  const { outbox, audit } = await written(rooms, tenant.tenantId);
  expect(outbox.at(-1)).toMatchObject({ type: "join-request.declined", payload: { userId } });
  expect(audit.at(-1)).toMatchObject({ action: "join-request.decline", xid: outbox.at(-1).xid });
  expect((await ask(rooms.tenancy.subgraph, tenant.as.Admin, DECLINE, { id })).refusals).toMatchObject([
    { code: "CONFLICT" },
  ]);

  const again = () => joinAs(rooms, tenant, userId, name);
  expect(await again()).toBe("DECLINED");
  await rooms.platform.databases.owner.pool.query(
    "update tenancy.join_request set decided_at = now() - interval '8 days' where tenant_id = $1",
    [tenant.tenantId],
  );
  expect(await again()).toBe("REQUESTED");
  expect(await again()).toBe("REQUESTED");
});
