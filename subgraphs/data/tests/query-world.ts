import fc from "fast-check";
import { ask, create, define, openTestData, someone, type TestData, type TestPrincipal } from "./fixture.ts";
import { type Filter, KINDS, type Name, type Row, type Sort } from "./query-model.ts";

const indexed = (property: object) => ({ ...property, "x-indexed": true });
const searchable = (property: object) =>
  indexed("maxLength" in property ? { ...property, "x-searchable": true } : property);
const PROPERTIES = {
  name: { type: "string", maxLength: 100 },
  tag: { type: ["string", "null"], maxLength: 100 },
  age: { type: ["integer", "null"] },
  score: { type: "number" },
  active: { type: ["boolean", "null"] },
  seenAt: { type: "string", format: "date-time" },
};
const at = { type: "integer" };

/** The same records four times: compared in slots, in keys alone, in both, and in the JSON. */
export const COLLECTIONS = {
  slots: { type: "object", properties: { ...mapped(indexed), at } },
  keys: {
    type: "object",
    properties: { ...PROPERTIES, at },
    "x-indexes": [
      ["name", "-age"],
      ["active", "score"],
      ["-seenAt", "tag", "age"],
      ["age", "-active", "name", "score"],
    ],
  },
  both: {
    type: "object",
    properties: { ...mapped(searchable), at },
    "x-indexes": [
      ["tag", "score"],
      ["active", "-seenAt"],
      ["name", "tag", "-age", "score"],
      ["score", "age"],
    ],
  },
  bare: { type: "object", properties: { ...PROPERTIES, at } },
};

function mapped(change: (property: object) => object) {
  return Object.fromEntries(Object.entries(PROPERTIES).map(([name, property]) => [name, change(property)]));
}

// Few values of each, so that equal ones are common; texts that UTF-16, code points and languages order differently.
const TEXTS = [
  "",
  "a",
  "A",
  "ab",
  "a b",
  "Abc A",
  "xaBC",
  "b",
  "é",
  "e\u0301",
  "\uffff",
  "\ue000",
  "😀",
  "a😀",
  "\ud7ff",
  "%_",
  "v",
  "\u0001",
];
const VALUES: { readonly [N in Name]: readonly unknown[] } = {
  name: TEXTS,
  tag: [null, ...TEXTS.slice(0, 6)],
  age: [null, -1, 0, 1, 2, 2 ** 46 + 1, -(2 ** 46)],
  score: [-1.5, -0, 0, 2 ** 53 - 1, 5e-324, 0.1, 0.2, 1e308, -1e308],
  active: [null, true, false],
  seenAt: [
    "2026-01-01T00:00:00Z",
    "2026-01-01T01:00:00+01:00",
    "2026-01-01T00:00:00.5Z",
    "2026-01-01T00:00:00.123456Z",
    "2026-03-29T00:59:59.999999Z",
    "2026-03-29T01:00:00Z",
    "2026-10-25T00:30:00Z",
    "2026-10-25T01:30:00Z",
    "2018-11-04T03:00:00Z",
    "2018-11-04T02:59:00Z",
    "2018-02-18T01:30:00Z",
    "2018-02-18T03:00:00Z",
    "2020-02-29T23:59:60Z".replace(":60", ":59"),
    "2026-12-31t23:30:00-00:30",
  ],
};

export const fieldName = fc.constantFrom(...(Object.keys(KINDS) as Name[]));
const aValue = (name: Name) => fc.constantFrom(...VALUES[name].filter((value) => value !== null));

const row: fc.Arbitrary<Row> = fc.record(
  Object.fromEntries(Object.entries(VALUES).map(([name, values]) => [name, fc.constantFrom(...values)])),
  { requiredKeys: [] },
);

const RANGES = ["lessThan", "lessThanOrEqual", "greaterThan", "greaterThanOrEqual"];

export const condition: fc.Arbitrary<Filter> = fieldName.chain((field) => {
  const value = aValue(field);
  const some = fc.array(value, { maxLength: 4 });
  const one = (operator: string, of: fc.Arbitrary<unknown>) =>
    of.map((given): Filter => ({ field, [operator]: given }));
  const ofTexts = [
    one("startsWith", value),
    one(
      "contains",
      value.filter((text) => text !== ""),
    ),
  ];
  return fc.oneof(
    ...["equals", "notEquals"].map((operator) => one(operator, fc.option(value))),
    ...["in", "notIn"].map((operator) => one(operator, some)),
    one("isNull", fc.boolean()),
    ...RANGES.map((operator) => one(operator, value)),
    ...(KINDS[field] === "text" ? ofTexts : []),
  );
});

export const filter: fc.Arbitrary<Filter> = fc.letrec<{ tree: Filter }>((tie) => ({
  tree: fc.oneof(
    { depthSize: "small", maxDepth: 4 },
    { weight: 3, arbitrary: condition },
    { weight: 1, arbitrary: fc.array(tie("tree"), { maxLength: 3 }).map((and): Filter => ({ and })) },
    { weight: 1, arbitrary: fc.array(tie("tree"), { maxLength: 3 }).map((or): Filter => ({ or })) },
    { weight: 1, arbitrary: tie("tree").map((not): Filter => ({ not })) },
  ),
})).tree;

export const sort: fc.Arbitrary<Sort[]> = fc.uniqueArray(
  fc.record({ field: fieldName, direction: fc.constantFrom("ASCENDING", "DESCENDING") }),
  { maxLength: 4, selector: (one) => one.field },
);

/** Orders that the composite indexes have, with equalities before them: chance alone would hardly meet them. */
export const indexedQuery: fc.Arbitrary<{ filter: Filter[]; sort: Sort[] }> = fc
  .record({
    index: fc.constantFrom(...[COLLECTIONS.keys, COLLECTIONS.both].flatMap((schema) => schema["x-indexes"])),
    fixed: fc.nat(3),
    turned: fc.boolean(),
    from: row,
    range: fc.constantFrom(undefined, ...RANGES),
  })
  .map(({ index, fixed, turned, from, range }) => {
    const parts = index.map((name) => ({ field: name.replace("-", "") as Name, descends: name.startsWith("-") }));
    const rest = parts.slice(fixed);
    const [next] = rest;
    const bound = next && from[next.field];
    return {
      filter: [
        ...parts.slice(0, fixed).map(({ field }): Filter => ({ field, equals: from[field] ?? null })),
        ...(range && next && bound != null ? [{ field: next.field, [range]: bound }] : []),
      ],
      sort: rest.map(({ field, descends }) => ({ field, direction: descends === turned ? "ASCENDING" : "DESCENDING" })),
    };
  });

export interface QueryWorld {
  data: TestData;
  ada: TestPrincipal;
  rows: readonly Row[];
}

/** As many records as make every value come with every other. */
export async function openQueryWorld(limits: Parameters<typeof openTestData>[0] = {}): Promise<QueryWorld> {
  const data = await openTestData(limits);
  const ada = someone();
  const rows = fc.sample(row, { numRuns: 40, seed: 7 }).map((one, place): Row => ({ ...one, at: place }));
  for (const [name, schema] of Object.entries(COLLECTIONS)) {
    await define(data, ada, schema, name);
    for (const one of rows) await create(data, ada, one, name);
  }
  return { data, ada, rows };
}

export async function answer(world: QueryWorld, source: string, variables: { [name: string]: unknown }) {
  const { data, refusals } = await ask(world.data, world.ada, source, variables);
  if (refusals.length > 0) throw new Error(JSON.stringify({ refusals, variables }));
  return data;
}
