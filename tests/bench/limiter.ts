import { fork } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import type { LimiterSize } from "./options.ts";
import { formatTable } from "./table.ts";

export interface LimiterRow {
  what: string;
  /** With its unit. */
  cost: string;
}

/** What rate limits cost by themselves, without a database, in a process that has done nothing else. */
export async function measureLimiter(size: LimiterSize): Promise<LimiterRow[]> {
  const file = path.join(import.meta.dirname, "limiter-process.ts");
  const child = fork(file, [JSON.stringify(size)], { execArgv: ["--expose-gc"] });
  let rows: LimiterRow[] | undefined;
  child.on("message", (message: LimiterRow[]) => {
    rows = message;
  });
  await once(child, "exit");
  if (!rows) throw new Error("the limiter was not measured");
  return rows;
}

export function printLimiter(rows: readonly LimiterRow[], rounds: number): void {
  const table = formatTable([["rate limits by themselves", "cost"], ...rows.map(({ what, cost }) => [what, cost])]);
  console.log(`\nLimiter: processor time of one thread, medians of ${rounds} rounds\n\n${table}`);
}
