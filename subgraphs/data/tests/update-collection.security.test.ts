import { define, PEOPLE } from "./fixture.ts";
import { testGuards } from "./guards.ts";

testGuards({
  source: "mutation ($input: UpdateCollectionInput!) { updateCollection(input: $input) { collection { version } } }",
  permission: "collection:update",
  async variables(data, principal) {
    await define(data, principal);
    return { input: { name: "people", version: 1, schema: { ...PEOPLE, description: "People." } } };
  },
  unknown: ({ input }) => ({ input: { ...(input as object), name: "nothing" } }),
});
