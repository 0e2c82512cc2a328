import { tryDecodeId } from "@bulkhead/kernel/id.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, openTestRooms, seedTenant, type TestRooms, written } from "../../../tests/testkit/rooms.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

const CREATE = `mutation ($i: CreateTenantExportInput!) {
  createTenantExport(input: $i) { tenantExport { id status progress rows bytes parts { blob } createdBy finishedAt expiresAt } } }`;

test("an export waits for its turn; job, event and audit event are of its transaction", async () => {
  const { as, tenantId } = await seedTenant(rooms);
  const before = await written(rooms, tenantId);
  const { data, refusals } = await ask(rooms.tenancy.subgraph, as.Admin, CREATE, { i: {} });
  expect(refusals).toEqual([]);
  const { id, ...rest } = data.createTenantExport.tenantExport;
  expect(rest).toEqual({
    ...{ status: "QUEUED", progress: 0, rows: 0, bytes: 0, parts: [] },
    ...{ createdBy: as.Admin.id, finishedAt: null, expiresAt: null },
  });
  const uuid = tryDecodeId("tenantExport", id);
  const after = await written(rooms, tenantId);
  const events = after.outbox.slice(before.outbox.length);
  const audited = after.audit.slice(before.audit.length);
  expect(events.map(({ type, subject }) => [type, subject]).sort()).toEqual([
    ["job.created", uuid],
    ["tenant-export.created", uuid],
  ]);
  expect(audited).toMatchObject([{ action: "tenant-export.create", target_id: id, actor_id: as.Admin.id }]);
  expect(new Set([...events, ...audited].map(({ xid }) => xid)).size).toBe(1);
});

test("one is written at a time, however many ask at once", async () => {
  const { as } = await seedTenant(rooms);
  const create = () => ask(rooms.tenancy.subgraph, as.Admin, CREATE, { i: { auditLog: false } });
  const answers = await Promise.all([create(), create(), create()]);
  expect(answers.map(({ refusals }) => refusals[0]?.code).sort()).toEqual(["CONFLICT", "CONFLICT", undefined]);
});
