import { readFileSync } from "node:fs";
import { familyOf } from "@bulkhead/kernel/event-family.ts";
import { events } from "@bulkhead/kernel/events.ts";
import { expect, test } from "vitest";
import { familiesOf } from "../src/cache/cacheable.ts";
import { buildRuleTree } from "../src/rules/tree.ts";

const rules = buildRuleTree(readFileSync(new URL("../../schema/supergraph.graphql", import.meta.url), "utf8"));

/** Events that those may hear who may read something that is kept, and that make none of it another: why. */
const HARMLESS: Record<string, string> = {};

test("every event about what may be kept takes it away", () => {
  const kept = [...rules].filter(([coordinate, { staleBy }]) => coordinate.startsWith("Query.") && staleBy);
  expect(kept.map(([coordinate]) => coordinate)).toContain("Query.records");
  const missed = Object.entries(events.outbox).flatMap(([type, { permission }]) =>
    kept
      .filter(([, { permissions, staleBy }]) => permissions.includes(permission) && !staleBy?.includes(familyOf(type)))
      .filter(() => !(type in HARMLESS))
      .map(
        ([coordinate]) => `${coordinate} is not @cacheable by ${familyOf(type)}: is its answer the same after ${type}?`,
      ),
  );
  expect(missed).toEqual([]);
  expect(Object.keys(HARMLESS).filter((type) => !(type in events.outbox))).toEqual([]);
});

test("an operation depends on what any of its fields depends on, and on nothing when one does not say", () => {
  const page = ["Query.records", "RecordConnection.nodes", "Record.id", "Record.createdBy", "Actor.id"];
  expect(familiesOf(rules, page)).toEqual(["collection", "record", "records"]);
  expect(familiesOf(rules, ["Query.collections", "Collection.name", "PageInfo.endCursor"])).toEqual(["collection"]);
  for (const other of ["Actor.name", "Query.me", "Record.nothing", "Mutation.createRecord"])
    expect(familiesOf(rules, [...page, other])).toBeUndefined();
  expect(familiesOf(rules, ["Actor.id"])).toBeUndefined();
});
