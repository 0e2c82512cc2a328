import type { Block, Position, SourceFormat, TextSource } from "./formats/source-format.ts";
import { BadText } from "./formats/text/bad-text.ts";
import { countLineEnds } from "./formats/text/line-ends.ts";

/** Rows worked on before the process turns to other requests: one or two milliseconds. */
export const BLOCK_ROWS = 250;

/** The file of an import, ready to be read. */
export interface OpenFile {
  source: TextSource;
  format: SourceFormat;
}

/** The records of a file from a place on. */
export async function* readBlocks(
  { source, format }: OpenFile,
  from: Position,
  blockRows: number = BLOCK_ROWS,
): AsyncGenerator<Block> {
  let at = from;
  try {
    for await (const block of format.read(source.read(at), at, blockRows)) {
      at = block.next;
      yield block;
    }
  } catch (error) {
    throw error instanceof BadText ? error.toFault(await lineOf(source, at, error.byte)) : error;
  }
}

/** The line of a byte, found by reading again from the last place whose line is known: nobody counts lines in vain. */
export async function lineOf(source: TextSource, from: Position, byte: number): Promise<number> {
  let line = from.line;
  let left = byte - from.byte;
  if (left === 0) return line;
  let last = "";
  for await (const chunk of source.read(from)) {
    const text = chunk.subarray(0, left).toString("latin1");
    // CRLF that is cut in two is one end.
    line += countLineEnds(text) - (last === "\r" && text.startsWith("\n") ? 1 : 0);
    last = text.slice(-1);
    left -= chunk.length;
    if (left <= 0) break;
  }
  return line;
}
