import { decodeId } from "@bulkhead/kernel/id.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  askExport,
  controlExport,
  createLink,
  OPENER,
  readExport,
  seedFinished,
  signatureIn,
} from "./export-fixture.ts";
import { ask, define, openTestData, someone, type TestData } from "./fixture.ts";
import { eventsOf, lastWritten } from "./guards.ts";

let data: TestData;
beforeAll(async () => {
  data = await openTestData();
});
afterAll(() => data.stop());

const DELETE = `mutation ($input: DeleteExportInput!) { deleteExport(input: $input) { export { id status } } }`;

test("its file is gone, links to it are dead in the middle of a download too; again it changes nothing", async () => {
  const ada = someone();
  await define(data, ada);
  const id = await seedFinished(data, ada);
  const { parts } = await readExport(data, ada, id);
  const signature = signatureIn((await createLink(data, ada, id)).url);
  const { open, stands } = data.room.exportLinks;
  expect([await open(id, signature, OPENER), await stands(id, signature, OPENER)]).toMatchObject([{ id }, true]);
  const deleted = await ask(data, ada, DELETE, { input: { id } });
  expect(deleted.data.deleteExport.export).toEqual({ id, status: "EXPIRED" });
  expect(await lastWritten(data, ada.tenantId)).toMatchObject({
    event: { type: "export.deleted" },
    audited: {
      action: "export.delete",
      target_id: id,
      body: { detail: { collection: "people", status: "SUCCEEDED" } },
    },
  });
  expect([await open(id, signature, OPENER), await stands(id, signature, OPENER)]).toEqual([undefined, false]);
  expect((await readExport(data, ada, id)).parts).toEqual([]);
  const blob = decodeId("blob", parts[0]?.blob ?? "", "blob");
  await expect(data.blobs.data.stat(ada.tenantId, blob)).rejects.toThrow("not");
  const before = await eventsOf(data, ada.tenantId);
  expect((await ask(data, ada, DELETE, { input: { id } })).data.deleteExport.export.status).toBe("EXPIRED");
  expect(await eventsOf(data, ada.tenantId)).toEqual(before);
});

test("one that has not ended is cancelled instead, and then there is nothing to delete", async () => {
  const ada = someone();
  await define(data, ada);
  const id = await askExport(data, ada);
  expect((await ask(data, ada, DELETE, { input: { id } })).refusals).toMatchObject([{ code: "CONFLICT" }]);
  await controlExport(data, ada, "cancel", id);
  expect((await ask(data, ada, DELETE, { input: { id } })).data.deleteExport.export.status).toBe("CANCELLED");
});
