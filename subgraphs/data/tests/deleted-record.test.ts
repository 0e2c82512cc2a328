import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { expect, test } from "vitest";
import { ask, create, define, openTestData, someone } from "./fixture.ts";
import { testGuards } from "./guards.ts";
import { remove } from "./history-fixture.ts";

const READ = `query ($id: ID!) { deletedRecord(id: $id) { id collection data version createdAt createdBy { id } deletedAt
  deletedBy { id } versions { nodes { version kind } } } }`;

testGuards({
  source: READ,
  permission: "record:read",
  async variables(data, principal) {
    await define(data, principal);
    const { id } = await create(data, principal, { name: "Ada" });
    await remove(data, principal, id);
    return { id };
  },
  unknown: () => ({ id: encodeId("record", newUuid()) }),
});

test("a deleted record says what it was, and who deleted it when", async () => {
  const data = await openTestData();
  const ada = someone();
  const eve = someone(ada.tenantId);
  await define(data, ada);
  const { id, createdAt } = await create(data, ada, { name: "Ada" });
  expect((await ask(data, ada, READ, { id })).refusals).toMatchObject([{ code: "NOT_FOUND" }]);
  await remove(data, eve, id);
  const { deletedRecord } = (await ask(data, ada, READ, { id })).data;
  expect(deletedRecord).toMatchObject({
    id,
    collection: "people",
    data: { name: "Ada" },
    version: 2,
    createdAt,
    createdBy: { id: ada.id },
    deletedBy: { id: eve.id },
    versions: {
      nodes: [
        { version: 2, kind: "DELETED" },
        { version: 1, kind: "CREATED" },
      ],
    },
  });
  await data.stop();
});
