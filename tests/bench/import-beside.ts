import { repeatedCsv } from "./import-files.ts";
import { keepImporting } from "./keep-importing.ts";
import type { ImportBesideSize } from "./options.ts";
import { PAGE_ROWS, type PageBench } from "./pages.ts";
import type { Measured } from "./processes.ts";
import type { SeededTenant } from "./seed.ts";
import { startOpenLoad } from "./start-open-load.ts";

/** What another tenant's import does beside the pages: nothing, check its rows (a dry run), or store them. */
export const WHILE = ["nothing", "checking", "storing"] as const;
export type While = (typeof WHILE)[number];

const CAPACITY_MS = 1_000;
/** Of what the server can answer with nothing beside it. More would leave no core for the import on a machine of two. */
export const PAGES_SHARE = 1 / 4;

/** Of each turn, before pages count. */
const AGAIN_MS = 500;

export interface ImportBesideResult {
  title: string;
  /** Pages a second that were answered when asked as fast as could be, before each round. */
  capacities: number[];
  /** Milliseconds of every page of each turn. */
  pages: Record<While, number[][]>;
  /** What the import did a second in each turn. */
  rowsPerSecond: Record<Exclude<While, "nothing">, number[]>;
}

export interface ImportBesideBench extends PageBench, ImportBesideSize {
  bulkhead: Measured;
  /** None of those whose pages are asked for. */
  importer: SeededTenant;
}

/**
 * Pages of other tenants at a steady pace, with one tenant's imports paused, and with one of them going on. Turns are short
 * and many, and none is always first. A turn in which the import came to its end is done again with another one.
 */
export async function measureImportBeside(title: string, bench: ImportBesideBench): Promise<ImportBesideResult> {
  const row = PAGE_ROWS.find(({ name }) => name === "page");
  if (!row) throw new Error("there is no page to measure");
  const { bulkhead, importer, load, tenants, warmUpMs, besideRounds, besideTurnMs, besideMegabytes } = bench;
  const job = { port: bulkhead.port, requests: tenants.map(row.request), minBytes: row.minBytes };
  const pagesPerSecond = async (forMs: number) => {
    const { answered, seconds } = await load.run({ ...job, shares: undefined, connections: 16, seed: 1, forMs });
    return answered / seconds;
  };
  const result: ImportBesideResult = {
    title,
    capacities: [],
    pages: { nothing: [], checking: [], storing: [] },
    rowsPerSecond: { checking: [], storing: [] },
  };
  const file = repeatedCsv(besideMegabytes * 1_000_000, false);
  const imports = {
    checking: keepImporting(bulkhead, importer.key, file, { isDry: true }),
    storing: keepImporting(bulkhead, importer.key, file, { isDry: false }),
  };
  const client = await startOpenLoad();
  const askPages = async (perSecond: number, forMs: number) => {
    // Whoever comes back after seconds finds connections and policies gone cold, with or without an import.
    await client.run({ ...job, perSecond, forMs: AGAIN_MS });
    const { latenciesMs, failed, failure } = await client.run({ ...job, perSecond, forMs });
    if (failed > 0) throw new Error(`${failed} of ${latenciesMs.length} pages were wrong, the first:\n${failure}`);
    return latenciesMs;
  };
  try {
    await pagesPerSecond(0);
    const warm = await pagesPerSecond(warmUpMs);
    for (const one of Object.values(imports)) await one.turn(() => askPages(warm * PAGES_SHARE, besideTurnMs));
    const order = [...WHILE];
    for (let round = 0; round < besideRounds; round++) {
      const capacity = await pagesPerSecond(CAPACITY_MS);
      result.capacities.push(capacity);
      const ask = () => askPages(capacity * PAGES_SHARE, besideTurnMs);
      for (const beside of order) {
        if (beside === "nothing") {
          result.pages.nothing.push(await ask());
          continue;
        }
        const turn = await imports[beside].turn(ask);
        result.pages[beside].push(turn.result);
        result.rowsPerSecond[beside].push(turn.rowsPerSecond);
      }
      order.push(...order.splice(0, 1));
    }
  } finally {
    client.stop();
  }
  return result;
}
