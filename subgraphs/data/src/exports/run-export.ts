import { pipeline, Readable } from "node:stream";
import { createGzip } from "node:zlib";
import type { Envelope } from "@bulkhead/kernel/envelope.ts";
import { AppError, appErrorOf } from "@bulkhead/kernel/error.ts";
import { decodeId } from "@bulkhead/kernel/id.ts";
import { openDigest } from "@bulkhead/kernel/upload-digest.ts";
import { matching } from "../bulk/matching.ts";
import { countMatching, readLot } from "../bulk/read-lot.ts";
import type { Collection } from "../collections/directory.ts";
import type { DataDeps } from "../context.ts";
import { textOf } from "../evolution/upgrade-record.ts";
import { createGiveWay } from "../transfers/give-way.ts";
import { isToBeTold } from "../transfers/pace.ts";
import { type ExportCode, ExportFault } from "./codes.ts";
import { commitExportEnd, commitPart, commitProgress, ExportTaken } from "./commit-export.ts";
import type { ExportJob } from "./export-state.ts";
import { createRecordWriter } from "./formats/record-writer.ts";
import type { ExportedData } from "./formats/writer.ts";
import { readParts } from "./parts.ts";
import { MAX_COUNT } from "./progress.ts";

export interface ExportDeps extends Pick<DataDeps, "db" | "blobs" | "collections" | "declared" | "sizes" | "log"> {
  /** Seals how far the digest of a file is. */
  envelope: Pick<Envelope, "seal" | "open">;
  /** Whether whoever asked for an export may still have it. */
  mayStill(job: ExportJob): Promise<boolean>;
}

const LOT_ROWS = 1_000;
/** Characters before compression after which a part ends, though there were time for more. */
const PART_LENGTH = 64 << 20;
/** So long nobody needs to know of a part that is written, before it is the sweeper's. */
const UNKNOWN_MS = 60 * 60_000;

/**
 * Writes the next part of an export from its checkpoint on; true when it has ended. Records are written in the order of their
 * ids, as they are when their lot is read. Those that there were when the export was asked for have smaller ids than it; those
 * that were made later have larger ones, but for those of a moment in which clocks differed, and are left out.
 */
export async function runExport(deps: ExportDeps, job: ExportJob, isOver: () => boolean): Promise<boolean> {
  const fail = async (code: ExportCode, message: string) => {
    await commitExportEnd(deps.db, job, { status: "FAILED", failure: { code, message } });
    return true;
  };
  if (!(await deps.mayStill(job)))
    return fail("EXPORT_REFUSED", "Whoever asked for this may not read the records any more.");
  if (!job.isSameSchema)
    return fail("EXPORT_SCHEMA", "The collection's schema has changed since this was asked for. Ask again.");
  try {
    return await writePart(deps, job, isOver);
  } catch (error) {
    if (error instanceof ExportFault) return fail(error.code, error.message);
    if (appErrorOf(error)?.code === "QUOTA_EXCEEDED")
      return fail(
        "EXPORT_OVER_QUOTA",
        "Your plan allows no more bytes. Delete files, or ask the operator for another plan.",
      );
    if (error instanceof AppError && (error.code === "FIELD_UNKNOWN" || error.code === "BAD_USER_INPUT"))
      return fail("EXPORT_FILTER", "The filter does not fit the collection any more. Ask again with another one.");
    throw error;
  }
}

async function writePart(deps: ExportDeps, job: ExportJob, isOver: () => boolean): Promise<boolean> {
  const { db, blobs } = deps;
  const { tenantId, checkpoint } = job;
  const collection = await collectionOf(deps, job);
  const matches = await matching(deps, tenantId, collection, job.filter);
  const walk = { tenantId, collectionId: job.collectionId, untilId: job.exportId, afterId: checkpoint.afterId };
  const total = checkpoint.total ?? (await countMatching(db, walk, matches, MAX_COUNT));
  const writer = createRecordWriter(job);
  const at = { afterId: checkpoint.afterId, total, written: checkpoint.written, bytes: checkpoint.bytes };
  const digest = await openDigest(deps.envelope, tenantId, job.exportId, checkpoint.digestState, () =>
    writtenSoFar(deps, job),
  );
  let isLast = false;
  const giveWay = createGiveWay();

  async function* texts(): AsyncGenerator<string> {
    let length = 0;
    if (checkpoint.digestState === null) yield writer.head;
    while (length < PART_LENGTH) {
      const lot = await readLot(db, { ...walk, afterId: at.afterId }, matches, LOT_ROWS);
      isLast = lot.length === 0;
      if (isLast) yield writer.tail(at.written === 0);
      let text = "";
      for (const one of lot) {
        text += writer.record(JSON.parse(textOf(collection, one)) as ExportedData, at.written === 0);
        at.written++;
        at.afterId = one.id;
      }
      length += text.length;
      yield text;
      if (isLast || isOver()) return;
      if (isToBeTold(job)) await commitProgress(db, job, at);
      await giveWay();
    }
  }

  async function* digested(): AsyncGenerator<Buffer> {
    for await (const bytes of job.compression === "GZIP" ? packed(texts()) : buffers(texts())) {
      digest.update(bytes);
      yield bytes;
    }
  }

  const expiresAt = new Date(Date.now() + UNKNOWN_MS);
  const blob = await blobs.put(tenantId, digested(), { maxBytes: Number.MAX_SAFE_INTEGER, expiresAt });
  try {
    const digestState = isLast ? null : await digest.seal();
    const sha256 = isLast ? digest.end().toString("hex") : undefined;
    await commitPart(db, job, { ...at, bytes: at.bytes + blob.bytes, digestState }, blob, sha256);
  } catch (error) {
    // Behind any other failure it may be a part all the same: a COMMIT whose answer was lost. If not, the sweeper takes it.
    if (error instanceof ExportTaken) await blobs.delete(tenantId, blob.id).catch(() => {});
    throw error;
  }
  return isLast;
}

/** By which records of older versions are mapped: that of the schema the file is written by, and no other. */
async function collectionOf({ collections }: ExportDeps, job: ExportJob): Promise<Collection> {
  const { tenantId, collectionId, schemaVersion } = job;
  const known = await collections.byId(tenantId, collectionId);
  if (known.version === schemaVersion) return known;
  const again = await collections.again(tenantId, known);
  if (again.version !== schemaVersion) throw new ExportTaken(`the schema of export ${job.exportId} has changed`);
  return again;
}

async function* writtenSoFar({ db, blobs }: ExportDeps, { tenantId, exportId }: ExportJob): AsyncGenerator<Buffer> {
  for (const { blob } of await readParts(db, tenantId, exportId))
    yield* blobs.read(tenantId, decodeId("blob", blob, "blob"));
}

async function* buffers(texts: AsyncIterable<string>): AsyncGenerator<Buffer> {
  for await (const text of texts) if (text !== "") yield Buffer.from(text);
}

/** A member of gzip (RFC 1952 section 2.2) for each part: one after another they are one file. */
function packed(texts: AsyncIterable<string>): AsyncIterable<Buffer> {
  const gzip = createGzip();
  // The error, if there is one, reaches whoever reads the stream.
  pipeline(Readable.from(buffers(texts), { highWaterMark: 1 }), gzip, () => {});
  return gzip;
}
