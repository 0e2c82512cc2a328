import { PAGE_ROWS, type PageBench, type Sample, takeTurns } from "./pages.ts";
import type { Measured } from "./processes.ts";
import { formatTable, median, thousands } from "./table.ts";

/** The page with limits so high that none is near, as in every other row, and with those of a new installation. */
export interface LimitsResult {
  raised: Sample[];
  standard: Sample[];
}

export async function measureLimits(
  bench: PageBench & { raised: Measured; standard: Measured },
): Promise<LimitsResult> {
  const row = PAGE_ROWS.find(({ name }) => name === "page");
  if (!row) throw new Error("there is no page to measure");
  const requests = bench.tenants.map(row.request);
  const contenders = [bench.raised, bench.standard].map(({ port, pid }) => ({ port, pids: [pid], requests }));
  const [raised = [], standard = []] = await takeTurns(bench, row, contenders);
  return { raised, standard };
}

export function printLimits({ raised, standard }: LimitsResult): void {
  const row = (title: string, samples: readonly Sample[]) => {
    const of = (value: (one: Sample) => number) => median(samples.map(value));
    return [
      title,
      thousands(of((one) => one.perSecond)),
      of((one) => one.serverMicroseconds).toFixed(0),
      of((one) => one.databaseMicroseconds).toFixed(0),
    ];
  };
  const table = formatTable([
    ["50 rows, one subgraph, every request counted", "answers/s", "CPU µs", "database µs"],
    row("limits raised, as in all other rows", raised),
    row("limits of a new installation", standard),
  ]);
  console.log(`\n${table}`);
}
