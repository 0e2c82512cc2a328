import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { create, define } from "./fixture.ts";
import { testGuards } from "./guards.ts";

testGuards({
  source: "mutation ($input: UpdateRecordInput!) { updateRecord(input: $input) { record { id } } }",
  permission: "record:update",
  async variables(data, principal) {
    await define(data, principal);
    const { id } = await create(data, principal, { name: "Ada" });
    return { input: { id, version: 1, data: { name: "Eve" } } };
  },
  unknown: ({ input }) => ({ input: { ...(input as object), id: encodeId("record", newUuid()) } }),
});
