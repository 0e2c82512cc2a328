import { pipeline, Readable } from "node:stream";
import { createGzip } from "node:zlib";
import type { Database } from "@bulkhead/kernel/database.ts";
import { TAR_END, tarEntry } from "@bulkhead/kernel/tar.ts";
import { readRowPage } from "@bulkhead/kernel/tenant-rows.ts";
import type { TenantTable } from "@bulkhead/kernel/tenant-tables.ts";

/** Where an export stands between two parts. */
export interface ExportCheckpoint {
  /** Table under way; undefined before the first. Those before it in the alphabet are done. */
  table?: string;
  /** Key of its last row written; undefined at its beginning. */
  after?: string[] | undefined;
  /** Number of the next file of that table. */
  file: number;
  /** Rows written so far, by table. */
  rows: Record<string, number>;
  /** Everything is written, the end of the archive too. */
  isDone?: boolean;
}

export const BEGINNING: ExportCheckpoint = { file: 1, rows: {} };

export interface PartSource {
  /** Signed in as bulkhead_exporter. */
  exporter: Database;
  tenantId: string;
  /** Those to export, in the alphabetical order of their names. */
  tables: readonly TenantTable[];
  /** First entry of the archive. */
  manifest: () => Promise<object>;
  /** The turn is over: end the part here. */
  isOver(): boolean;
}

/** Bytes before compression after which a part ends, though there were time for more. */
const PART_BYTES = 256 << 20;

/**
 * The next part of an archive from a checkpoint on: a gzip member (RFC 1952 section 2.2) of whole tar entries, so that the
 * parts one after another are one file, and a killed export goes on where its last part ended. `checkpoint()` answers where,
 * once the bytes have been read to their end. Memory holds one page of rows, whatever there is.
 */
export function writePart(
  source: PartSource,
  from: ExportCheckpoint,
): { bytes: AsyncIterable<Buffer>; checkpoint(): ExportCheckpoint } {
  let at = from;
  async function* entries(): AsyncGenerator<Buffer> {
    let written = 0;
    for await (const { entry, next } of steps(source, from)) {
      at = next;
      written += entry.length;
      yield entry;
      if (source.isOver() || written >= PART_BYTES) return;
    }
  }
  const gzip = createGzip();
  // The error, if there is one, reaches whoever reads the stream.
  pipeline(Readable.from(entries(), { highWaterMark: 1 }), gzip, () => {});
  return { bytes: gzip, checkpoint: () => at };
}

interface Step {
  entry: Buffer;
  next: ExportCheckpoint;
}

/** What is still to be written, an entry at a time. */
async function* steps(source: PartSource, from: ExportCheckpoint): AsyncGenerator<Step> {
  let at = from;
  const now = new Date();
  const step = (name: string, content: string | Buffer, next: ExportCheckpoint): Step => {
    at = next;
    return { entry: tarEntry(name, Buffer.from(content), now), next };
  };
  if (at.table === undefined) {
    const manifest = `${JSON.stringify(await source.manifest(), null, 2)}\n`;
    yield step("manifest.json", manifest, { ...at, table: source.tables[0]?.name ?? "~" });
  }
  for (const [index, table] of source.tables.entries()) {
    if (table.name < (at.table as string)) continue;
    // A table that came after the export began is in it too, from here on.
    if (table.name > (at.table as string)) at = { ...at, table: table.name, after: undefined, file: 1 };
    for (let more = true; more; ) {
      const page = await readRowPage(source.exporter, source.tenantId, table, at.after);
      more = page.last !== undefined;
      const rows = { ...at.rows, [table.name]: (at.rows[table.name] ?? 0) + page.lines.length };
      const name = `${table.name}/${String(at.file).padStart(6, "0")}.jsonl`;
      const next = more
        ? { ...at, rows, after: page.last, file: at.file + 1 }
        : { ...at, rows, after: undefined, file: 1, table: source.tables[index + 1]?.name ?? "~" };
      yield step(name, page.lines.map((line) => `${line}\n`).join(""), next);
    }
  }
  const summary = tarEntry("summary.json", Buffer.from(`${JSON.stringify({ rows: at.rows }, null, 2)}\n`), now);
  yield { entry: Buffer.concat([summary, TAR_END]), next: { ...at, table: "~", isDone: true } };
}
