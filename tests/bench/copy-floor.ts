import { once } from "node:events";
import { createReadStream, createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { newUuid } from "@bulkhead/kernel/id.ts";
import pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { CSV_HEADER, itemAt, toCsvLine } from "./dataset.ts";

const BLOCK_ROWS = 5_000;

/** Writes a file block by block, so that a million rows need no memory. */
async function writeRows(file: string, head: string, rows: number, rowAt: (n: number) => string): Promise<void> {
  const out = createWriteStream(file, { mode: 0o600 });
  out.write(head);
  for (let from = 1; from <= rows; from += BLOCK_ROWS) {
    let block = "";
    for (let n = from; n < Math.min(from + BLOCK_ROWS, rows + 1); n++) block += rowAt(n);
    if (!out.write(block)) await once(out, "drain");
  }
  out.end();
  await once(out, "close");
}

export function writeCsv(file: string, rows: number): Promise<void> {
  return writeRows(file, CSV_HEADER, rows, (n) => toCsvLine(itemAt(n)));
}

const COLUMNS = `tenant_id, id, collection_id, data, version, schema_version, created_at, updated_at, created_by, updated_by, import_id, import_row, t1, n1`;

/** The same rows as they end up in data.record, in COPY's text format: nothing is left to do but to store them. */
export function writeShapedRows(file: string, rows: number): Promise<void> {
  const [tenantId, collectionId, importId] = [newUuid(), newUuid(), newUuid()];
  const now = new Date().toISOString();
  const actor = "key_01h455vb4pex5vsknk084sn02q";
  return writeRows(file, "", rows, (n) => {
    const item = itemAt(n);
    // COPY takes a backslash for an escape.
    const data = JSON.stringify(item).replaceAll("\\", "\\\\");
    return `${[tenantId, newUuid(), collectionId, data, 1, 1, now, now, actor, actor, importId, n, `v${item.category}`, item.price].join("\t")}\n`;
  });
}

export interface CopyTimes {
  indexedSeconds: number;
  bareSeconds: number;
}

/**
 * `COPY FROM STDIN` into an unprotected copy of data.record with the same indexes and checks, and into one without any.
 * No row-level security, no validation, no report, no events; one statement.
 */
export async function timeCopy(url: string, file: string): Promise<CopyTimes> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query("create schema if not exists bench");
    const time = async (table: string, like: string) => {
      await client.query(`drop table if exists bench.${table}`);
      await client.query(`create table bench.${table} (like data.record ${like})`);
      await client.query("checkpoint");
      const start = performance.now();
      await pipeline(
        createReadStream(file, { highWaterMark: 1 << 20 }),
        client.query(copyFrom(`copy bench.${table} (${COLUMNS}) from stdin`)),
      );
      const seconds = (performance.now() - start) / 1_000;
      await client.query(`drop table bench.${table}`);
      return seconds;
    };
    return { indexedSeconds: await time("indexed", "including all"), bareSeconds: await time("bare", "") };
  } finally {
    await client.end();
  }
}
