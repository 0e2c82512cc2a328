import { define } from "./fixture.ts";
import { testGuards } from "./guards.ts";

testGuards({
  source: `mutation ($input: CreateExportInput!) { createExport(input: $input) { export { id } } }`,
  permission: "export:create",
  async variables(data, principal) {
    await define(data, principal);
    return { input: { collection: "people", format: "NDJSON" } };
  },
  unknown: () => ({ input: { collection: "nothing", format: "NDJSON" } }),
});
