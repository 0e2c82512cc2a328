import type { MutationCost, MutationRound } from "./mutations.ts";
import type { PageResult, Sample } from "./pages.ts";
import type { StartTimes } from "./start-time.ts";
import { formatTable, median, thousands } from "./table.ts";

const EVIDENCE_TARGET = 0.15;
const START_TARGET_SECONDS = 8;

const two = (value: number) => value.toFixed(2);
const met = (is: boolean) => (is ? "met" : "missed");
const of = (samples: readonly Sample[], value: (one: Sample) => number) => median(samples.map(value));

export function printPages(results: readonly PageResult[]): void {
  const rates = [["row", "floor/s", "Bulkhead/s", "ratio of each round", "median", "target", "verdict"]];
  const costs = [
    [
      "row",
      "p50 ms",
      "p99 ms",
      "floor p50",
      "floor p99",
      "CPU µs",
      "floor µs",
      "database µs",
      "floor's",
      "bytes",
      "floor's",
    ],
  ];
  for (const { row, floor, bulkhead } of results) {
    const ratios = bulkhead.map((one, round) => one.perSecond / (floor[round]?.perSecond ?? Number.NaN));
    const ratio = median(ratios);
    rates.push([
      row.title,
      thousands(of(floor, (one) => one.perSecond)),
      thousands(of(bulkhead, (one) => one.perSecond)),
      ratios.map(two).join("  "),
      two(ratio),
      two(row.target),
      met(ratio >= row.target),
    ]);
    const both = (value: (one: Sample) => number, digits: number) =>
      [of(bulkhead, value).toFixed(digits), of(floor, value).toFixed(digits)] as const;
    const [p50, floor50] = both((one) => one.p50Ms, 1);
    const [p99, floor99] = both((one) => one.p99Ms, 1);
    costs.push([
      row.title,
      p50,
      p99,
      floor50,
      floor99,
      ...both((one) => one.serverMicroseconds, 0),
      ...both((one) => one.databaseMicroseconds, 0),
      ...both((one) => one.bytes, 0),
    ]);
  }
  console.log(
    `\nPages: 16 connections, 10 database connections; medians of the rounds\n\n${formatTable(rates)}\n\n${formatTable(costs)}`,
  );
}

export function printMutations(rounds: readonly MutationRound[]): void {
  const shares = rounds.map(({ bare, full }) => 1 - full.perSecond / bare.perSecond);
  const share = median(shares);
  const percent = (value: number) => `${(value * 100).toFixed(1)} %`;
  const both = (value: (one: MutationCost) => number) =>
    (["bare", "full"] as const).map((way) => thousands(median(rounds.map((one) => value(one[way])))));
  const table = formatTable([
    [
      "createRecord at the level of SQL",
      "without/s",
      "with/s",
      "share of each round",
      "median",
      "target",
      "verdict",
      "client µs without",
      "with",
      "database µs without",
      "with",
    ],
    [
      "outbox and audit event",
      ...both((one) => one.perSecond),
      shares.map(percent).join("  "),
      percent(share),
      `≤ ${EVIDENCE_TARGET * 100} %`,
      met(share <= EVIDENCE_TARGET),
      ...both((one) => one.clientMicroseconds),
      ...both((one) => one.databaseMicroseconds),
    ],
  ]);
  console.log(`\n${table}`);
}

export function printStart({ firstSeconds, secondSeconds }: StartTimes): void {
  const table = formatTable([
    ["npm start until the first answer", "seconds", "target", "verdict"],
    ["first start, makes the database", firstSeconds.toFixed(1), "", ""],
    [
      "second start",
      secondSeconds.toFixed(1),
      START_TARGET_SECONDS.toFixed(1),
      met(secondSeconds <= START_TARGET_SECONDS),
    ],
  ]);
  console.log(`\n${table}`);
}
