import type { BlobStore } from "@bulkhead/kernel/blob.ts";
import type { ImportJob } from "./import-state.ts";
import { readAhead } from "./read-ahead.ts";
import { type CsvBlock, readCsv } from "./read-csv.ts";

/** Rows worked on before the process turns to other requests: one or two milliseconds. */
export const BLOCK_ROWS = 250;

/** The rows of an import's file from its checkpoint on. */
export function readBlocks(
  blobs: BlobStore,
  { tenantId, blobId, checkpoint }: ImportJob,
  blockRows: number = BLOCK_ROWS,
): AsyncGenerator<CsvBlock> {
  const source = readAhead(blobs.read(tenantId, blobId, { from: checkpoint.at.byte }));
  return readCsv(source, checkpoint.at, blockRows);
}
