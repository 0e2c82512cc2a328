import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { define } from "./fixture.ts";
import { testGuards } from "./guards.ts";
import { startImport } from "./import-fixture.ts";

testGuards({
  source: "query ($id: ID!) { import(id: $id) { id rejections { nodes { row } } } }",
  permission: "import:read",
  async variables(data, principal) {
    await define(data, principal);
    return { id: await startImport(data, principal, "name\nAda\n") };
  },
  unknown: () => ({ id: encodeId("import", newUuid()) }),
});
