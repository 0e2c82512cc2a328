import { openAsBlob, statSync } from "node:fs";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import pg from "pg";
import { type CopyTimes, timeCopy, writeCsv, writeShapedRows } from "./copy-floor.ts";
import type { BenchDatabase } from "./database.ts";
import { cpuMicroseconds, watchMemory } from "./process-usage.ts";
import { type Measured, startBulkhead, type Workplace } from "./processes.ts";
import { type SeededTenant, seed } from "./seed.ts";

export interface ImportResult {
  mode: "strict" | "partial";
  rows: number;
  /** From the first byte sent until the import says SUCCEEDED. */
  seconds: number;
  uploadSeconds: number;
  memoryGrowthBytes: number;
  serverMicrosecondsPerRow: number;
  /** The floor just before it. */
  copy: CopyTimes;
}

/** COPY, then Bulkhead, for each mode in turn, in a database that holds nothing else. */
export async function measureImports(place: Workplace, database: BenchDatabase, rows: number): Promise<ImportResult[]> {
  const csv = path.join(place.folder, "rows.csv");
  const shaped = path.join(place.folder, "rows.copy");
  await writeCsv(csv, rows);
  await writeShapedRows(shaped, rows);
  const [tenant] = await seed({ url: database.url, peppers: database.peppers, tenants: 1, recordsPerTenant: 50 });
  if (!tenant) throw new Error("no tenant was seeded");
  const results: ImportResult[] = [];
  for (const mode of ["strict", "partial"] as const) {
    await emptyRecords(database.url);
    const copy = await timeCopy(database.url, shaped);
    // A process of its own for each: memory that the first import left behind is not the second's.
    const server = await startBulkhead(place, database.settings, { name: `import-${mode}` });
    try {
      results.push({ ...(await importFile(server, tenant, csv, mode, rows)), copy });
    } finally {
      await server.stop();
    }
  }
  return results;
}

async function emptyRecords(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query("truncate data.record cascade");
  await client.query("checkpoint");
  await client.end();
}

async function importFile(
  server: Measured,
  tenant: SeededTenant,
  file: string,
  mode: "strict" | "partial",
  rows: number,
): Promise<Omit<ImportResult, "copy">> {
  const headers = { authorization: `Bearer ${tenant.key}` };
  const origin = `http://127.0.0.1:${server.port}`;
  // One page first: what any first request loads is not the import's.
  await (await fetch(`${origin}/v1/collections/items/records?first=1`, { headers })).arrayBuffer();
  await wait(500);
  const memory = watchMemory(server.pid);
  const before = { bytes: memory.stop(), cpu: cpuMicroseconds(server.pid) };
  const watched = watchMemory(server.pid);
  const start = performance.now();
  const accepted = await fetch(`${origin}/v1/collections/items/imports?mode=${mode}`, {
    method: "POST",
    headers: { ...headers, "content-type": "text/csv", "content-length": String(statSync(file).size) },
    body: await openAsBlob(file),
  });
  const text = await accepted.text();
  if (accepted.status !== 202) throw new Error(`the import was refused with ${accepted.status}: ${text}`);
  const uploadSeconds = (performance.now() - start) / 1_000;
  const { id } = JSON.parse(text) as { id: string };
  const end = await finished(`${origin}/v1/imports/${id}`, headers);
  const seconds = (performance.now() - start) / 1_000;
  const most = watched.stop();
  if (end.status !== "SUCCEEDED" || end.rows_stored !== rows || end.rows_rejected !== 0)
    throw new Error(`the import ended wrongly: ${JSON.stringify(end)}`);
  return {
    mode,
    rows,
    seconds,
    uploadSeconds,
    memoryGrowthBytes: most - before.bytes,
    serverMicrosecondsPerRow: (cpuMicroseconds(server.pid) - before.cpu) / rows,
  };
}

interface ImportState {
  status: string;
  rows_stored: number;
  rows_rejected: number;
}

async function finished(url: string, headers: Record<string, string>): Promise<ImportState> {
  for (;;) {
    const state = (await (await fetch(url, { headers })).json()) as ImportState;
    if (state.status === "SUCCEEDED" || state.status === "FAILED") return state;
    if (state.status === undefined) throw new Error(`the import cannot be read: ${JSON.stringify(state)}`);
    await wait(100);
  }
}
