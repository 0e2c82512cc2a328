import { define } from "./fixture.ts";
import { testGuards } from "./guards.ts";

testGuards({
  source: "query ($name: String!) { collection(name: $name) { id name schema } }",
  permission: "collection:read",
  async variables(data, principal) {
    await define(data, principal, undefined, "theirs");
    return { name: "theirs" };
  },
  unknown: () => ({ name: "nothing" }),
});
