import type { ScaleResult } from "./scale.ts";
import { formatTable, median, quantile, thousands } from "./table.ts";

const TARGET = 1.3;

export function printScale({ size, small, large, answers, loadBefore, loadAfter }: ScaleResult): void {
  const rows = answers.map(({ title, subject, small: few, large: many }) => {
    const ratio = median(many) / median(few);
    // On a busy machine half of the answers wait for their turn; the fastest quarter hardly does.
    const undisturbed = quantile(many, 0.25) / quantile(few, 0.25);
    const numbers = [median(few), median(many), quantile(few, 0.99), quantile(many, 0.99)].map((ms) => ms.toFixed(2));
    return [
      title,
      subject,
      thousands(many.length),
      ...numbers,
      undisturbed.toFixed(2),
      ratio.toFixed(2),
      ratio <= TARGET ? "met" : "missed",
    ];
  });
  const heading = [
    "ms",
    "tenant",
    "each",
    "p50 small",
    "p50 large",
    "p99 small",
    "p99 large",
    "ratio of p25",
    "of p50",
    `≤ ${TARGET}`,
  ];
  const world = ({ records, tenants }: { records: number; tenants: number }, middle: number) =>
    `${thousands(records)} records over ${thousands(tenants)} tenants, median ${thousands(middle)}`;
  console.log(
    `\nRecords: ${world(size.small, small.median.records)}; ${world(size.large, large.median.records)}; largest ${thousands(large.largest.records)} in both. ` +
      `Load average ${loadBefore.toFixed(1)} before, ${loadAfter.toFixed(1)} after\n\n${formatTable([heading, ...rows])}`,
  );
}
