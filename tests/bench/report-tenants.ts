import { formatTable, quantile, thousands } from "./table.ts";
import type { PolicyMemory, TenantsResult } from "./tenants.ts";

const TARGET = 1.5;
/** As the caches of keys and policies are bounded. */
const MAX_KEPT = 100_000;

export function printTenants({ fewTenants, manyTenants, members, operations, memory }: TenantsResult): void {
  const rows = operations.map(({ title, few, many }) => {
    const [p50, p95] = [0.5, 0.95].map((share) => [quantile(few, share), quantile(many, share)] as const);
    if (!p50 || !p95) return [];
    const ratio = p50[1] / p50[0];
    const numbers = [p50[0], p50[1], p95[0], p95[1]].map((ms) => ms.toFixed(2));
    return [title, thousands(many.length), ...numbers, ratio.toFixed(2), ratio <= TARGET ? "met" : "missed"];
  });
  const heading = ["ms", "each", "p50 few", "p50 many", "p95 few", "p95 many", "ratio of p50", `≤ ${TARGET}`];
  console.log(
    `\nTenants: ${thousands(fewTenants)} and ${thousands(manyTenants)} of ${members} members each, asked in turns\n\n${formatTable([heading, ...rows])}`,
  );
  const sizes = memory.map(({ settings, entries, warm, ownBytes, apartBytes }: PolicyMemory) => [
    settings === "own" ? "of its own" : "none",
    thousands(warm),
    ...[ownBytes, apartBytes].flatMap((bytes) => [
      thousands(bytes / entries),
      `${thousands((bytes / entries) * (MAX_KEPT / (1 << 20)))}`,
    ]),
  ]);
  const columns = [
    "settings of a tenant",
    "kept",
    "bytes beside the rooms",
    "MB of 100,000",
    "in a gateway apart",
    "MB",
  ];
  console.log(`\nKeys, policies and principals in memory\n\n${formatTable([columns, ...sizes])}`);
}
