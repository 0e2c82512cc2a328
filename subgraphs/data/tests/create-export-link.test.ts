import { decodeId } from "@bulkhead/kernel/id.ts";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { askExport, createLink, OPENER, readExport, seedFinished, signatureIn } from "./export-fixture.ts";
import { ask, define, openTestData, someone, type TestData, type TestPrincipal } from "./fixture.ts";
import { eventsOf, lastWritten } from "./guards.ts";

let data: TestData;
let ada: TestPrincipal;
beforeAll(async () => {
  data = await openTestData();
  ada = someone();
  await define(data, ada);
});
afterAll(() => data.stop());

const CREATE = `mutation ($input: CreateExportLinkInput!) { createExportLink(input: $input) { url expiresAt } }`;

test("an address of the public origin leads to the file, is audited as made and as first used, and is nowhere kept", async () => {
  const id = await seedFinished(data, ada);
  const before = Date.now();
  const link = await createLink(data, ada, id, 3_600);
  expect(Math.abs(Date.parse(link.expiresAt) - before - 3_600_000)).toBeLessThan(60_000);
  const { origin, pathname } = new URL(link.url);
  expect([origin, pathname]).toEqual(["https://bulkhead.example", `/v1/exports/${id}/file`]);
  const { event, audited } = await lastWritten(data, ada.tenantId);
  expect(event).toMatchObject({ type: "export-link.created", payload: { exportId: decodeId("export", id, "id") } });
  expect(audited).toMatchObject({
    ...{ action: "export-link.create", target_id: id },
    body: { detail: { collection: "people", format: "NDJSON", link: event?.subject, expiresAt: link.expiresAt } },
  });
  const signature = signatureIn(link.url);
  const uses = await Promise.all([1, 2, 3].map(() => data.room.exportLinks.open(id, signature, OPENER)));
  const { parts, sha256 } = await readExport(data, ada, id);
  expect(uses).toEqual(
    Array(3).fill({
      ...{ tenantId: ada.tenantId, id, status: "SUCCEEDED", collection: "people", format: "NDJSON" },
      ...{ compression: "NONE", sha256, parts },
    }),
  );
  const { audit } = await eventsOf(data, ada.tenantId);
  expect(audit.filter(({ action }) => action === "export.download")).toMatchObject([
    { target_id: id, body: { detail: { link: event?.subject }, requestId: OPENER.requestId } },
  ]);
  const { rows } = await data.platform.databases.owner.pool.query("select l::text as row from data.export_link l");
  expect(JSON.stringify([rows, audit])).not.toContain(signature.slice(-43));
});

test("it ends when it was to end, and with the file", async () => {
  const id = await seedFinished(data, ada);
  const which = [ada.tenantId, decodeId("export", id, "id")];
  const { pool } = data.platform.databases.owner;
  const link = await createLink(data, ada, id, 60);
  const open = (url: string) => data.room.exportLinks.open(id, signatureIn(url), OPENER);
  await pool.query("update data.export_link set expires_at = now() where tenant_id = $1 and export_id = $2", which);
  expect(await open(link.url)).toBeUndefined();
  // Whoever began to fetch it before may go on.
  expect(await data.room.exportLinks.stands(id, signatureIn(link.url), OPENER)).toBe(true);

  await pool.query(
    "update data.export set expires_at = now() + interval '90 seconds' where tenant_id = $1 and id = $2",
    which,
  );
  const clamped = await createLink(data, ada, id, 604_800);
  expect(Date.parse(clamped.expiresAt) - Date.now()).toBeLessThan(91_000);
  expect(await open(clamped.url)).toBeDefined();
  await pool.query("update data.export set expires_at = now() where tenant_id = $1 and id = $2", which);
  expect(await open(clamped.url)).toBeUndefined();
  const { refusals } = await ask(data, ada, CREATE, { input: { id, expiresIn: 60 } });
  expect(refusals).toMatchObject([{ code: "CONFLICT" }]);
});

test("an expiry in a signature counts by itself", async () => {
  const id = await seedFinished(data, ada);
  const { url } = await createLink(data, ada, id, 60);
  const later = vi.spyOn(Date, "now").mockReturnValue(Date.now() + 61_000);
  expect(await data.room.exportLinks.open(id, signatureIn(url), OPENER)).toBeUndefined();
  later.mockRestore();
  expect(await data.room.exportLinks.open(id, signatureIn(url), OPENER)).toBeDefined();
});

test("seconds out of range are refused with their place; an export that waits has no file yet", async () => {
  const id = await seedFinished(data, ada);
  for (const expiresIn of [-1, 0, 59, 604_801]) {
    const { refusals } = await ask(data, ada, CREATE, { input: { id, expiresIn } });
    expect(refusals).toMatchObject([{ fields: [{ path: "input.expiresIn", code: "OUT_OF_RANGE" }] }]);
  }
  const waiting = await askExport(data, ada);
  const { refusals } = await ask(data, ada, CREATE, { input: { id: waiting, expiresIn: 60 } });
  expect(refusals).toMatchObject([{ code: "CONFLICT" }]);
});
