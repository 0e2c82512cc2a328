import { FileFault } from "../../codes.ts";
import { notWellFormed, type TextCursor } from "./text-cursor.ts";

/** How far the scan of a value is; it goes on where the text at hand ended. */
export interface ValueScan {
  /** What closes the arrays and objects that are open. */
  closers: number[];
  inString: boolean;
  isEscaped: boolean;
  hasBegun: boolean;
}

export function beginScan(scan: ValueScan): void {
  scan.closers.length = 0;
  scan.inString = false;
  scan.isEscaped = false;
  scan.hasBegun = false;
}

export const newScan = (): ValueScan => ({ closers: [], inString: false, isEscaped: false, hasBegun: false });

/** A record may be less deep by far; this bounds what a text of brackets costs. */
const MAX_NESTING = 1_000;

const LF = 10;
const CR = 13;
const SPACE = 32;
const QUOTE = 34;
const COMMA = 44;
const OPEN_ARRAY = 91;
const BACKSLASH = 92;
const CLOSE_ARRAY = 93;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;

/**
 * Moves the cursor behind the value that it stands before; false when the text at hand ends first. Only brackets and quotes
 * are looked at: whether what lies between them is JSON is for JSON.parse to say.
 */
export function scanValue(cursor: TextCursor, scan: ValueScan): boolean {
  const { bytes } = cursor;
  const { closers } = scan;
  let { at, line, wasCr } = cursor;
  let isWhole = false;
  for (; at < bytes.length && !isWhole; at++) {
    const code = bytes[at] as number;
    if (code <= CR) {
      if (code === CR || (code === LF && !wasCr)) line++;
      wasCr = code === CR;
    } else wasCr = false;
    if (scan.inString) {
      if (scan.isEscaped) scan.isEscaped = false;
      else if (code === BACKSLASH) scan.isEscaped = true;
      else if (code === QUOTE) {
        scan.inString = false;
        isWhole = closers.length === 0;
      }
      continue;
    }
    if (code === QUOTE) scan.inString = true;
    else if (code === OPEN_OBJECT || code === OPEN_ARRAY) {
      if (closers.length === MAX_NESTING) throw tooDeep(line);
      closers.push(code + 2);
    } else if (code === CLOSE_OBJECT || code === CLOSE_ARRAY) {
      if (closers.length === 0 && scan.hasBegun) break;
      if (closers.pop() !== code) throw notWellFormed(line, "A bracket closes what none opened");
      isWhole = closers.length === 0;
    } else if (closers.length === 0 && scan.hasBegun && (code === COMMA || code <= SPACE)) break;
    scan.hasBegun = true;
  }
  // A number or a word ends before what follows it.
  const isEnded = isWhole || at < bytes.length;
  if (isEnded && !isWhole && (bytes[at] as number) <= CR) [line, wasCr] = [cursor.line, cursor.wasCr];
  cursor.at = at;
  cursor.line = line;
  cursor.wasCr = wasCr;
  return isEnded;
}

function tooDeep(line: number): FileFault {
  const message = `The document is nested more than ${MAX_NESTING} levels deep on line ${line}. Give flatter records.`;
  return new FileFault("JSON_DEPTH", line, message);
}
