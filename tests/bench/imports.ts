import { rmSync } from "node:fs";
import path from "node:path";
import type { FileFormat } from "@bulkhead/data/src/imports/formats/file-options.ts";
import pg from "pg";
import { type CopyTimes, timeCopy, writeShapedRows } from "./copy-floor.ts";
import type { BenchDatabase } from "./database.ts";
import { importEnd, sendImport, warmUp } from "./import-client.ts";
import { type SentFile, writeItems } from "./import-files.ts";
import { cpuMicroseconds, residentBytes, watchMemory } from "./process-usage.ts";
import { type Measured, startBulkhead, type Workplace } from "./processes.ts";
import { type SeededTenant, seed } from "./seed.ts";

type Mode = "strict" | "partial";

/** What is imported: everything in STRICT, which checks all before it stores the first, and CSV in both modes. */
const KINDS: readonly { title: string; format: FileFormat; isPacked: boolean; modes: readonly Mode[] }[] = [
  { title: "CSV", format: "CSV", isPacked: false, modes: ["strict", "partial"] },
  { title: "NDJSON", format: "NDJSON", isPacked: false, modes: ["strict"] },
  { title: "JSON array", format: "JSON", isPacked: false, modes: ["strict"] },
  { title: "XML", format: "XML", isPacked: false, modes: ["strict"] },
  { title: "CSV in gzip", format: "CSV", isPacked: true, modes: ["strict"] },
];

export interface ImportResult {
  title: string;
  rows: number;
  /** Of the file. */
  bytes: number;
  /** From the first byte sent until the import says SUCCEEDED. */
  seconds: number;
  uploadSeconds: number;
  memoryGrowthBytes: number;
  serverMicrosecondsPerRow: number;
  /** The floor just before it. */
  copy: CopyTimes;
}

/** COPY, then Bulkhead, for each kind of file and mode in turn, in a database that holds nothing else. */
export async function measureImports(place: Workplace, database: BenchDatabase, rows: number): Promise<ImportResult[]> {
  const shaped = path.join(place.folder, "rows.copy");
  await writeShapedRows(shaped, rows);
  const [tenant] = await seed({ url: database.url, peppers: database.peppers, tenants: 1, recordsPerTenant: 50 });
  if (!tenant) throw new Error("no tenant was seeded");
  const results: ImportResult[] = [];
  for (const { title, format, isPacked, modes } of KINDS) {
    const file = await writeItems(place.folder, format, rows, isPacked);
    for (const mode of modes) {
      await emptyRecords(database.url);
      const copy = await timeCopy(database.url, shaped);
      // A process of its own for each: memory that the first import left behind is not the second's.
      const name = `import-${path.basename(file.path)}-${mode}`;
      const server = await startBulkhead(place, database.settings, { name });
      try {
        const measured = await importFile(server, tenant, file, mode, rows);
        results.push({ title: `${title}, ${mode}`, rows, bytes: file.bytes, ...measured, copy });
      } finally {
        await server.stop();
      }
    }
    rmSync(file.path);
  }
  rmSync(shaped);
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
  { key }: SeededTenant,
  file: SentFile,
  mode: Mode,
  rows: number,
): Promise<Omit<ImportResult, "title" | "rows" | "bytes" | "copy">> {
  await warmUp(server, key);
  const before = { bytes: residentBytes(server.pid), cpu: cpuMicroseconds(server.pid) };
  const watched = watchMemory(server.pid);
  const start = performance.now();
  const id = await sendImport(server, key, file, { mode });
  const uploadSeconds = (performance.now() - start) / 1_000;
  const end = await importEnd(server, key, id);
  const seconds = (performance.now() - start) / 1_000;
  const most = watched.stop();
  if (end.rows_stored !== rows || end.rows_rejected !== 0)
    throw new Error(`the import ended wrongly: ${JSON.stringify(end)}`);
  return {
    seconds,
    uploadSeconds,
    memoryGrowthBytes: most - before.bytes,
    serverMicrosecondsPerRow: (cpuMicroseconds(server.pid) - before.cpu) / rows,
  };
}
