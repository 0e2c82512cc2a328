import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { create, define } from "./fixture.ts";
import { testGuards } from "./guards.ts";

testGuards({
  source: "query ($id: ID!) { record(id: $id) { id data } }",
  permission: "record:read",
  async variables(data, principal) {
    await define(data, principal);
    return { id: (await create(data, principal, { name: "Ada" })).id };
  },
  unknown: () => ({ id: encodeId("record", newUuid()) }),
});
