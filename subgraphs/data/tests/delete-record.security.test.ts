import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { create, define } from "./fixture.ts";
import { testGuards } from "./guards.ts";

testGuards({
  source: "mutation ($input: DeleteRecordInput!) { deleteRecord(input: $input) { id } }",
  permission: "record:delete",
  async variables(data, principal) {
    await define(data, principal);
    return { input: { id: (await create(data, principal, { name: "Ada" })).id } };
  },
  unknown: () => ({ input: { id: encodeId("record", newUuid()) } }),
});
