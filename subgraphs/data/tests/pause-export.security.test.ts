import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { askExport } from "./export-fixture.ts";
import { define } from "./fixture.ts";
import { testGuards } from "./guards.ts";

testGuards({
  source: `mutation ($input: PauseExportInput!) { pauseExport(input: $input) { export { id status } } }`,
  permission: "export:pause",
  async variables(data, principal) {
    await define(data, principal);
    return { input: { id: await askExport(data, principal) } };
  },
  unknown: () => ({ input: { id: encodeId("export", newUuid()) } }),
});
