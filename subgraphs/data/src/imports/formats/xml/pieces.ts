import { isAscii } from "node:buffer";

/** A part of a text: what a parser takes at once. */
export interface Piece {
  text: string;
  ascii: boolean;
  bytes: number;
}

const PIECE_BYTES = 64 * 1024;

/** Parts of a chunk that cut no character, and no line end in two. */
export function* piecesOf(bytes: Buffer): Generator<Piece> {
  for (let start = 0; start < bytes.length; ) {
    let end = Math.min(start + PIECE_BYTES, bytes.length);
    while (end < bytes.length && isInside(bytes[end] as number)) end++;
    const part = bytes.subarray(start, end);
    const ascii = isAscii(part);
    yield { text: part.toString(ascii ? "latin1" : "utf8"), ascii, bytes: part.length };
    start = end;
  }
}

/** Continues a sequence of UTF-8 (RFC 3629 section 3), or is LF, which may end a CRLF. */
function isInside(byte: number): boolean {
  return (byte & 0xc0) === 0x80 || byte === 10;
}

/** Where in the text, in bytes, a parser stands that counts characters; it goes forward only. */
export interface ByteCounter {
  /** The parser is given this piece next. */
  begin(piece: Piece): void;
  /** The parser has worked off the piece. */
  end(): void;
  /** Of the piece that was begun, and all before it: how many bytes are before a character. */
  at(position: number): number;
  /** Characters of all pieces that were ended. */
  readonly position: number;
}

export function createByteCounter(position: number, byte: number): ByteCounter {
  let start = { position, byte };
  let known = start;
  let piece: Piece = { text: "", ascii: true, bytes: 0 };
  return {
    get position() {
      return start.position;
    },
    begin(next) {
      piece = next;
      known = start;
    },
    end() {
      start = { position: start.position + piece.text.length, byte: start.byte + piece.bytes };
      known = start;
    },
    at(to) {
      const between = () => piece.text.slice(known.position - start.position, to - start.position);
      const bytes = piece.ascii ? to - known.position : Buffer.byteLength(between());
      known = { position: to, byte: known.byte + bytes };
      return known.byte;
    },
  };
}
