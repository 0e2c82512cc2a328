import { UPDATE_MANY } from "./bulk-fixture.ts";
import { define } from "./fixture.ts";
import { testGuards } from "./guards.ts";

testGuards({
  source: UPDATE_MANY,
  permission: "records:update",
  async variables(data, principal) {
    await define(data, principal);
    return { input: { collection: "people", all: true, set: { age: 1 } } };
  },
});
