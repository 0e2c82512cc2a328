import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { askBulk, UPDATE_MANY } from "./bulk-fixture.ts";
import { define } from "./fixture.ts";
import { testGuards } from "./guards.ts";

testGuards({
  source: `query ($id: ID!) { bulkChange(id: $id) { id status failures { nodes { code } } } }`,
  permission: "bulk-change:read",
  async variables(data, principal) {
    await define(data, principal);
    return { id: await askBulk(data, principal, UPDATE_MANY, { all: true, set: { age: 1 } }) };
  },
  unknown: () => ({ id: encodeId("bulkChange", newUuid()) }),
});
