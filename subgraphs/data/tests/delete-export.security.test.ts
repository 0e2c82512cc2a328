import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { seedFinished } from "./export-fixture.ts";
import { define } from "./fixture.ts";
import { testGuards } from "./guards.ts";

testGuards({
  source: `mutation ($input: DeleteExportInput!) { deleteExport(input: $input) { export { id status } } }`,
  permission: "export:delete",
  async variables(data, principal) {
    await define(data, principal);
    return { input: { id: await seedFinished(data, principal) } };
  },
  unknown: () => ({ input: { id: encodeId("export", newUuid()) } }),
});
