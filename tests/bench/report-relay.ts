import { PER_SECOND, type RelayCpu, type RelayResult, TAKEOVERS } from "./relay.ts";
import { formatTable, median } from "./table.ts";

const IDLE_TARGET = 0.02;
const P50_TARGET_MS = 25;
const P99_TARGET_MS = 80;
const TAKEOVER_TARGET_MS = 5_000;

const met = (is: boolean) => (is ? "met" : "missed");

export function printRelay({ idle, active, lagMs, writes, takeoverMs }: RelayResult): void {
  const percent = (share: number) => `${(share * 100).toFixed(2)} %`;
  const together = ({ node, postgres }: RelayCpu) =>
    `${percent(node + postgres)} (${percent(node)} + ${percent(postgres)})`;
  const at = (share: number) => lagMs[Math.min(lagMs.length - 1, Math.floor(lagMs.length * share))] ?? Number.NaN;
  const ms = (value: number) => `${value.toFixed(1)} ms`;
  const takeovers = TAKEOVERS.map((way) => {
    const took = takeoverMs[way];
    const all = took.map((one) => one.toFixed(0)).join("  ");
    return [`takeover after ${way}, ms until an event is handed over`, all, "≤ 5,000", isShort(took)];
  });
  const table = formatTable([
    ["relay", "measured", "target", "verdict"],
    ["idle, of a core: process + its backends", together(idle), "≤ 2 %", met(idle.node + idle.postgres <= IDLE_TARGET)],
    [`at ${PER_SECOND} commits/s, of a core`, together(active), "", ""],
    ["commit to consumer, p50", ms(at(0.5)), `≤ ${P50_TARGET_MS} ms`, met(at(0.5) <= P50_TARGET_MS)],
    ["commit to consumer, p99", ms(at(0.99)), `≤ ${P99_TARGET_MS} ms`, met(at(0.99) <= P99_TARGET_MS)],
    ["commit to consumer, most", ms(at(1)), "", ""],
    ...takeovers,
  ]);
  console.log(
    `\nRelay: ${lagMs.length} events; ${writes.count} writing transactions, ${writes.slow} over 50 ms, the longest ${writes.longestMs.toFixed(0)} ms\n\n${table}`,
  );
}

function isShort(took: readonly number[]): string {
  return met(median(took) <= TAKEOVER_TARGET_MS && Math.max(...took) <= TAKEOVER_TARGET_MS);
}
