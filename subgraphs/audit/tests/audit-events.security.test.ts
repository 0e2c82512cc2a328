import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, openTestRooms, seedTenant, type TestRooms } from "../../../tests/testkit/rooms.ts";
import { testGuards } from "../../../tests/testkit/security.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

const EVENTS = `query Events($filter: AuditEventFilter, $after: String) {
  auditEvents(filter: $filter, after: $after, first: 500) { nodes { id targetId } pageInfo { endCursor } }
}`;

testGuards({
  rooms: () => rooms,
  subgraph: () => rooms.audit.subgraph,
  source: "{ auditEvents { nodes { id } } }",
  permission: "audit-event:read",
  variables: () => ({}),
});

test("neither a Developer nor a Viewer reads the log", async () => {
  const { as } = await seedTenant(rooms);
  for (const principal of [as.Developer, as.Viewer])
    expect((await ask(rooms.audit.subgraph, principal, EVENTS)).refusals).toMatchObject([{ code: "FORBIDDEN" }]);
});

test("another tenant's events are not found by any filter, and its cursors are no better than invented ones", async () => {
  const [mine, theirs] = await Promise.all([seedTenant(rooms), seedTenant(rooms)]);
  const own = await ask(rooms.audit.subgraph, theirs.as.Admin, EVENTS);
  expect(own.data.auditEvents.nodes.length).toBeGreaterThan(3);
  const filters = [{ targetId: theirs.adminUserId }, { actorId: theirs.as.Admin.id }];
  for (const filter of filters) {
    const { data } = await ask(rooms.audit.subgraph, mine.as.Admin, EVENTS, { filter });
    expect(data.auditEvents.nodes).toEqual([]);
  }
  const after = own.data.auditEvents.pageInfo.endCursor;
  const foreign = await ask(rooms.audit.subgraph, mine.as.Admin, EVENTS, { after });
  expect(foreign).toEqual(await ask(rooms.audit.subgraph, mine.as.Admin, EVENTS, { after: "bm90IGEgY3Vyc29y" }));
});

test("the room's role can neither change nor delete what happened", async () => {
  const { tenantId } = await seedTenant(rooms);
  const client = await rooms.platform.databases.audit.pool.connect();
  try {
    for (const attempt of ["update platform.audit_event set outcome = 'DENIED'", "delete from platform.audit_event"]) {
      await client.query("begin");
      await client.query("select set_config('app.tenant_id', $1, true)", [tenantId]);
      await expect(client.query(attempt)).rejects.toThrow(/permission denied/);
      await client.query("rollback");
    }
  } finally {
    client.release();
  }
});
