import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, openTestRooms, seedTenant, type TestRooms, written } from "../../../tests/testkit/rooms.ts";
import { askToJoin, newestRequest, verifiedDomain } from "./joining.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

test("who asks to join is listed, and asking twice makes one request", async () => {
  const tenant = await seedTenant(rooms);
  const { name } = await verifiedDomain(rooms, tenant, { join: "APPROVAL", role: "Developer" });
  const { userId, state } = await askToJoin(rooms, tenant, name);
  expect(state).toBe("REQUESTED");
  expect(await newestRequest(rooms, tenant)).toMatchObject({
    status: "OPEN",
    domain: name,
    role: "Developer",
    user: { id: userId },
    decidedAt: null,
  });
  const { outbox, audit } = await written(rooms, tenant.tenantId);
  expect(outbox.at(-1)).toMatchObject({ type: "join-request.created", payload: { userId, domain: name } });
  expect(audit.at(-1)).toMatchObject({ action: "join-request.create", actor_id: userId, xid: outbox.at(-1).xid });
});

test("requests come page by page", async () => {
  const tenant = await seedTenant(rooms);
  const { name } = await verifiedDomain(rooms, tenant, { join: "APPROVAL" });
  const users = [];
  for (let nth = 0; nth < 3; nth++) users.push((await askToJoin(rooms, tenant, name)).userId);
  const page =
    "query ($after: String) { joinRequests(first: 2, after: $after) { nodes { user { id } } pageInfo { endCursor hasNextPage } } }";
  const first = await ask(rooms.tenancy.subgraph, tenant.as.Admin, page);
  const { endCursor, hasNextPage } = first.data.joinRequests.pageInfo;
  expect(hasNextPage).toBe(true);
  const second = await ask(rooms.tenancy.subgraph, tenant.as.Admin, page, { after: endCursor });
  const seen = [...first.data.joinRequests.nodes, ...second.data.joinRequests.nodes];
  expect(seen.map(({ user }) => user.id)).toEqual(users);
});

test("a domain that offers nothing, and one that is not verified, let nobody in", async () => {
  const tenant = await seedTenant(rooms);
  const off = await verifiedDomain(rooms, tenant, { join: "OFF" });
  await expect(askToJoin(rooms, tenant, off.name)).rejects.toMatchObject({ code: "NOT_FOUND" });
  await expect(askToJoin(rooms, tenant, `sub.${off.name}`)).rejects.toMatchObject({ code: "NOT_FOUND" });
});
