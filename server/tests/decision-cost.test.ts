import { expect, test } from "vitest";
import { openTokenStep } from "../../tests/testkit/token-step.ts";

/** What the issue allows for the decision about an operation that was decided before. */
const MAX_MICROSECONDS = 20;
const REPEATS = 100_000;

const OPERATIONS = {
  "a small query": "{ tenant { name } }",
  "a query of many fields":
    '{ me { roles permissions } records(collection: "notes") { nodes { id collection data createdAt version updatedAt } pageInfo { hasNextPage endCursor } } collections { nodes { id name schema createdAt } } }',
  "a mutation": 'mutation { createRecord(input: { collection: "notes", data: {} }) { record { id version } } }',
};

test.each(Object.entries(OPERATIONS))(
  "whether %s is allowed costs less than 20 µs of processor time",
  async (what, source) => {
    const { decides } = await openTokenStep(1);
    const decide = await decides(source);
    const before = process.cpuUsage();
    for (let n = 0; n < REPEATS; n++) decide();
    const { user, system } = process.cpuUsage(before);
    console.log(`the decision about ${what}: ${((user + system) / REPEATS).toFixed(2)} µs of ${REPEATS}`);
    expect(user + system).toBeLessThan(REPEATS * MAX_MICROSECONDS);
  },
);
