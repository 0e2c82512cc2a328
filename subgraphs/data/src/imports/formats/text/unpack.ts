import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { FileFault } from "../../codes.ts";

export interface UnpackLimits {
  /** Most bytes that a packed file may become. */
  maxBytes: number;
}

export const UNPACKED_BYTES = 16 * 2 ** 30;

/** Text packs to a tenth, very even text to a fiftieth; only what was made to, or holds nothing, packs better than this. */
const MAX_RATIO = 250;
/** So much is unpacked whatever it was packed in: small files of one repeated row are none of our business. */
const RATIO_COUNTS_FROM = 64 * 2 ** 20;
const OUT_BYTES = 256 * 1024;

/** Unpacks gzip (RFC 1952), one member or several, holding a few hundred kilobytes whatever it unpacks to. */
export async function* unpack(packed: AsyncIterable<Buffer>, { maxBytes }: UnpackLimits): AsyncGenerator<Buffer> {
  let given = 0;
  // One chunk at a time: as many as a stream usually holds would be sixteen megabytes.
  const source = Readable.from(packed, { highWaterMark: 1 });
  const gunzip = createGunzip({ chunkSize: OUT_BYTES });
  source.on("error", (error) => gunzip.destroy(error));
  source.pipe(gunzip);
  try {
    for await (const chunk of gunzip as AsyncIterable<Buffer>) {
      given += chunk.length;
      if (given > maxBytes) throw tooLarge(maxBytes);
      if (given > RATIO_COUNTS_FROM && given > gunzip.bytesWritten * MAX_RATIO) throw bomb(given, gunzip.bytesWritten);
      yield chunk;
    }
  } catch (error) {
    throw damaged(error, given);
  } finally {
    source.destroy();
    gunzip.destroy();
  }
}

function damaged(error: unknown, given: number): unknown {
  const code = (error as NodeJS.ErrnoException).code;
  if (typeof code !== "string" || !code.startsWith("Z_")) return error;
  const where = `after about ${given} unpacked bytes`;
  const message =
    code === "Z_BUF_ERROR"
      ? `The gzip data breaks off ${where}: the end of the file is missing. Pack it again and upload all of it.`
      : `The gzip data is damaged ${where}. Pack the file again and upload it.`;
  return new FileFault("GZIP_DAMAGED", null, message);
}

function tooLarge(maxBytes: number): FileFault {
  const message = `The file unpacks to more than ${maxBytes} bytes. Split it into several, or ask the operator for a higher limit (BULKHEAD_IMPORT_UNPACKED_BYTES).`;
  return new FileFault("GZIP_TOO_LARGE", null, message);
}

function bomb(given: number, taken: number): FileFault {
  const message = `The first ${taken} bytes unpack to ${given}, more than ${MAX_RATIO} times as many: this is taken for an attack. Upload the file without packing it.`;
  return new FileFault("GZIP_BOMB", null, message);
}
