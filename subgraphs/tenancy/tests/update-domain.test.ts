import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, openTestRooms, seedTenant, type TestRooms, written } from "../../../tests/testkit/rooms.ts";
import { addDomain } from "./joining.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

const UPDATE = "mutation ($i: UpdateDomainInput!) { updateDomain(input: $i) { domain { join role } } }";

test("what a domain offers is changed; what is left out stays, and where nothing differs nothing is written", async () => {
  const tenant = await seedTenant(rooms);
  const { id } = await addDomain(rooms, tenant);
  const update = async (input: object) =>
    (await ask(rooms.tenancy.subgraph, tenant.as.Admin, UPDATE, { i: { id, ...input } })).data.updateDomain.domain;
  expect(await update({ join: "AUTOMATIC" })).toEqual({ join: "AUTOMATIC", role: "Viewer" });
  expect(await update({ role: "Developer" })).toEqual({ join: "AUTOMATIC", role: "Developer" });
  const before = await written(rooms, tenant.tenantId);
  expect(before.audit.at(-1)).toMatchObject({ action: "domain.update", xid: before.outbox.at(-1).xid });
  expect(await update({ join: "AUTOMATIC", role: null })).toEqual({ join: "AUTOMATIC", role: "Developer" });
  expect(await written(rooms, tenant.tenantId)).toEqual(before);
});
