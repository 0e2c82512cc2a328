import { createHash } from "node:crypto";
import { type BlobCipher, CHUNK_BYTES } from "./blob-cipher.ts";
import { AppError } from "./error.ts";

/** What went through a stream of chunks, known once it has ended. */
export interface Tally {
  bytes: number;
  sha256: Buffer;
}

/**
 * A stream's bytes as sealed chunks, and what they were. One chunk is held back until it is known whether it is the last.
 * `beat` is awaited before each chunk. Fails with BODY_TOO_LARGE as soon as there are more than `maxBytes`.
 */
export function sealStream(
  source: AsyncIterable<Buffer>,
  cipher: BlobCipher,
  { maxBytes, beat }: { maxBytes: number; beat: () => Promise<void> },
): { chunks: AsyncGenerator<Buffer>; tally(): Tally } {
  const digest = createHash("sha256");
  let bytes = 0;

  function count(piece: Buffer): void {
    bytes += piece.length;
    if (bytes > maxBytes)
      throw new AppError("BODY_TOO_LARGE", `The upload is larger than ${maxBytes} bytes. Split it into several.`);
    digest.update(piece);
  }

  async function* chunks(): AsyncGenerator<Buffer> {
    const held = Buffer.allocUnsafeSlow(CHUNK_BYTES);
    let filled = 0;
    let seq = 0;
    for await (const piece of source) {
      count(piece);
      for (let at = 0; at < piece.length; ) {
        if (filled === CHUNK_BYTES) {
          await beat();
          yield cipher.seal(seq++, false, held);
          filled = 0;
        }
        const copied = piece.copy(held, filled, at);
        filled += copied;
        at += copied;
      }
    }
    await beat();
    yield cipher.seal(seq, true, held.subarray(0, filled));
    held.fill(0);
  }

  return { chunks: chunks(), tally: () => ({ bytes, sha256: digest.digest() }) };
}
