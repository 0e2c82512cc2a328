import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { askBulk, UPDATE_MANY } from "./bulk-fixture.ts";
import { define } from "./fixture.ts";
import { testGuards } from "./guards.ts";

testGuards({
  source: `mutation ($input: CancelBulkChangeInput!) { cancelBulkChange(input: $input) { bulkChange { id status } } }`,
  permission: "bulk-change:cancel",
  async variables(data, principal) {
    await define(data, principal);
    return { input: { id: await askBulk(data, principal, UPDATE_MANY, { all: true, set: { age: 1 } }) } };
  },
  unknown: () => ({ input: { id: encodeId("bulkChange", newUuid()) } }),
});
