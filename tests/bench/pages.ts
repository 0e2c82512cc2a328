import { zipfShares } from "./dataset.ts";
import type { LoadJob } from "./load.ts";
import type { RowName } from "./options.ts";
import { cpuMicroseconds, treeCpuMicroseconds } from "./process-usage.ts";
import type { Load, Measured } from "./processes.ts";
import type { SeededTenant } from "./seed.ts";

/** What the floor knows to answer: `/<path>/<number of the tenant>`. */
export type FloorPath = "page" | "filtered" | "zipf" | "one" | "totals";

/** A page of records as the floor and as Bulkhead are asked for it. */
export interface PageRow {
  name: RowName;
  title: string;
  target: number;
  floorPath: FloorPath;
  request(tenant: SeededTenant): string;
  zipf: boolean;
  /** A shorter answer cannot be the page. */
  minBytes: number;
}

/** 50 rows are about 11 kB. */
const PAGE_BYTES = 8_000;
export const NODES = "nodes { id collection data createdAt version }";

export const PAGE_ROWS: readonly PageRow[] = [
  {
    name: "page",
    title: "50 rows, one subgraph, ad-hoc GraphQL",
    target: 0.55,
    floorPath: "page",
    request: (tenant) => graphql(tenant, `{ records(collection: "items", first: 50) { ${NODES} } }`),
    zipf: false,
    minBytes: PAGE_BYTES,
  },
  {
    name: "page-rest",
    title: "the same over REST",
    target: 0.7,
    floorPath: "page",
    request: (tenant) => get(tenant, "/v1/collections/items/records?first=50"),
    zipf: false,
    minBytes: PAGE_BYTES,
  },
  {
    name: "page-cached",
    title: "the same over GraphQL, from the gateway's cache, which the floor has none of",
    target: 1,
    floorPath: "page",
    request: (tenant) =>
      graphql(tenant, `{ records(collection: "items", first: 50) { ${NODES} } }`, ["cache-control: max-age=600"]),
    zipf: false,
    minBytes: PAGE_BYTES,
  },
  {
    name: "page-filtered",
    title: "the same, filtered and sorted by an indexed field",
    target: 0.55,
    floorPath: "filtered",
    request: (tenant) =>
      graphql(
        tenant,
        `{ records(collection: "items", filter: [{ field: "price", greaterThanOrEqual: 200 }], sort: { field: "price" }, first: 50) { ${NODES} } }`,
      ),
    zipf: false,
    minBytes: PAGE_BYTES,
  },
  {
    name: "page-zipf",
    title: "the same, tenants' sizes and calls after Zipf",
    target: 0.55,
    floorPath: "zipf",
    request: (tenant) => graphql(tenant, `{ records(collection: "zipf", first: 50) { ${NODES} } }`),
    zipf: true,
    // The last tenants have a row each.
    minBytes: 200,
  },
  {
    name: "join",
    title: "50 rows joined with an entity of another subgraph",
    target: 0.45,
    floorPath: "page",
    request: (tenant) =>
      graphql(
        tenant,
        `{ records(collection: "items", first: 50) { nodes { id collection data createdAt version createdBy { id name } } } }`,
      ),
    zipf: false,
    minBytes: PAGE_BYTES,
  },
];

export function graphql({ key }: SeededTenant, query: string, headers: readonly string[] = []): string {
  const body = JSON.stringify({ query });
  return [
    "POST /graphql HTTP/1.1",
    "host: localhost",
    `authorization: Bearer ${key}`,
    "content-type: application/json",
    `content-length: ${Buffer.byteLength(body)}`,
    ...headers,
    "",
    body,
  ].join("\r\n");
}

function get({ key }: SeededTenant, path: string): string {
  return [`GET ${path} HTTP/1.1`, "host: localhost", `authorization: Bearer ${key}`, "", ""].join("\r\n");
}

