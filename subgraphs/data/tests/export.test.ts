import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { expect, test } from "vitest";
import { askExport } from "./export-fixture.ts";
import { ask, define, openTestData, someone } from "./fixture.ts";
import { testGuards } from "./guards.ts";

const READ = `query ($id: ID!) { export(id: $id) { id collection status format compression formulas progress recordsWritten
  bytes failure { code } createdBy { id } finishedAt } }`;

testGuards({
  source: READ,
  permission: "export:read",
  async variables(data, principal) {
    await define(data, principal);
    return { id: await askExport(data, principal) };
  },
  unknown: () => ({ id: encodeId("export", newUuid()) }),
});

test("one that waits tells what was asked for; a role that does not reach its collection does not see it", async () => {
  const data = await openTestData();
  const ada = someone();
  await define(data, ada);
  const id = await askExport(data, ada, { format: "XML", compression: "GZIP" });
  expect((await ask(data, ada, READ, { id })).data.export).toEqual({
    ...{ id, collection: "people", status: "QUEUED", format: "XML", compression: "GZIP", formulas: "GUARDED" },
    ...{ progress: 0, recordsWritten: 0, bytes: 0, failure: null, createdBy: { id: ada.id }, finishedAt: null },
  });
  const limited = { ...someone(ada.tenantId), collections: new Set(["others"]) };
  expect((await ask(data, limited, READ, { id })).refusals).toMatchObject([{ code: "NOT_FOUND" }]);
  await data.stop();
});
