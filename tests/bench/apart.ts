import { setTimeout as wait } from "node:timers/promises";
import {
  floorContender,
  graphql,
  NODES,
  PAGE_ROWS,
  type PageBench,
  type PageRow,
  type Sample,
  takeTurns,
} from "./pages.ts";
import { cpuMicroseconds } from "./process-usage.ts";
import type { Measured, MeasuredApart } from "./processes.ts";
import { assertSamePage } from "./same-page.ts";
import { measureToken, type TokenCost } from "./token.ts";

/** A page asked of the floor, of Bulkhead in one process and of Bulkhead with gateway and subgraphs apart. */
export interface ApartPage {
  row: PageRow;
  /** Signed calls of the gateway for one answer: to data, and for the people who created the records to identity. */
  hops: number;
  floor: Sample[];
  whole: Sample[];
  apart: Sample[];
}

export interface ApartResult {
  pages: ApartPage[];
  /** Names of the processes, in the order of `Sample.processMicroseconds`. */
  parts: string[];
  /** Share of a core that each takes with nothing to do. */
  idle: { whole: number; parts: number[] };
  token: TokenCost;
}

export interface ApartBench extends PageBench {
  floor: Measured;
  whole: Measured;
  apart: MeasuredApart;
  secret: string;
  idleMs: number;
}

/** Nearly nothing but what a request and a hop cost by themselves. */
const ONE_ROW: PageRow = {
  name: "apart",
  title: "one row, one subgraph",
  target: 0,
  floorPath: "one",
  request: (tenant) => graphql(tenant, `{ records(collection: "items", first: 1) { ${NODES} } }`),
  zipf: false,
  minBytes: 150,
};

export async function measureApart(bench: ApartBench, say: (line: string) => void): Promise<ApartResult> {
  const { floor, whole, apart, tenants, secret } = bench;
  const pages: ApartPage[] = [];
  const rows = [ONE_ROW, ...PAGE_ROWS.filter(({ name }) => name === "page" || name === "join")];
  for (const row of rows) {
    say(`${row.title}, in one process and apart: ${bench.rounds} rounds`);
    for (const one of [whole, apart]) await assertSamePage(row, floor, one, tenants);
    const requests = tenants.map(row.request);
    const [ofFloor = [], ofWhole = [], ofApart = []] = await takeTurns(bench, row, [
      floorContender(row, floor, tenants),
      { port: whole.port, pids: [whole.pid], requests },
      { port: apart.port, pids: apart.parts.map(({ pid }) => pid), requests },
    ]);
    pages.push({ row, hops: row.name === "join" ? 2 : 1, floor: ofFloor, whole: ofWhole, apart: ofApart });
  }
  const token = measureToken(secret, `query ($first: Int) { records(first: $first) { ${NODES} } }`.padEnd(400));
  return { pages, parts: apart.parts.map(({ name }) => name), idle: await measureIdle(bench), token };
}

/** After the rows, so that nobody still starts up: leaders, feeds and timers go on when nobody asks. */
async function measureIdle({ whole, apart, idleMs }: ApartBench): Promise<ApartResult["idle"]> {
  const pids = [whole.pid, ...apart.parts.map(({ pid }) => pid)];
  await wait(1_000);
  const before = pids.map(cpuMicroseconds);
  await wait(idleMs);
  const [ofWhole = 0, ...parts] = pids.map((pid, at) => (cpuMicroseconds(pid) - (before[at] ?? 0)) / 1_000 / idleMs);
  return { whole: ofWhole, parts };
}
