import { zipfShares } from "./dataset.ts";
import type { LoadJob } from "./load.ts";
import type { RowName } from "./options.ts";
import { cpuMicroseconds, treeCpuMicroseconds } from "./process-usage.ts";
import type { Load, Measured } from "./processes.ts";
import type { SeededTenant } from "./seed.ts";

/** A page of records as the floor and as Bulkhead are asked for it. */
export interface PageRow {
  name: RowName;
  title: string;
  target: number;
  floorPath: "page" | "filtered" | "zipf";
  request(tenant: SeededTenant): string;
  zipf: boolean;
}

const NODES = "nodes { id collection data createdAt version }";

export const PAGE_ROWS: readonly PageRow[] = [
  {
    name: "page",
    title: "50 rows, one subgraph, ad-hoc GraphQL",
    target: 0.55,
    floorPath: "page",
    request: (tenant) => graphql(tenant, `{ records(collection: "items", first: 50) { ${NODES} } }`),
    zipf: false,
  },
  {
    name: "page-rest",
    title: "the same over REST",
    target: 0.7,
    floorPath: "page",
    request: (tenant) => get(tenant, "/v1/collections/items/records?first=50"),
    zipf: false,
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
  },
  {
    name: "page-zipf",
    title: "the same, tenants' sizes and calls after Zipf",
    target: 0.55,
    floorPath: "zipf",
    request: (tenant) => graphql(tenant, `{ records(collection: "zipf", first: 50) { ${NODES} } }`),
    zipf: true,
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
  },
];

function graphql({ key }: SeededTenant, query: string): string {
  const body = JSON.stringify({ query });
  return [
    "POST /graphql HTTP/1.1",
    "host: localhost",
    `authorization: Bearer ${key}`,
    "content-type: application/json",
    `content-length: ${Buffer.byteLength(body)}`,
    "",
    body,
  ].join("\r\n");
}

function get({ key }: SeededTenant, path: string): string {
  return [`GET ${path} HTTP/1.1`, "host: localhost", `authorization: Bearer ${key}`, "", ""].join("\r\n");
}

/** One server in one round. */
export interface Sample {
  perSecond: number;
  p50Ms: number;
  p99Ms: number;
  /** Processor time per answer: of the server, of PostgreSQL. */
  serverMicroseconds: number;
  databaseMicroseconds: number;
  bytes: number;
}

export interface PageResult {
  row: PageRow;
  floor: Sample[];
  bulkhead: Sample[];
}

export interface PageBench {
  load: Load;
  floor: Measured;
  bulkhead: Measured;
  postgresPid: number;
  tenants: readonly SeededTenant[];
  rounds: number;
  roundMs: number;
  warmUpMs: number;
}

const CONNECTIONS = 16;

/** Floor and Bulkhead take turns, so that what the machine does beside us hits both. */
export async function measurePage(bench: PageBench, row: PageRow): Promise<PageResult> {
  const { tenants, warmUpMs, rounds, roundMs } = bench;
  const floorRequests = tenants.map((_, at) => `GET /${row.floorPath}/${at} HTTP/1.1\r\nhost: localhost\r\n\r\n`);
  const ownRequests = tenants.map(row.request);
  const shares = row.zipf ? zipfShares(tenants.length) : undefined;
  // A page of 50 rows is about 11 kB; Zipf's last tenants have fewer rows than that.
  const minBytes = row.zipf ? 200 : 8_000;
  const jobFor = (target: Measured, requests: string[], forMs: number, seed: number): LoadJob => ({
    port: target.port,
    requests,
    shares,
    connections: CONNECTIONS,
    forMs,
    minBytes,
    seed,
  });
  const targets = [
    { measured: bench.floor, requests: floorRequests, samples: [] as Sample[] },
    { measured: bench.bulkhead, requests: ownRequests, samples: [] as Sample[] },
  ] as const;
  for (const { measured, requests } of targets) {
    await sample(bench, measured, jobFor(measured, requests, 0, 0));
    await sample(bench, measured, jobFor(measured, requests, warmUpMs, 0));
  }
  for (let round = 1; round <= rounds; round++) {
    for (const { measured, requests, samples } of targets)
      samples.push(await sample(bench, measured, jobFor(measured, requests, roundMs, round)));
  }
  return { row, floor: targets[0].samples, bulkhead: targets[1].samples };
}

async function sample(bench: PageBench, measured: Measured, job: LoadJob): Promise<Sample> {
  const cpu = () => [cpuMicroseconds(measured.pid), treeCpuMicroseconds(bench.postgresPid)] as const;
  const [serverBefore, databaseBefore] = cpu();
  const result = await bench.load.run(job);
  const [serverAfter, databaseAfter] = cpu();
  if (result.failed > 0)
    throw new Error(`${result.failed} of ${result.answered} answers were wrong, the first:\n${result.failure}`);
  return {
    perSecond: result.answered / result.seconds,
    p50Ms: result.p50Ms,
    p99Ms: result.p99Ms,
    serverMicroseconds: (serverAfter - serverBefore) / result.answered,
    databaseMicroseconds: (databaseAfter - databaseBefore) / result.answered,
    bytes: result.bytesPerAnswer,
  };
}
