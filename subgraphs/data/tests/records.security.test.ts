import { create, define } from "./fixture.ts";
import { testGuards } from "./guards.ts";

testGuards({
  source: "query ($collection: String!) { records(collection: $collection) { nodes { id data } } }",
  permission: "record:read",
  async variables(data, principal) {
    await define(data, principal);
    await create(data, principal, { name: "Ada" });
    return { collection: "people" };
  },
  unknown: () => ({ collection: "nothing" }),
});
