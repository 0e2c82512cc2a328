import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { ANONYMOUS, type Principal } from "@bulkhead/kernel/principal.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { seedClient } from "../../../tests/testkit/oauth-rows.ts";
import { ask, openTestRooms, seedTenant, type TestRooms, withPermissions } from "../../../tests/testkit/rooms.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

const ACTORS = "query E($r: [_Any!]!) { _entities(representations: $r) { ... on Actor { id kind name } } }";

async function actors(principal: Principal, ids: string[]) {
  const r = ids.map((id) => ({ __typename: "Actor", id }));
  const { data, refusals } = await ask(rooms.identity.subgraph, principal, ACTORS, { r });
  return { entities: data?._entities, refusals };
}

/** Connections taken from the room's pool while something runs: one per statement sent. */
async function statementsOf(run: () => Promise<unknown>): Promise<number> {
  let checkouts = 0;
  const { pool } = rooms.platform.databases.identity;
  const count = () => void checkouts++;
  pool.on("acquire", count);
  await run();
  pool.off("acquire", count);
  return checkouts;
}

test("people, keys, machines and the platform are named, whatever the caller's permissions", async () => {
  const tenant = await seedTenant(rooms);
  const machine = await seedClient(rooms, tenant.as.Admin, { kind: "MACHINE", role: "Viewer", name: "Nightly sync" });
  const nobody = withPermissions(tenant.as.Viewer, new Set());
  const { entities } = await actors(nobody, [tenant.adminUserId, tenant.as.Admin.id, machine.id, "platform"]);
  expect(entities).toEqual([
    { id: tenant.adminUserId, kind: "USER", name: "Ada Admin" },
    { id: tenant.as.Admin.id, kind: "API_KEY", name: "Admin key" },
    { id: machine.id, kind: "CLIENT", name: "Nightly sync" },
    { id: "platform", kind: "PLATFORM", name: "Platform" },
  ]);
});

test("fifty references to three actors cost one statement, and none the next time", async () => {
  const tenant = await seedTenant(rooms);
  // The news of their creation makes the process forget them once more.
  await rooms.platform.feed.settled();
  const three = [tenant.adminUserId, tenant.as.Admin.id, tenant.as.Viewer.id];
  const fifty = Array.from({ length: 50 }, (_, n) => three[n % 3] as string);
  expect(await statementsOf(() => actors(tenant.as.Viewer, fifty))).toBe(1);
  expect(await statementsOf(() => actors(tenant.as.Viewer, fifty))).toBe(0);
});

test("where no name is asked for nothing is read", async () => {
  const tenant = await seedTenant(rooms);
  const source = "query E($r: [_Any!]!) { _entities(representations: $r) { ... on Actor { id kind } } }";
  const r = [{ __typename: "Actor", id: tenant.adminUserId }];
  expect(await statementsOf(() => ask(rooms.identity.subgraph, tenant.as.Viewer, source, { r }))).toBe(0);
});

const KINDS = { user: "USER", apiKey: "API_KEY", oauthClient: "CLIENT" } as const;

test.each(["user", "apiKey", "oauthClient"] as const)(
  "another tenant's %s looks exactly like an invented one, also once its name is known here",
  async (kind) => {
    const [mine, theirs] = await Promise.all([seedTenant(rooms), seedTenant(rooms)]);
    const client = await seedClient(rooms, theirs.as.Admin);
    const foreign = { user: theirs.adminUserId, apiKey: theirs.as.Admin.id, oauthClient: client.id }[kind];
    const invented = encodeId(kind, newUuid());
    const nameless = { kind: KINDS[kind], name: null };
    for (let round = 0; round < 2; round++) {
      expect((await actors(mine.as.Admin, [foreign, invented])).entities).toEqual([
        { id: foreign, ...nameless },
        { id: invented, ...nameless },
      ]);
      expect((await actors(theirs.as.Admin, [foreign])).entities).toMatchObject([{ name: expect.any(String) }]);
    }
  },
);

test("anonymous is refused, and so is a text that is no actor's id", async () => {
  const tenant = await seedTenant(rooms);
  expect((await actors(ANONYMOUS, [tenant.adminUserId])).refusals).toMatchObject([{ code: "UNAUTHENTICATED" }]);
  for (const id of ["", "Platform", "usr_1", encodeId("record", newUuid())])
    expect((await actors(tenant.as.Admin, [id])).refusals).toMatchObject([{ code: "NOT_FOUND" }]);
});
