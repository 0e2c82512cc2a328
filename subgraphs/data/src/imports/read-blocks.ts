import { FileFault } from "./codes.ts";
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

/** As far as rows and lines are counted. */
const MOST_ROWS = 2 ** 31 - 1;

/** The records of a file from a place on, `row` being the number of the row before it. */
export async function* readBlocks(
  { source, format }: OpenFile,
  from: Position,
  blockRows: number = BLOCK_ROWS,
  row = 0,
): AsyncGenerator<Block> {
  let at = from;
  let rows = row;
  try {
    for await (const block of format.read(source.read(at), at, blockRows)) {
      at = block.next;
      rows += block.records.length;
      if (rows > MOST_ROWS || at.line > MOST_ROWS) throw tooManyRows();
      yield block;
    }
  } catch (error) {
    const fault = error instanceof BadText ? error.toFault(await lineOf(source, at, error.byte)) : error;
    throw fault instanceof FileFault && (fault.line ?? 0) > MOST_ROWS ? tooManyRows() : fault;
  }
}

function tooManyRows(): FileFault {
  const message = "The file has more than 2,147,483,647 rows or lines. Cut it into several files.";
  return new FileFault("FILE_TOO_MANY_ROWS", null, message);
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
