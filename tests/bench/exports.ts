import { Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setTimeout as wait } from "node:timers/promises";
import type { FileFormat } from "@bulkhead/data/src/imports/formats/file-options.ts";
import pg from "pg";
import { to as copyTo } from "pg-copy-streams";
import type { BenchDatabase } from "./database.ts";
import { warmUp } from "./import-client.ts";
import { cpuMicroseconds, residentBytes, watchMemory } from "./process-usage.ts";
import { type Measured, startBulkhead, type Workplace } from "./processes.ts";
import { type SeededTenant, seed } from "./seed.ts";

const FORMATS: readonly FileFormat[] = ["CSV", "NDJSON", "JSON", "XML"];

export interface ExportResult {
  format: FileFormat;
  records: number;
  bytes: number;
  /** From the request until the export says SUCCEEDED, and of fetching the file after that. */
  seconds: number;
  fetchSeconds: number;
  memoryGrowthBytes: { write: number; fetch: number };
  serverMicrosecondsPerRecord: number;
  /** `COPY` of the same records out of the database, just before it. */
  copySeconds: number;
}

/** All records of a collection to each format, a process of its own for each. */
export async function measureExports(
  place: Workplace,
  database: BenchDatabase,
  records: number,
): Promise<ExportResult[]> {
  const { url, peppers } = database;
  const [tenant] = await seed({ url, peppers, tenants: 1, recordsPerTenant: records, withZipf: false });
  if (!tenant) throw new Error("no tenant was seeded");
  const results: ExportResult[] = [];
  for (const format of FORMATS) {
    const copySeconds = await timeCopyOut(url, tenant);
    const server = await startBulkhead(place, database.settings, { name: `export-${format.toLowerCase()}` });
    try {
      results.push({ format, records, ...(await exportTo(server, tenant.key, format, records)), copySeconds });
    } finally {
      await server.stop();
    }
  }
  return results;
}

/** The data of the records in the order of their ids, as superuser, sent and thrown away. */
async function timeCopyOut(url: string, { tenantId, items }: SeededTenant): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const start = performance.now();
    const query = `select data from data.record where tenant_id = '${tenantId}' and collection_id = '${items}' order by id`;
    const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
    await pipeline(client.query(copyTo(`copy (${query}) to stdout`)), nowhere);
    return (performance.now() - start) / 1_000;
  } finally {
    await client.end();
  }
}

interface ExportState {
  id: string;
  status: string;
  records_written: number;
  bytes: number;
}

async function exportTo(
  server: Measured,
  key: string,
  format: FileFormat,
  records: number,
): Promise<Omit<ExportResult, "format" | "records" | "copySeconds">> {
  await warmUp(server, key);
  const origin = `http://127.0.0.1:${server.port}`;
  const headers = { authorization: `Bearer ${key}` };
  const before = { bytes: residentBytes(server.pid), cpu: cpuMicroseconds(server.pid) };
  const writing = watchMemory(server.pid);
  const start = performance.now();
  const asked = await fetch(`${origin}/v1/collections/items/exports`, {
    method: "POST",
    headers: { ...headers, "content-type": "application/json" },
    body: JSON.stringify({ format }),
  });
  const body = await asked.text();
  if (asked.status !== 202) throw new Error(`the export was refused with ${asked.status}: ${body}`);
  const { id } = JSON.parse(body) as ExportState;
  const end = await exportEnd(`${origin}/v1/exports/${id}`, headers);
  const written = performance.now();
  const cpu = cpuMicroseconds(server.pid) - before.cpu;
  const mostWriting = writing.stop();
  if (end.records_written !== records) throw new Error(`the export ended wrongly: ${JSON.stringify(end)}`);
  const fetching = watchMemory(server.pid);
  const fetched = await byteCount(`${origin}/v1/exports/${id}/content`, headers);
  if (fetched !== end.bytes) throw new Error(`${fetched} bytes were fetched of ${end.bytes}`);
  return {
    bytes: end.bytes,
    seconds: (written - start) / 1_000,
    fetchSeconds: (performance.now() - written) / 1_000,
    memoryGrowthBytes: { write: mostWriting - before.bytes, fetch: fetching.stop() - before.bytes },
    serverMicrosecondsPerRecord: cpu / records,
  };
}

async function exportEnd(url: string, headers: Record<string, string>): Promise<ExportState> {
  for (;;) {
    const state = (await (await fetch(url, { headers })).json()) as ExportState;
    if (state.status === "SUCCEEDED") return state;
    if (state.status !== "QUEUED" && state.status !== "RUNNING")
      throw new Error(`the export ended wrongly: ${JSON.stringify(state)}`);
    await wait(100);
  }
}

async function byteCount(url: string, headers: Record<string, string>): Promise<number> {
  const answer = await fetch(url, { headers });
  if (answer.status !== 200 || !answer.body) throw new Error(`the file was refused: ${await answer.text()}`);
  let bytes = 0;
  for await (const chunk of answer.body) bytes += (chunk as Uint8Array).length;
  return bytes;
}
