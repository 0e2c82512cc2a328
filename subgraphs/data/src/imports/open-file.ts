import type { BlobStore } from "@bulkhead/kernel/blob.ts";
import { type Database, flushAsTenant } from "@bulkhead/kernel/database.ts";
import { schemaOfFile } from "./actions/key-field.ts";
import { withFirstChunk } from "./first-chunk.ts";
import { openFormat } from "./formats/open-format.ts";
import { BadText } from "./formats/text/bad-text.ts";
import type { KeptStreams } from "./formats/text/kept-streams.ts";
import { openSource } from "./formats/text/open-source.ts";
import type { ImportJob } from "./import-state.ts";
import { readAhead } from "./read-ahead.ts";
import { lineOf, type OpenFile } from "./read-blocks.ts";
import { noteFound } from "./statements.ts";

/** What files of imports are read with. */
export interface FileDeps {
  blobs: BlobStore;
  streams: KeptStreams;
  /** Most bytes that a packed file may become. */
  maxUnpackedBytes: number;
}

/** Opens the file of an import: its beginning, read at every turn, says how the rest is to be read. */
export async function openFile(
  db: Database,
  { blobs, streams, maxUnpackedBytes }: FileDeps,
  job: ImportJob,
): Promise<OpenFile> {
  const { tenantId, blobId, bytes, options } = job;
  const read = withFirstChunk((from) => readAhead(blobs.read(tenantId, blobId, { from })));
  const raw = { key: blobId, bytes, read };
  const source = await openSource(raw, { said: options, streams, maxUnpackedBytes });
  try {
    const format = await openFormat({ source, options, schema: schemaOfFile(job), mapping: job.mapping });
    const found = { ...source.found, ...format.found };
    // Who reads the import sees what was found, and the next turn need not look for it.
    if (Object.entries(found).some(([name, value]) => options[name as keyof typeof found] !== value)) {
      job.options = { ...options, ...found };
      await flushAsTenant(db, tenantId, [noteFound(job)]);
    }
    if (job.checkpoint.at.byte === 0) job.checkpoint = { ...job.checkpoint, at: format.start };
    job.share = (at) => source.share(at);
    return { source, format };
  } catch (error) {
    throw error instanceof BadText ? error.toFault(await lineOf(source, source.start, error.byte)) : error;
  }
}
