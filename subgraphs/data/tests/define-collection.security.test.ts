import { PEOPLE } from "./fixture.ts";
import { testGuards } from "./guards.ts";

testGuards({
  source: "mutation ($input: DefineCollectionInput!) { defineCollection(input: $input) { collection { id } } }",
  permission: "collection:define",
  variables: () => ({ input: { name: "people", schema: PEOPLE } }),
});
