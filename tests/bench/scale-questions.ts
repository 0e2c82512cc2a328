import { askGraphql } from "./ask-graphql.ts";
import { CATEGORIES } from "./dataset.ts";
import type { ScaleWorld, Subject, SubjectName } from "./scale-world.ts";

/** What a tenant is asked, other values each turn. */
export interface Question {
  title: string;
  /** A page of records when nothing is said. */
  form?: Form;
  /** Arguments beside the collection. */
  args(subject: Subject, turn: number): { [name: string]: unknown };
  /** Looks at all records of the tenant that the filter finds, and so is asked less often. */
  looksAtAll?: boolean;
  /** How much an answer must find; a page of 50 when nothing is said. */
  atLeast?: { [S in SubjectName]: number };
}

interface Form {
  query: string;
  /** How much an answer found. */
  found(data: Answered): number;
}

interface Answered {
  records: { nodes: unknown[]; totalCount: number };
  recordAggregate: { groups: unknown[] };
}

const page: Form = {
  query: `query ($filter: [RecordFilter!], $sort: [RecordSort!], $first: Int, $after: String) {
    records(collection: "items", filter: $filter, sort: $sort, first: $first, after: $after) {
      nodes { id collection data createdAt version } } }`,
  found: ({ records }) => records.nodes.length,
};

const count: Form = {
  query: `query ($filter: [RecordFilter!]) { records(collection: "items", filter: $filter, first: 1) { totalCount } }`,
  found: ({ records }) => records.totalCount,
};

const figures: Form = {
  query: `query ($filter: [RecordFilter!], $groupBy: [RecordGroupBy!], $measures: [RecordMeasure!]!) {
    recordAggregate(collection: "items", filter: $filter, groupBy: $groupBy, measures: $measures) {
      groups { key values } } }`,
  found: ({ recordAggregate }) => recordAggregate.groups.length,
};

const category = (turn: number) => CATEGORIES[turn % CATEGORIES.length];
/** Between 0 and 500 of prices up to 1,000. */
const price = (turn: number) => (turn * 37) % 500;
const place = (places: readonly string[], turn: number) => places[(turn * 7919) % places.length];

/** The median tenant has four records of some categories, so such a question takes three of whatever tenant. */
const FEW = 3;
const few = { largest: FEW, median: FEW };

export const QUESTIONS: readonly Question[] = [
  { title: "list: first page of 50", args: () => ({}) },
  { title: "list: a page from somewhere on", args: ({ places }, turn) => ({ after: place(places.creation, turn) }) },
  {
    title: "filter: a text, 3 of the tenth that have it",
    args: (_, turn) => ({ filter: [{ field: "category", equals: category(turn) }], first: FEW }),
    atLeast: few,
  },
  {
    title: "filter: a range of numbers, 3 in their order",
    args: (_, turn) => ({
      filter: [
        { field: "price", greaterThanOrEqual: price(turn) },
        { field: "price", lessThan: price(turn) + 500 },
      ],
      sort: { field: "price" },
      first: FEW,
    }),
    atLeast: few,
  },
  {
    title: "filter: a text and a range of numbers, 3",
    args: (_, turn) => ({
      filter: [
        { field: "category", equals: category(turn) },
        { field: "price", greaterThanOrEqual: price(turn) },
        { field: "price", lessThan: price(turn) + 500 },
      ],
      first: FEW,
    }),
    atLeast: { ...few, median: 0 },
  },
  { title: "sort: by number, first page of 50", args: () => ({ sort: { field: "price" } }) },
  {
    title: "sort: by number, a page from somewhere on",
    args: ({ places }, turn) => ({ sort: { field: "price" }, after: place(places.price, turn) }),
  },
  {
    title: "sort: by instant, the latest 50",
    args: () => ({ sort: { field: "soldAt", direction: "DESCENDING" } }),
  },
  { title: "count: all", form: count, looksAtAll: true, args: () => ({}) },
  {
    title: "count: those that have a text",
    form: count,
    looksAtAll: true,
    args: (_, turn) => ({ filter: [{ field: "category", equals: category(turn) }] }),
    atLeast: few,
  },
  {
    title: "aggregate: count, sum and average by a text",
    form: figures,
    looksAtAll: true,
    args: () => ({
      groupBy: [{ field: "category" }],
      measures: [
        { as: "count", function: "COUNT" },
        { as: "sum", function: "SUM", field: "price" },
        { as: "average", function: "AVG", field: "price" },
      ],
    }),
    atLeast: { largest: 10, median: 10 },
  },
  {
    title: "aggregate: count by the month of an instant",
    form: figures,
    looksAtAll: true,
    args: () => ({
      groupBy: [{ field: "soldAt", bucket: "MONTH", timeZone: "Europe/Berlin" }],
      measures: [{ as: "count", function: "COUNT" }],
    }),
    atLeast: { largest: 12, median: 10 },
  },
  {
    title: "aggregate: the most by a truth, of those that have a text",
    form: figures,
    looksAtAll: true,
    args: (_, turn) => ({
      filter: [{ field: "category", equals: category(turn) }],
      groupBy: [{ field: "active" }],
      measures: [{ as: "most", function: "MAX", field: "price" }],
    }),
    atLeast: { largest: 2, median: 1 },
  },
];

/** Asks once; answers how many milliseconds it took. */
export async function put(
  { form = page, args, atLeast }: Question,
  { server, subjects }: ScaleWorld,
  name: SubjectName,
  turn: number,
): Promise<number> {
  const subject = subjects[name];
  const variables = args(subject, turn);
  const begun = performance.now();
  const data = await askGraphql(server, subject.tenant.key, form.query, variables);
  const took = performance.now() - begun;
  const found = form.found(data as unknown as Answered);
  if (found < (atLeast?.[name] ?? 50)) throw new Error(`${found} found of ${name}: ${JSON.stringify(variables)}`);
  return took;
}