/** One contender in one round. */
export interface Sample {
  perSecond: number;
  p50Ms: number;
  p99Ms: number;
  /** Processor time per answer: of the contender's processes together and one by one, and of PostgreSQL. */
  serverMicroseconds: number;
  processMicroseconds: number[];
  databaseMicroseconds: number;
  bytes: number;
}

export interface PageResult {
  row: PageRow;
  floor: Sample[];
  bulkhead: Sample[];
}

/** What every comparison of pages needs. */
export interface PageBench {
  load: Load;
  postgresPid: number;
  tenants: readonly SeededTenant[];
  rounds: number;
  roundMs: number;
  warmUpMs: number;
}

/** One of those compared: where it is asked, which processes it is, and a request for each tenant. */
export interface Contender {
  port: number;
  pids: readonly number[];
  requests: string[];
}

const CONNECTIONS = 16;

export async function measurePage(
  bench: PageBench & { floor: Measured; bulkhead: Measured },
  row: PageRow,
): Promise<PageResult> {
  const { tenants, floor, bulkhead } = bench;
  const [ofFloor = [], ofBulkhead = []] = await takeTurns(bench, row, [
    floorContender(row, floor, tenants),
    { port: bulkhead.port, pids: [bulkhead.pid], requests: tenants.map(row.request) },
  ]);
  return { row, floor: ofFloor, bulkhead: ofBulkhead };
}

export function floorContender(
  row: Pick<PageRow, "floorPath">,
  floor: Measured,
  tenants: readonly SeededTenant[],
): Contender {
  const requests = tenants.map((_, at) => `GET /${row.floorPath}/${at} HTTP/1.1\r\nhost: localhost\r\n\r\n`);
  return { port: floor.port, pids: [floor.pid], requests };
}

/** All take turns in every round, so that what the machine does beside us hits each. Answers the samples of each. */
export async function takeTurns(
  bench: PageBench,
  row: Pick<PageRow, "zipf" | "minBytes"> & { connections?: number },
  contenders: readonly Contender[],
): Promise<Sample[][]> {
  const { tenants, warmUpMs, rounds, roundMs } = bench;
  const shares = row.zipf ? zipfShares(tenants.length) : undefined;
  const jobFor = ({ port, requests }: Contender, forMs: number, seed: number): LoadJob => ({
    port,
    requests,
    shares,
    connections: row.connections ?? CONNECTIONS,
    forMs,
    minBytes: row.minBytes,
    seed,
  });
  for (const contender of contenders) {
    await sample(bench, contender, jobFor(contender, 0, 0));
    await sample(bench, contender, jobFor(contender, warmUpMs, 0));
  }
  const samples: Sample[][] = contenders.map(() => []);
  const order = [...contenders.entries()];
  for (let round = 1; round <= rounds; round++) {
    for (const [at, contender] of order)
      samples[at]?.push(await sample(bench, contender, jobFor(contender, roundMs, round)));
    // No place in the round may favour anybody: with two contenders, the first looked dearer by up to a tenth.
    order.push(...order.splice(0, 1));
  }
  return samples;
}

async function sample({ load, postgresPid }: PageBench, { pids }: Contender, job: LoadJob): Promise<Sample> {
  const cpu = () => [...pids.map(cpuMicroseconds), treeCpuMicroseconds(postgresPid)];
  const before = cpu();
  const result = await load.run(job);
  const used = cpu().map((after, at) => (after - (before[at] ?? 0)) / result.answered);
  if (result.failed > 0)
    throw new Error(`${result.failed} of ${result.answered} answers were wrong, the first:\n${result.failure}`);
  const databaseMicroseconds = used.pop() ?? 0;
  return {
    perSecond: result.answered / result.seconds,
    p50Ms: result.p50Ms,
    p99Ms: result.p99Ms,
    serverMicroseconds: used.reduce((sum, one) => sum + one, 0),
    processMicroseconds: used,
    databaseMicroseconds,
    bytes: result.bytesPerAnswer,
  };
}
