import { DELETE_MANY } from "./bulk-fixture.ts";
import { define } from "./fixture.ts";
import { testGuards } from "./guards.ts";

testGuards({
  source: DELETE_MANY,
  permission: "records:delete",
  async variables(data, principal) {
    await define(data, principal);
    return { input: { collection: "people", all: true } };
  },
});
