import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { askExport } from "./export-fixture.ts";
import { define } from "./fixture.ts";
import { testGuards } from "./guards.ts";

testGuards({
  source: "query ($id: ID!, $cursor: String!) { exportChange(id: $id, cursor: $cursor) { id status } }",
  permission: "export:read",
  async variables(data, principal) {
    await define(data, principal);
    return { id: await askExport(data, principal), cursor: data.platform.feed.present(principal.tenantId) };
  },
  unknown: (variables) => ({ ...variables, id: encodeId("export", newUuid()) }),
});
