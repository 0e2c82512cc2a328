/**
 * A one-dimensional PostgreSQL array in binary form (array_recv in src/backend/utils/adt/arrayfuncs.c): number of
 * dimensions, whether it holds nulls, element type, length, lower bound; then each element with its own length. The
 * server reads it without parsing text, which makes it the fastest way for many rows to pass row-level security.
 */
export interface BinaryArray {
  /** Bytes so far. */
  readonly size: number;
  addText(text: string): void;
  addJson(text: string): void;
  addUuid(text: string): void;
  addInt(value: number): void;
  addFloat(value: number): void;
  addBytes(bytes: Uint8Array): void;
  addNull(): void;
  /** What was added, as the parameter's value. It is a view: what is added later shows in it. */
  toBuffer(): Buffer;
  /** Empties it and keeps its memory, so that a long import makes no garbage of buffers. */
  clear(): void;
}

/** Element types by their OIDs (src/include/catalog/pg_type.dat), which never change. */
export const ELEMENT = { bytea: 17, int4: 23, text: 25, float8: 701, uuid: 2950, jsonb: 3802 } as const;

const HEADER_BYTES = 20;
const JSONB_VERSION = 1;
const HYPHEN = 45;

/** A lower-case hexadecimal digit's value. */
function digit(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code < 58 ? code - 48 : code - 87;
}

export function createBinaryArray(element: number, capacity: number): BinaryArray {
  let buffer = Buffer.allocUnsafe(HEADER_BYTES + capacity);
  let size = HEADER_BYTES;
  let count = 0;
  let hasNulls = 0;

  /** Makes room for one more element and leaves `size` behind where its length goes. */
  function begin(maxBytes: number): void {
    count++;
    if (size + 4 + maxBytes > buffer.length) {
      const larger = Buffer.allocUnsafe(Math.max(buffer.length * 2, size + 4 + maxBytes));
      buffer.copy(larger, 0, 0, size);
      buffer = larger;
    }
    size += 4;
  }

  function end(bytes: number): void {
    buffer.writeInt32BE(bytes, size - 4);
    size += bytes;
  }

  return {
    get size() {
      return size;
    },
    addText(text) {
      begin(text.length * 3);
      end(buffer.write(text, size, "utf8"));
    },
    addJson(text) {
      begin(1 + text.length * 3);
      buffer[size] = JSONB_VERSION;
      end(1 + buffer.write(text, size + 1, "utf8"));
    },
    addUuid(text) {
      begin(16);
      for (let at = 0, to = size; at < text.length; at += 2) {
        if (text.charCodeAt(at) === HYPHEN) at++;
        buffer[to++] = (digit(text, at) << 4) | digit(text, at + 1);
      }
      end(16);
    },
    addInt(value) {
      begin(4);
      end(buffer.writeInt32BE(value, size) - size);
    },
    addFloat(value) {
      begin(8);
      end(buffer.writeDoubleBE(value, size) - size);
    },
    addBytes(bytes) {
      begin(bytes.length);
      buffer.set(bytes, size);
      end(bytes.length);
    },
    addNull() {
      begin(0);
      hasNulls = 1;
      buffer.writeInt32BE(-1, size - 4);
    },
    toBuffer() {
      for (const [at, value] of [1, hasNulls, element, count, 1].entries()) buffer.writeInt32BE(value, at * 4);
      return buffer.subarray(0, size);
    },
    clear() {
      size = HEADER_BYTES;
      count = 0;
      hasNulls = 0;
    },
  };
}
