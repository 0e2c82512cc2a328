import { expect } from "vitest";
import { create, define } from "./fixture.ts";
import { testGuards } from "./guards.ts";
import { follow, take } from "./subscription.ts";

testGuards({
  source: `query ($collection: String!, $cursor: String!) { recordChange(collection: $collection, cursor: $cursor) { kind } }`,
  permission: "record:read",
  async variables(data, principal) {
    await define(data, principal);
    const source = await follow(data, principal);
    await create(data, principal, { name: "Ada" });
    const [change] = await take(source, 1);
    expect(change).toBeDefined();
    return { collection: "people", cursor: change?.cursor };
  },
  unknown: (variables) => ({ ...variables, collection: "nothing" }),
});
