import { FileFault } from "../../codes.ts";
import { namesIn } from "../json-pointer.ts";
import { parseJson } from "./parse-json.ts";
import { newScan, scanValue } from "./scan-value.ts";
import { nextByte, notWellFormed, type TextCursor } from "./text-cursor.ts";

const QUOTE = 34;
const COMMA = 44;
const COLON = 58;
const OPEN_ARRAY = 91;
const CLOSE_ARRAY = 93;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;

/** Names longer than this are no part of any path, and are not held. */
const MAX_NAME_BYTES = 64 * 1024;

/** An object or array that is around the records, by the name or number under which the next one lies in it. */
interface Around {
  isArray: boolean;
  name: string;
}

/**
 * Moves the cursor to where the first element of the array at `items` may begin. Answers what lies around it, outermost
 * first, as `finishDocument` needs it.
 */
export async function enterArray(cursor: TextCursor, items: string): Promise<boolean[]> {
  const around: boolean[] = [];
  for (const name of namesIn(items)) {
    const code = await nextByte(cursor);
    if (code !== OPEN_OBJECT && code !== OPEN_ARRAY) throw nothingThere(cursor, items);
    cursor.at++;
    const isArray = code === OPEN_ARRAY;
    if (!(await goTo(cursor, { isArray, name }))) throw nothingThere(cursor, items);
    around.push(isArray);
  }
  const code = await nextByte(cursor);
  if (code === -1 && around.length === 0) throw new FileFault("FILE_EMPTY", null, "The file is empty.");
  if (code !== OPEN_ARRAY) throw noArray(cursor, items);
  cursor.at++;
  return around;
}

/** Moves behind the name (or into the place of the number) in an object or array that has just been entered. */
async function goTo(cursor: TextCursor, { isArray, name }: Around): Promise<boolean> {
  for (let index = 0; ; index++) {
    const code = await nextByte(cursor);
    if (code === -1) throw breaksOff(cursor);
    if (index === 0 && code === (isArray ? CLOSE_ARRAY : CLOSE_OBJECT)) return false;
    if (isArray ? String(index) === name : (await readName(cursor)) === name) return true;
    await skipValue(cursor);
    if (!(await goesOn(cursor, isArray))) return false;
  }
}

/** What follows the array in its document: it must be well-formed too, and have no second array at its place. */
export async function finishDocument(cursor: TextCursor, around: readonly boolean[], items: string): Promise<void> {
  const names = namesIn(items);
  for (let depth = around.length - 1; depth >= 0; depth--) {
    const isArray = around[depth] as boolean;
    while (await goesOn(cursor, isArray)) {
      if (!isArray && (await readName(cursor)) === names[depth]) {
        const message = `What lies at ${items} comes a second time on line ${cursor.line}. Give each name once.`;
        throw new FileFault("JSON_ITEMS", cursor.line, message);
      }
      await skipValue(cursor);
    }
  }
  if ((await nextByte(cursor)) !== -1) throw notWellFormed(cursor.line, "Text follows the end of the document");
}

/** Behind a value: true when another follows, false behind the end of what is around. */
async function goesOn(cursor: TextCursor, isArray: boolean): Promise<boolean> {
  const code = await nextByte(cursor);
  if (code === -1) throw breaksOff(cursor);
  if (code !== COMMA && code !== (isArray ? CLOSE_ARRAY : CLOSE_OBJECT))
    throw notWellFormed(cursor.line, "A comma or the end is missing");
  cursor.at++;
  return code === COMMA;
}

/** Reads a name and the colon behind it; undefined when it is too long to be one that is looked for. */
async function readName(cursor: TextCursor): Promise<string | undefined> {
  if ((await nextByte(cursor)) !== QUOTE) throw notWellFormed(cursor.line, "A name in quotes is missing");
  const text = await readValue(cursor, MAX_NAME_BYTES);
  if ((await nextByte(cursor)) !== COLON) throw notWellFormed(cursor.line, "A colon is missing");
  cursor.at++;
  return text === undefined ? undefined : (parse(text, cursor.line) as string);
}

/** What lies beside the records is held to be JSON as well, as long as it is no larger than a record. */
async function skipValue(cursor: TextCursor): Promise<void> {
  await nextByte(cursor);
  const { line } = cursor;
  const text = await readValue(cursor, 1024 * 1024);
  if (text !== undefined) parse(text, line);
}

function parse(text: string, line: number): unknown {
  const { value, fault } = parseJson(text);
  // Names that come twice and the like do no harm beside the records.
  if (fault?.code === "ROW_JSON") throw notWellFormed(line, "A value is no JSON");
  return value;
}

/** The text of the value that the cursor stands before; undefined when it is longer than `maxBytes`, and then it is not held. */
async function readValue(cursor: TextCursor, maxBytes: number): Promise<string | undefined> {
  const scan = newScan();
  let isHeld = true;
  cursor.keptFrom = cursor.at;
  while (!scanValue(cursor, scan)) {
    if (cursor.at - cursor.keptFrom > maxBytes) {
      isHeld = false;
      cursor.keptFrom = cursor.at;
    }
    if (await cursor.more()) continue;
    if (scan.inString || scan.closers.length > 0 || !scan.hasBegun) throw breaksOff(cursor);
    break;
  }
  const text = isHeld ? cursor.bytes.toString("utf8", cursor.keptFrom, cursor.at) : undefined;
  cursor.keptFrom = -1;
  return text;
}

export function breaksOff({ line }: TextCursor): FileFault {
  return notWellFormed(line, "The document breaks off");
}

function nothingThere({ line }: TextCursor, items: string): FileFault {
  const message = `The document has nothing at ${items}. Give the JSON Pointer (RFC 6901) of the array of records as items.`;
  return new FileFault("JSON_ITEMS", line, message);
}

function noArray({ line }: TextCursor, items: string): FileFault {
  const what = items === "" ? "The document is" : `What lies at ${items} is`;
  const message = `${what} no array. Give the JSON Pointer (RFC 6901) of the array of records as items.`;
  return new FileFault("JSON_ITEMS", line, message);
}
