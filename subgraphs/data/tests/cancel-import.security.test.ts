import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { define } from "./fixture.ts";
import { testGuards } from "./guards.ts";
import { startImport } from "./import-fixture.ts";

testGuards({
  source: `mutation ($input: CancelImportInput!) { cancelImport(input: $input) { import { id status } } }`,
  permission: "import:cancel",
  async variables(data, principal) {
    await define(data, principal);
    return { input: { id: await startImport(data, principal, "name\nAda\n") } };
  },
  unknown: () => ({ input: { id: encodeId("import", newUuid()) } }),
});
