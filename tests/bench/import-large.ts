import type { BenchDatabase } from "./database.ts";
import { importEnd, sendImport, warmUp } from "./import-client.ts";
import { type RepeatedCsv, repeatedCsv } from "./import-files.ts";
import type { ImportLargeSize } from "./options.ts";
import { cpuMicroseconds, residentBytes, sampleMemory } from "./process-usage.ts";
import { type Measured, startBulkhead, type Workplace } from "./processes.ts";
import { seed } from "./seed.ts";

const MEGABYTE = 1_000_000;
/** A file packs to about a fifth, which of the largest is a little more than a new installation takes. */
const UPLOAD_BYTES = 16 * 2 ** 30;
const POLL_MS = 500;

export interface LargeResult {
  title: string;
  rows: number;
  /** Of the text, and of what was sent. */
  textBytes: number;
  sentBytes: number;
  uploadSeconds: number;
  /** Of the work, once every byte was safe. */
  seconds: number;
  serverMicrosecondsPerRow: number;
  /** Above what the process held before it: the most while the file came, and in each third of the work. */
  growthBytes: { upload: number; thirds: number[] };
}

/** A dry run of a file too large for most, and one that is stored; each in a process of its own. */
export async function measureLargeImports(
  place: Workplace,
  database: BenchDatabase,
  { dryRunMegabytes, storedMegabytes }: ImportLargeSize,
  say: (line: string) => void,
): Promise<LargeResult[]> {
  const [tenant] = await seed({ url: database.url, peppers: database.peppers, tenants: 1, recordsPerTenant: 50 });
  if (!tenant) throw new Error("no tenant was seeded");
  const results: LargeResult[] = [];
  for (const { title, megabytes, isDry } of [
    { title: "dry run, sent packed", megabytes: dryRunMegabytes, isDry: true },
    { title: "stored, strict", megabytes: storedMegabytes, isDry: false },
  ]) {
    say(`${title}: ${megabytes} MB of CSV`);
    const file = repeatedCsv(megabytes * MEGABYTE, isDry);
    const environment = { BULKHEAD_LIMIT_UPLOAD_BYTES: String(UPLOAD_BYTES) };
    const name = `import-large-${isDry ? "dry" : "stored"}`;
    const server = await startBulkhead(place, database.settings, { name, environment });
    try {
      results.push({ title, ...(await importLarge(server, tenant.key, file, isDry)) });
    } finally {
      await server.stop();
    }
  }
  return results;
}

async function importLarge(
  server: Measured,
  key: string,
  file: RepeatedCsv,
  isDry: boolean,
): Promise<Omit<LargeResult, "title">> {
  await warmUp(server, key);
  const before = { bytes: residentBytes(server.pid), cpu: cpuMicroseconds(server.pid) };
  const uploading = sampleMemory(server.pid);
  const start = performance.now();
  const id = await sendImport(server, key, file, { mode: "strict", dry_run: String(isDry) });
  const accepted = performance.now();
  const [upload = 0] = uploading.stop(1);
  const working = sampleMemory(server.pid);
  const end = await importEnd(server, key, id, POLL_MS);
  const ended = performance.now();
  const thirds = working.stop(3);
  if (end.rows_read !== file.rows || end.rows_stored !== (isDry ? 0 : file.rows) || end.rows_rejected !== 0)
    throw new Error(`the import of ${file.rows} rows ended wrongly: ${JSON.stringify(end)}`);
  return {
    rows: file.rows,
    textBytes: file.textBytes,
    sentBytes: file.bytes,
    uploadSeconds: (accepted - start) / 1_000,
    seconds: (ended - accepted) / 1_000,
    serverMicrosecondsPerRow: (cpuMicroseconds(server.pid) - before.cpu) / file.rows,
    growthBytes: { upload: upload - before.bytes, thirds: thirds.map((most) => most - before.bytes) },
  };
}
