import { create, define } from "./fixture.ts";
import { testGuards } from "./guards.ts";

testGuards({
  source: `query ($collection: String!) {
    recordAggregate(collection: $collection, groupBy: { field: "name" }, measures: { as: "n", function: COUNT }) { groups { key values } }
  }`,
  permission: "record:read",
  async variables(data, principal) {
    await define(data, principal);
    await create(data, principal, { name: "Ada" });
    return { collection: "people" };
  },
  unknown: () => ({ collection: "nothing" }),
});
