import { define } from "./fixture.ts";
import { testGuards } from "./guards.ts";

testGuards({
  source: "mutation ($input: CreateRecordInput!) { createRecord(input: $input) { record { id } } }",
  permission: "record:create",
  async variables(data, principal) {
    await define(data, principal);
    return { input: { collection: "people", data: { name: "Ada" } } };
  },
  unknown: () => ({ input: { collection: "nothing", data: { name: "Ada" } } }),
});
