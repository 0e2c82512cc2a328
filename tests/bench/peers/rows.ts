import { type FloorPath, graphql, NODES } from "../pages.ts";
import type { SizedTenant } from "../seed-scale.ts";

/** One question, as each contender is asked for it, and what its answer comes to: the same for all. */
export interface PeerRow {
  title: string;
  floorPath: FloorPath;
  bulkhead?: Asked;
  postgraphile: Asked;
  /** What the floor answered, in the shape that is compared. */
  ofFloor(answer: unknown): unknown;
  minBytes: number;
  /** Of the client: enough to keep both cores at work, and not so many that they stand in line for the database. */
  connections: number;
}

/** A whole HTTP request, and how its answer is read. */
interface Asked {
  request(tenant: SizedTenant): string;
  read(answer: unknown): unknown;
}

/** As floor and Bulkhead answer. */
interface Records<Node> {
  data: { records: { nodes: Node[] } };
}

interface AllRecords {
  data: { allRecords: { nodes: Item[]; groupedAggregates: Group[] } };
}

interface Item {
  data: unknown;
  version: number;
}

interface Figures {
  data: { recordAggregate: { groups: { key: { category: string }; values: { sum: number; average: number } }[] } };
}

interface Group {
  keys: [string];
  sum: { n1: number };
  average: { n1: number };
}

interface Totals {
  category: string;
  sum: number;
  average: number;
}

const PAGE_BYTES = 8_000;

/** What a page comes to: the fields of its records, in order. Each server has ids of its own form. */
const ofPage = (nodes: readonly Item[]) => nodes.map(({ data, version }) => ({ data, version }));

/** Sums are of floats, which come in no order: they are the same to the cent. */
const ofTotals = (groups: readonly Totals[]) =>
  groups.map(({ category, sum, average }) => `${category} ${sum.toFixed(2)} ${average.toFixed(6)}`).sort();

/**
 * The tenant is told to the planner too, as floor and Bulkhead do: from the policy alone it cannot know whose the rows are,
 * takes the tenant for one of average size, and may sort all that it has. The collection's id stands for its name, which
 * the floor does not look up either.
 */
const own = ({ tenantId, items }: SizedTenant) => `{ tenantId: "${tenantId}", collectionId: "${items}" }`;

export const PEER_ROWS: readonly PeerRow[] = [
  {
    title: "list of 50",
    floorPath: "page",
    bulkhead: bulkheadPage(""),
    postgraphile: postgraphilePage(""),
    ofFloor: ofRecords,
    minBytes: PAGE_BYTES,
    connections: 16,
  },
  {
    title: "filtered and sorted by a number, 50",
    floorPath: "filtered",
    bulkhead: bulkheadPage(`, filter: [{ field: "price", greaterThanOrEqual: 200 }], sort: { field: "price" }`),
    postgraphile: postgraphilePage(", filter: { n1: { greaterThanOrEqualTo: 200 } }, orderBy: N1_ASC"),
    ofFloor: ofRecords,
    minBytes: PAGE_BYTES,
    connections: 16,
  },
  {
    title: "list of 50, whose they are left to the policy alone",
    floorPath: "page",
    postgraphile: postgraphilePage("", ({ items }) => `{ collectionId: "${items}" }`),
    ofFloor: ofRecords,
    minBytes: PAGE_BYTES,
    connections: 16,
  },
  {
    title: "sum and average of a number by category",
    floorPath: "totals",
    bulkhead: {
      request: (tenant) =>
        graphql(
          tenant,
          `{ recordAggregate(collection: "items", groupBy: [{ field: "category" }], measures: [
             { as: "sum", function: SUM, field: "price" }, { as: "average", function: AVG, field: "price" }]) {
             groups { key values } } }`,
        ),
      // Slots hold texts behind a letter, which the others answer as it stands there.
      read: (answer) =>
        ofTotals(
          (answer as Figures).data.recordAggregate.groups.map(({ key, values }) => ({
            category: `v${key.category}`,
            ...values,
          })),
        ),
    },
    postgraphile: {
      request: (tenant) =>
        postgraphileRequest(
          tenant,
          `{ allRecords(condition: ${own(tenant)}) {
             groupedAggregates(groupBy: T1) { keys sum { n1 } average { n1 } } } }`,
        ),
      read: (answer) =>
        ofTotals(
          (answer as AllRecords).data.allRecords.groupedAggregates.map(({ keys, sum, average }) => ({
            category: keys[0],
            sum: sum.n1,
            average: average.n1,
          })),
        ),
    },
    ofFloor: (answer) => ofTotals((answer as Records<Totals>).data.records.nodes),
    minBytes: 400,
    connections: 4,
  },
];

function ofRecords(answer: unknown): unknown {
  return ofPage((answer as Records<Item>).data.records.nodes);
}

function bulkheadPage(args: string): Asked {
  return {
    request: (tenant) => graphql(tenant, `{ records(collection: "items", first: 50${args}) { ${NODES} } }`),
    read: ofRecords,
  };
}

function postgraphilePage(args: string, condition = own): Asked {
  return {
    request: (tenant) =>
      postgraphileRequest(
        tenant,
        `{ allRecords(condition: ${condition(tenant)}, first: 50${args}) {
           nodes { rowId collectionId data createdAt version } } }`,
      ),
    read: (answer) => ofPage((answer as AllRecords).data.allRecords.nodes),
  };
}

function postgraphileRequest({ tenantId }: SizedTenant, query: string): string {
  const body = JSON.stringify({ query });
  return [
    "POST /graphql HTTP/1.1",
    "host: localhost",
    `x-tenant-id: ${tenantId}`,
    "content-type: application/json",
    `content-length: ${Buffer.byteLength(body)}`,
    "",
    body,
  ].join("\r\n");
}
