import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { define, openTestData, someone, type TestData } from "./fixture.ts";
import { eventsOf, testGuards } from "./guards.ts";
import { createImport, upload } from "./import-fixture.ts";

testGuards({
  source: "mutation ($input: CreateImportInput!) { createImport(input: $input) { import { id } } }",
  permission: "import:create",
  async variables(data, principal) {
    await define(data, principal);
    return { input: { collection: "people", upload: await upload(data, principal, "name\nAda\n") } };
  },
  unknown: () => ({ input: { collection: "nothing", upload: encodeId("blob", newUuid()) } }),
});

let data: TestData;
beforeAll(async () => {
  data = await openTestData();
});
afterAll(() => data.stop());

test("another tenant's upload is answered as one that does not exist, into a collection of one's own", async () => {
  const [mine, theirs] = [someone(), someone()];
  await define(data, mine);
  const before = await eventsOf(data, mine.tenantId);
  const foreign = await upload(data, theirs, "name\nEve\n");
  const toForeign = await createImport(data, mine, { collection: "people", upload: foreign });
  const toUnknown = await createImport(data, mine, { collection: "people", upload: encodeId("blob", newUuid()) });
  expect(toForeign.refusals).toMatchObject([{ code: "NOT_FOUND" }]);
  expect(toForeign).toEqual(toUnknown);
  expect(await eventsOf(data, mine.tenantId)).toEqual(before);
});

test("an upload that another tenant has imported is no conflict for me: it does not exist", async () => {
  const [mine, theirs] = [someone(), someone()];
  await define(data, mine);
  await define(data, theirs);
  const foreign = await upload(data, theirs, "name\nEve\n");
  expect((await createImport(data, theirs, { collection: "people", upload: foreign })).refusals).toEqual([]);
  const answer = await createImport(data, mine, { collection: "people", upload: foreign });
  expect(answer.refusals).toMatchObject([{ code: "NOT_FOUND" }]);
});
