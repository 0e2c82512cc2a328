import { encodeId } from "@bulkhead/kernel/id.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, openTestRooms, seedTenant, type TestRooms, type TestTenant } from "../../../tests/testkit/rooms.ts";
import { OPERATOR, seedImpersonation } from "./operators-fixture.ts";

let rooms: TestRooms;
let tenant: TestTenant;
let other: TestTenant;
let ids: string[];
beforeAll(async () => {
  rooms = await openTestRooms();
  [tenant, other] = [await seedTenant(rooms), await seedTenant(rooms)];
  const who = { tenantId: tenant.tenantId, userId: tenant.adminUserId };
  ids = [await seedImpersonation(rooms, who), await seedImpersonation(rooms, who, 0)];
});
afterAll(() => rooms.stop());

const QUERY = "{ impersonations { id operatorId userId mode reason createdAt expiresAt endedAt } }";

test("an Admin sees who acts or acted as a user of theirs, and why, newest first", async () => {
  const { data } = await ask(rooms.identity.subgraph, tenant.as.Admin, QUERY);
  expect(data.impersonations).toMatchObject(
    ids.toReversed().map((id) => ({
      id: encodeId("impersonation", id),
      operatorId: OPERATOR,
      userId: tenant.adminUserId,
      mode: "READ",
      reason: "Ticket 4711",
      endedAt: null,
    })),
  );
});

test("another tenant sees none of it, and who is no Admin may not ask", async () => {
  expect((await ask(rooms.identity.subgraph, other.as.Admin, QUERY)).data).toEqual({ impersonations: [] });
  const { refusals } = await ask(rooms.identity.subgraph, tenant.as.Developer, QUERY);
  expect(refusals[0]?.code).toBe("FORBIDDEN");
});
