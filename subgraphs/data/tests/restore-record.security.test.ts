import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { create, define } from "./fixture.ts";
import { testGuards } from "./guards.ts";
import { remove } from "./history-fixture.ts";

testGuards({
  source: "mutation ($input: RestoreRecordInput!) { restoreRecord(input: $input) { record { id data } } }",
  permission: "record:restore",
  async variables(data, principal) {
    await define(data, principal);
    const { id } = await create(data, principal, { name: "Ada" });
    await remove(data, principal, id);
    return { input: { id } };
  },
  unknown: () => ({ input: { id: encodeId("record", newUuid()) } }),
});
