import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { afterAll, beforeAll } from "vitest";
import { openTestRooms, type TestRooms } from "../../../tests/testkit/rooms.ts";
import { testGuards } from "../../../tests/testkit/security.ts";
import { seedJob } from "./job-fixture.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

testGuards({
  rooms: () => rooms,
  subgraph: () => rooms.audit.subgraph,
  source: "query Job($id: ID!) { job(id: $id) { id } }",
  permission: "job:read",
  variables: async (tenant) => ({ id: await seedJob(rooms, tenant, "QUEUED") }),
  unknown: () => ({ id: encodeId("job", newUuid()) }),
});
