import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { afterAll, beforeAll } from "vitest";
import { openTestRooms, type TestRooms, type TestTenant, written } from "../../../tests/testkit/rooms.ts";
import { testGuards } from "../../../tests/testkit/security.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

const firstEvent = async ({ tenantId }: TestTenant) => ({
  id: (await written(rooms, tenantId)).audit[0].body.id,
});

for (const source of [
  "query Event($id: ID!) { auditEvent(id: $id) { action } }",
  `query Entity($id: ID!) {
    _entities(representations: [{ __typename: "AuditEvent", id: $id }]) { ... on AuditEvent { action } }
  }`,
])
  testGuards({
    rooms: () => rooms,
    subgraph: () => rooms.audit.subgraph,
    source,
    permission: "audit-event:read",
    variables: firstEvent,
    unknown: () => ({ id: encodeId("auditEvent", newUuid()) }),
  });
