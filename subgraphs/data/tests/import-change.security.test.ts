import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { define } from "./fixture.ts";
import { testGuards } from "./guards.ts";
import { startImport } from "./import-fixture.ts";

testGuards({
  source: "query ($id: ID!, $cursor: String!) { importChange(id: $id, cursor: $cursor) { id status } }",
  permission: "import:read",
  async variables(data, principal) {
    await define(data, principal);
    const id = await startImport(data, principal, "name\nAda\n");
    return { id, cursor: data.platform.feed.present(principal.tenantId) };
  },
  unknown: (variables) => ({ ...variables, id: encodeId("import", newUuid()) }),
});
