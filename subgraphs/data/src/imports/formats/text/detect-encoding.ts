import { FileFault } from "../../codes.ts";
import type { TextEncoding } from "../file-options.ts";

export interface FoundEncoding {
  encoding: TextEncoding;
  /** Length of the byte order mark. */
  mark: number;
}

/** How much of a file is looked at. */
export const HEAD_BYTES = 4 * 1024;

/** Finds out how text is written from its first bytes. What was said counts, unless a byte order mark says otherwise. */
export function detectEncoding(head: Buffer, said: TextEncoding | null): FoundEncoding {
  const marked = readMark(head);
  if (marked && said && marked.encoding !== said) throw markedOtherwise(marked.encoding, said);
  return marked ?? { encoding: said ?? guess(head), mark: 0 };
}

function readMark(head: Buffer): FoundEncoding | undefined {
  const [a, b, c, d] = head;
  if (a === 0xef && b === 0xbb && c === 0xbf) return { encoding: "UTF_8", mark: 3 };
  if ((a === 0xff && b === 0xfe && c === 0 && d === 0) || (a === 0 && b === 0 && c === 0xfe && d === 0xff))
    throw new FileFault("FILE_ENCODING", 1, "The file is UTF-32, which is not read. Save it as UTF-8.");
  if (a === 0xff && b === 0xfe) return { encoding: "UTF_16LE", mark: 2 };
  if (a === 0xfe && b === 0xff) return { encoding: "UTF_16BE", mark: 2 };
  return undefined;
}

/** UTF-16 without a mark: nearly every second byte of what a file begins with (names, digits, signs) is NUL. */
function guess(head: Buffer): TextEncoding {
  const pairs = head.length >> 1;
  const nuls = [0, 0];
  for (let at = 0; at < pairs * 2; at++) if (head[at] === 0) nuls[at & 1] = (nuls[at & 1] as number) + 1;
  const [even = 0, odd = 0] = nuls;
  if (odd * 2 > pairs && even * 10 < odd) return "UTF_16LE";
  if (even * 2 > pairs && odd * 10 < even) return "UTF_16BE";
  return "UTF_8";
}

function markedOtherwise(found: TextEncoding, said: TextEncoding): FileFault {
  const message = `The file begins with the byte order mark of ${found}, and ${said} was said. Import it with encoding ${found}, or without one.`;
  return new FileFault("FILE_ENCODING", 1, message);
}
