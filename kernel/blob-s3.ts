import { Readable } from "node:stream";
import {
  AbortMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  ListMultipartUploadsCommand,
  S3Client,
  S3ServiceException,
} from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";
import { abandoned, type ChunkStore } from "./blob-chunks.ts";
import { SEALED_CHUNK_BYTES } from "./blob-cipher.ts";
import { AppError } from "./error.ts";

export interface S3Options {
  bucket: string;
  region: string;
  /** Address of a store that is not Amazon's, as `https://s3.example.com`. */
  endpoint?: string;
  /** The bucket in the path instead of the host name, as most stores that are not Amazon's want it. */
  pathStyle?: boolean;
  /** Without them the SDK's own chain: environment, profile, web identity, the machine's role. */
  credentials?: { accessKeyId: string; secretAccessKey: string };
  /** Milliseconds without an answer, or without the next byte of one, after which a request has failed; 30,000. */
  silenceMs?: number;
}

/** Chunks of blobs in object storage; only what is sealed already gets there. */
export interface S3Bytes extends ChunkStore {
  /** Rejects with the reason when the bucket cannot be reached with these credentials. */
  check(): Promise<void>;
  close(): void;
}

/** Parts of an upload, and how many are on their way at once: together the most memory that one upload takes. */
const PART_BYTES = 8 << 20;
const PARALLEL_PARTS = 3;
/** What a writer is told whose upload, or the parts of it that had arrived, are gone: the sweeper does that, or a rule of the bucket. */
const SWEPT: ReadonlySet<string> = new Set(["NoSuchUpload", "InvalidPart"]);
/** Chunks fetched by one request. A request for the whole would stay open as long as its reader takes, and be cut off. */
const WINDOW_CHUNKS = 8;

/**
 * One object `<tenant id>/<blob id>` for each blob. The key only says where the object is: whose it is says the row in
 * platform.blob, and whose bytes they are says the cipher. A blob may have 10,000 parts (S3's bound), 80 GB.
 */
export function openS3Bytes(options: S3Options): S3Bytes {
  const { bucket } = options;
  const client = openClient(options);
  const objectOf = (tenantId: string, blobId: string) => ({ Bucket: bucket, Key: `${tenantId}/${blobId}` });

  async function fetchWindow(object: { Bucket: string; Key: string }, seq: number, last: number, signal: AbortSignal) {
    const end = Math.min(seq + WINDOW_CHUNKS, last + 1) * SEALED_CHUNK_BYTES;
    const range = `bytes=${seq * SEALED_CHUNK_BYTES}-${end - 1}`;
    try {
      const { Body } = await client.send(new GetObjectCommand({ ...object, Range: range }), { abortSignal: signal });
      return await Body?.transformToByteArray();
    } catch (error) {
      if (isNothingThere(error)) return undefined;
      throw unavailable(error);
    }
  }

  async function abortUploads(object: { Bucket: string; Key: string }): Promise<void> {
    // One blob has one writer, so one page holds all its uploads.
    const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket: bucket, Prefix: object.Key }));
    for (const { Key, UploadId } of Uploads)
      if (Key === object.Key) await client.send(new AbortMultipartUploadCommand({ ...object, UploadId }));
  }

  return {
    async write(tenantId, blobId, chunks) {
      const source = noteFault(chunks);
      const upload = new Upload({
        client,
        params: { ...objectOf(tenantId, blobId), Body: Readable.from(source.chunks, { highWaterMark: 1 }) },
        partSize: PART_BYTES,
        queueSize: PARALLEL_PARTS,
      });
      try {
        await upload.done();
      } catch (error) {
        if (source.fault() !== undefined) throw source.fault();
        const swept = error instanceof S3ServiceException && SWEPT.has(error.name);
        throw swept ? abandoned(error) : unavailable(error);
      }
    },
    async *read(tenantId, blobId, first, last) {
      const object = objectOf(tenantId, blobId);
      const stopped = new AbortController();
      const fetchAhead = (seq: number) => {
        const fetched = seq > last ? Promise.resolve(undefined) : fetchWindow(object, seq, last, stopped.signal);
        fetched.catch(() => {});
        return fetched;
      };
      try {
        let next = fetchAhead(first);
        for (let seq = first; seq <= last; seq += WINDOW_CHUNKS) {
          const bytes = await next;
          if (!bytes) return;
          next = fetchAhead(seq + WINDOW_CHUNKS);
          for (let at = 0; at < bytes.length; at += SEALED_CHUNK_BYTES)
            yield Buffer.from(bytes.buffer, bytes.byteOffset + at, Math.min(SEALED_CHUNK_BYTES, bytes.length - at));
        }
      } finally {
        stopped.abort();
      }
    },
    async remove(tenantId, blobId, finished) {
      const object = objectOf(tenantId, blobId);
      try {
        if (!finished) await abortUploads(object);
        await client.send(new DeleteObjectCommand(object));
      } catch (error) {
        throw unavailable(error);
      }
    },
    async check() {
      await client.send(new HeadBucketCommand({ Bucket: bucket }));
    },
    close: () => client.destroy(),
  };
}

function openClient({ region, endpoint, pathStyle = false, credentials, silenceMs = 30_000 }: S3Options): S3Client {
  return new S3Client({
    region,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(credentials === undefined ? {} : { credentials }),
    forcePathStyle: pathStyle,
    maxAttempts: 3,
    requestHandler: {
      connectionTimeout: 3_000,
      // Holds until the answer begins; the next one goes on from there, or a store that falls silent would never be given up.
      requestTimeout: silenceMs,
      socketTimeout: silenceMs,
      throwOnRequestTimeout: true,
    },
    // Many stores do not know the newer checksums. Every chunk carries its own authentication anyway.
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
  });
}

/** Remembers the error its source ended with, which must reach the caller as it is and not as a fault of the storage. */
function noteFault(source: AsyncIterable<Buffer>) {
  let fault: unknown;
  async function* chunks(): AsyncGenerator<Buffer> {
    try {
      yield* source;
    } catch (error) {
      fault = error;
      throw error;
    }
  }
  return { chunks: chunks(), fault: () => fault };
}

/** 404: no such object. 416: the object ends before the range. */
function isNothingThere(error: unknown): boolean {
  const status = error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
  return error instanceof S3ServiceException && error.name !== "NoSuchBucket" && (status === 404 || status === 416);
}

function unavailable(cause: unknown): AppError {
  return new AppError("UNAVAILABLE", "The object storage did not answer as it should. Try again in a moment.", {
    cause,
  });
}
