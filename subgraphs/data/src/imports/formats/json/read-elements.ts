import type { RowFault } from "../../codes.ts";
import type { Block, Position } from "../source-format.ts";
import { breaksOff, finishDocument } from "./find-array.ts";
import type { JsonRecord } from "./json-record.ts";
import { beginScan, newScan, scanValue } from "./scan-value.ts";
import { createCursor, nextByte, nextByteNow, notWellFormed, type TextCursor } from "./text-cursor.ts";

export const MAX_ELEMENT_BYTES = 1024 * 1024;

/** A block ends early with this much text, so that a file of large records holds no more memory than one of small ones. */
const MAX_BLOCK_BYTES = 1024 * 1024;

const COMMA = 44;
const CLOSE_ARRAY = 93;

/** Where in the array reading goes on, as `Position.state` has it: elements before, and what lies around the array. */
export function stateOf(count: number, around: readonly boolean[]): string {
  return `${count} ${around.map((isArray) => (isArray ? "A" : "O")).join("")}`;
}

function readState(state: string | null): { count: number; around: boolean[] } {
  const [count = "0", kinds = ""] = (state ?? "").split(" ");
  return { count: Number(count), around: [...kinds].map((kind) => kind === "A") };
}

/** Reads the elements of the array at `items` from a place between two of them on: see SourceFormat. */
export async function* readElements(
  text: AsyncIterable<Buffer>,
  from: Position,
  max: number,
  items: string,
): AsyncGenerator<Block<JsonRecord>> {
  const cursor = createCursor(text, from);
  let { count, around } = readState(from.state);
  let records: JsonRecord[] = [];
  let held = 0;
  const scan = newScan();
  // Behind the last whole element. Where the cursor is when something fails, inside another one, nobody can go on.
  let { byte, line: lastLine } = from;
  const place = (): Position => ({ byte, line: lastLine, state: stateOf(count, around) });

  try {
    for (;;) {
      let code = nextByteNow(cursor);
      if (code === -1) code = await nextByte(cursor);
      if (code === -1) throw breaksOff(cursor);
      if (code === CLOSE_ARRAY) {
        cursor.at++;
        break;
      }
      if (count > 0) {
        if (code !== COMMA) throw notWellFormed(cursor.line, "A comma is missing between two records");
        cursor.at++;
        const next = await nextByte(cursor);
        if (next === -1) throw breaksOff(cursor);
        if (next === COMMA || next === CLOSE_ARRAY) throw notWellFormed(cursor.line, "A record is missing");
      } else if (code === COMMA) throw notWellFormed(cursor.line, "A record is missing");
      const { line } = cursor;
      beginScan(scan);
      cursor.keptFrom = cursor.at;
      const isWhole = scanValue(cursor, scan) ? isSmall(cursor) : await finishElement(cursor, scan);
      records.push(
        isWhole
          ? { line, path: `${items}/${count}`, text: cursor.bytes.toString("utf8", cursor.keptFrom, cursor.at) }
          : { line, path: `${items}/${count}`, text: "", fault: tooLarge() },
      );
      held += cursor.at - cursor.keptFrom;
      cursor.keptFrom = -1;
      count++;
      byte = cursor.base + cursor.at;
      lastLine = cursor.line;
      if (records.length === max || held >= MAX_BLOCK_BYTES) {
        const full = records;
        records = [];
        held = 0;
        yield { records: full, next: place() };
      }
    }
  } catch (error) {
    // What came before a fault is given first.
    if (records.length > 0) yield { records, next: place() };
    throw error;
  }
  await finishDocument(cursor, around, items);
  if (records.length > 0) yield { records, next: place() };
}

/** Goes on with an element that was cut; false when it is too large, and then only its end is found. */
async function finishElement(cursor: TextCursor, scan: ReturnType<typeof newScan>): Promise<boolean> {
  let isHeld = true;
  for (;;) {
    isHeld &&= isSmall(cursor);
    if (!isHeld) cursor.keptFrom = cursor.at;
    if (!(await cursor.more())) throw breaksOff(cursor);
    if (scanValue(cursor, scan)) return isHeld && isSmall(cursor);
  }
}

const isSmall = (cursor: TextCursor) => cursor.at - cursor.keptFrom <= MAX_ELEMENT_BYTES;

function tooLarge(): RowFault {
  const message = "The record is larger than 1 MiB. Split it, or keep large values elsewhere.";
  return { code: "ROW_TOO_LARGE", column: null, path: null, field: null, message, value: null };
}
