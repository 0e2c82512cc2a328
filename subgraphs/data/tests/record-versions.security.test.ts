import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { create, define } from "./fixture.ts";
import { testGuards } from "./guards.ts";
import { remove } from "./history-fixture.ts";

testGuards({
  source: "query ($id: ID!) { recordVersions(id: $id) { nodes { version data } } }",
  permission: "record:read",
  async variables(data, principal) {
    await define(data, principal);
    const { id } = await create(data, principal, { name: "Ada" });
    await remove(data, principal, id);
    return { id };
  },
  unknown: () => ({ id: encodeId("record", newUuid()) }),
});
