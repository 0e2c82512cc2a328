import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { newUuid } from "@bulkhead/kernel/id.ts";
import pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { itemAt } from "./dataset.ts";
import { writeRows } from "./import-files.ts";

const COLUMNS = `tenant_id, id, collection_id, data, version, schema_version, created_at, updated_at, created_by, updated_by, import_id, import_row, t1, n1`;

/** The same rows as they end up in data.record, in COPY's text format: nothing is left to do but to store them. */
export function writeShapedRows(file: string, rows: number): Promise<void> {
  const [tenantId, collectionId, importId] = [newUuid(), newUuid(), newUuid()];
  const now = new Date().toISOString();
  const actor = "key_01h455vb4pex5vsknk084sn02q";
  const rowAt = (n: number) => {
    const item = itemAt(n);
    // COPY takes a backslash for an escape.
    const data = JSON.stringify(item).replaceAll("\\", "\\\\");
    return `${[tenantId, newUuid(), collectionId, data, 1, 1, now, now, actor, actor, importId, n, `v${item.category}`, item.price].join("\t")}\n`;
  };
  return writeRows(file, { head: "", rowAt, tail: "" }, rows);
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
