import type { FieldType } from "./field-type.ts";
import { slotValueOf } from "./field-type.ts";

/** One field of a composite index. */
export interface KeyPart {
  name: string;
  type: FieldType;
  descending: boolean;
}

/**
 * Several fields of a record as one text of bytes whose order is theirs, each in its direction: one index of bytea then
 * serves every collection's order by several fields, and bytea's operators are leakproof. A text ends with a zero byte,
 * which no text holds; a number is its float8 with the bits of negative ones turned round; a descending part is inverted.
 */
export function compositeKey(parts: readonly KeyPart[], record: object): Buffer {
  return encodeKey(parts.map((part) => ({ descending: part.descending, value: slotValueOf(part, record) })));
}

/** The bytes of the first values of a key: what every key that begins with these values begins with. */
export function encodeKey(parts: readonly { descending: boolean; value: string | number }[]): Buffer {
  return Buffer.concat(
    parts.map(({ descending, value }) => {
      const bytes = typeof value === "string" ? encodeText(value) : encodeNumber(value);
      return descending ? bytes.map((byte) => byte ^ 0xff) : bytes;
    }),
  );
}

/** A missing text is the empty one and ends at once; real ones begin with their prefix. */
function encodeText(value: string): Uint8Array {
  return Buffer.from(`${value}\0`);
}

function encodeNumber(value: number): Uint8Array {
  const bytes = Buffer.alloc(8);
  // -0 and 0 are equal.
  bytes.writeDoubleBE(value + 0);
  const first = bytes[0] ?? 0;
  if (first < 0x80) bytes[0] = first ^ 0x80;
  else for (const [at, byte] of bytes.entries()) bytes[at] = byte ^ 0xff;
  return bytes;
}
