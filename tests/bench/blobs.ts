import { openDatabase } from "@bulkhead/kernel/database.ts";
import { rolePassword } from "@bulkhead/kernel/key.ts";
import { createLog } from "@bulkhead/kernel/log.ts";
import { checkRootKey } from "@bulkhead/kernel/root-key-check.ts";
import { openRootKeyFile } from "@bulkhead/kernel/root-key-file.ts";
import { streamBlob } from "../testkit/blob-stream.ts";
import type { BlobStreamResult } from "../testkit/blob-stream-process.ts";
import { startObjectStorage, withoutObjectStorage } from "../testkit/object-storage.ts";
import type { BenchDatabase } from "./database.ts";
import { formatTable, median } from "./table.ts";

const MIB = 1 << 20;
const WAYS = [
  { way: "plain", title: "PostgreSQL, unencrypted, a chunk after the other (as before)" },
  { way: "postgres", title: "PostgreSQL, encrypted" },
  { way: "s3", title: "S3, encrypted" },
] as const;

export interface BlobsResult {
  title: string;
  megabytes: number;
  /** One of each round. */
  rounds: BlobStreamResult[];
}

/** Each way in turn, in every round; each in a process of its own. */
export async function measureBlobs(
  { url, settings: { secret, rootKey: rootKeyFile } }: BenchDatabase,
  { megabytes, rounds }: { megabytes: number; rounds: number },
): Promise<BlobsResult[]> {
  await registerRootKey(url, secret, rootKeyFile);
  const storage = withoutObjectStorage() === undefined ? await startObjectStorage() : undefined;
  const results = WAYS.filter(({ way }) => way !== "s3" || storage).map(({ title, way }) => ({
    title,
    way,
    megabytes,
    rounds: [] as BlobStreamResult[],
  }));
  try {
    for (let round = 0; round < rounds; round++)
      for (const { way, rounds } of results) {
        const s3 = way === "s3" ? storage?.options : undefined;
        rounds.push(await streamBlob({ url, secret, rootKeyFile, way, s3, bytes: megabytes * MIB }));
      }
  } finally {
    await storage?.stop();
  }
  return results;
}

async function registerRootKey(url: string, secret: string, file: string): Promise<void> {
  const role = "bulkhead_worker";
  const log = createLog({ level: "warn" });
  const db = openDatabase({ url, role, password: rolePassword(secret, role), maxConnections: 1, log });
  await checkRootKey(db, openRootKeyFile({ path: file, create: false }));
  await db.pool.end();
}

export function printBlobs(results: readonly BlobsResult[]): void {
  const rows = results.map(({ title, megabytes, rounds }) => {
    const speed = (phase: "put" | "read") => rounds.map((one) => megabytes / one[phase].seconds);
    const growth = (phase: "put" | "read") => Math.max(...rounds.map((one) => one[phase].growthBytes)) / MIB;
    const range = (values: number[]) => `${Math.min(...values).toFixed(0)}-${Math.max(...values).toFixed(0)}`;
    return [
      title,
      median(speed("put")).toFixed(0),
      range(speed("put")),
      growth("put").toFixed(0),
      median(speed("read")).toFixed(0),
      range(speed("read")),
      growth("read").toFixed(0),
    ];
  });
  const table = formatTable([
    ["stored in", "put MiB/s", "range", "memory growth MiB", "read MiB/s", "range", "memory growth MiB"],
    ...rows,
  ]);
  console.log(`\nBlobs of ${results[0]?.megabytes} MiB; rounds: ${results[0]?.rounds.length}\n\n${table}`);
}
