/**
 * A file of which the first chunk is remembered: what a file is, how its text is written, and what its header says is
 * found out by reading its beginning more than once.
 */
export function withFirstChunk(
  read: (fromByte: number) => AsyncGenerator<Buffer>,
): (fromByte: number) => AsyncGenerator<Buffer> {
  let first: Buffer | undefined;
  return async function* (from) {
    let at = from;
    if (first && from < first.length) {
      yield first.subarray(from);
      at = first.length;
    }
    for await (const chunk of read(at)) {
      if (at === 0) first ??= chunk;
      yield chunk;
    }
  };
}
