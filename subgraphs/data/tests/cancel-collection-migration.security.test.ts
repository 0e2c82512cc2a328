import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { migrate } from "./evolution-fixture.ts";
import { create, define, PEOPLE } from "./fixture.ts";
import { testGuards } from "./guards.ts";

testGuards({
  source:
    "mutation ($input: CancelCollectionMigrationInput!) { cancelCollectionMigration(input: $input) { migration { state } } }",
  permission: "collection-migration:cancel",
  async variables(data, principal) {
    await define(data, principal);
    await create(data, principal, { name: "ann" });
    // Nobody works on it: this room has no workers.
    return {
      input: { id: await migrate(data, principal, { schema: { ...PEOPLE, required: ["name", "age"] }, mapping: [] }) },
    };
  },
  unknown: () => ({ input: { id: encodeId("collectionMigration", newUuid()) } }),
});
