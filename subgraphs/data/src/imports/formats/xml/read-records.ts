import type { FileFault } from "../../codes.ts";
import type { TextEncoding } from "../file-options.ts";
import { type Block, MAX_STATE_BYTES, type Position } from "../source-format.ts";
import { createRecordBuilder, type RecordBuilder } from "./build-records.ts";
import { isNameOf } from "./declared-encoding.ts";
import { openParser, type Parser } from "./open-parser.ts";
import { createByteCounter, piecesOf } from "./pieces.ts";
import type { XmlRecord } from "./xml-element.ts";
import {
  doctype,
  MAX_ATTRIBUTES,
  MAX_DEPTH,
  nothingThere,
  notWellFormed,
  otherEncoding,
  tooDeep,
  tooLargePiece,
  tooLongNames,
  tooManyAttributes,
} from "./xml-faults.ts";

/** Of one text, comment or tag: the parser holds it whole. In UTF-16 units. */
const MAX_PIECE = 1024 * 1024;

/** Where in the document reading goes on, as `Position.state` has it: records before, and the elements that are open. */
function stateOf({ count, around }: RecordBuilder): string {
  return `${count} /${around.join("/")}`;
}

function readState(state: string | null): { count: number; open: string[] } {
  const [count = "0", names = "/"] = (state ?? "").split(" ");
  return { count: Number(count), open: names === "/" ? [] : names.slice(1).split("/") };
}

/**
 * Reads the elements at `items` from a place between two of them on: see SourceFormat. No namespaces are resolved, and no
 * entities but the five.
 */
export async function* readRecords(
  text: AsyncIterable<Buffer>,
  from: Position,
  max: number,
  items: string | null,
  encoding: TextEncoding,
): AsyncGenerator<Block<XmlRecord>> {
  const { open, count } = readState(from.state);
  const builder = createRecordBuilder(items, count);
  // The elements that are open where reading goes on are opened for the parser again; they have no place in the text. When
  // the root itself was a record, there is none, and what follows may be no second root.
  const isBehindRoot = from.state !== null && open.length === 0;
  const opening = isBehindRoot ? "<root/>" : open.map((name) => `<${name}>`).join("");
  const bytes = createByteCounter(opening.length, from.byte);
  const parser = openParser();
  // Before anybody listens: it is no record of the file.
  if (isBehindRoot) parser.write(opening);
  const found = listen(parser, builder, (position) => bytes.at(position), from);
  parser.on("xmldecl", (declared) => {
    if (declared.encoding && !isNameOf(declared.encoding, encoding))
      found.fault ??= otherEncoding(found.lineNow(), declared.encoding, encoding);
  });
  if (!isBehindRoot) parser.write(opening);

  for await (const chunk of text)
    for (const piece of piecesOf(chunk)) {
      bytes.begin(piece);
      parser.write(piece.text);
      const passed = placeBetween(found, builder, (position) => bytes.at(position));
      bytes.end();
      if (bytes.position - found.heard > MAX_PIECE) found.fault ??= tooLargePiece(found.lineNow());
      yield* given(found, max);
      if (passed) yield { records: [], next: passed };
    }
  parser.close();
  if (builder.count === 0 && items !== null) found.fault ??= nothingThere(items);
  yield* given(found, max);
}

/** What a parser has met since it was last asked. */
interface Found {
  records: XmlRecord[];
  /** Behind each of them. */
  places: Position[];
  fault: FileFault | undefined;
  /** Where the parser was when it last said something. */
  heard: number;
  /** Behind the last thing outside of records since this was last asked. */
  between: { position: number; line: number } | undefined;
  lineNow(): number;
}

/** Where reading may go on when nothing but a part of the file that has no records was read; otherwise undefined. */
function placeBetween(
  found: Found,
  builder: RecordBuilder,
  byteAt: (position: number) => number,
): Position | undefined {
  const { between, records } = found;
  found.between = undefined;
  // Before the root there is nothing that could be opened again.
  if (!between || records.length > 0 || builder.isInside || builder.around.length === 0) return undefined;
  const state = stateOf(builder);
  if (Buffer.byteLength(state) > MAX_STATE_BYTES) return undefined;
  return { byte: byteAt(between.position), line: between.line, state };
}

/** Records and the place behind the last of them; what came before a fault is given first. */
function* given(found: Found, max: number): Generator<Block<XmlRecord>> {
  const { records, places, fault } = found;
  found.records = [];
  found.places = [];
  for (let at = 0; at < records.length; at += max) {
    const end = Math.min(at + max, records.length);
    yield { records: records.slice(at, end), next: places[end - 1] as Position };
  }
  if (fault) throw fault;
}

function listen(parser: Parser, builder: RecordBuilder, byteAt: (position: number) => number, from: Position): Found {
  let attributes = 0;
  const lineNow = () => from.line - 1 + parser.line;
  const found: Found = { records: [], places: [], fault: undefined, heard: 0, between: undefined, lineNow };
  const refuse = (fault: FileFault) => {
    found.fault ??= fault;
  };
  const hear = (): number => {
    found.heard = parser.position;
    return found.heard;
  };
  const noteBetween = () => {
    const position = hear();
    if (!builder.isInside) found.between = { position, line: lineNow() };
  };
  const onText = (part: string) => builder.text(part, hear());

  parser.on("opentag", (tag) => {
    attributes = 0;
    builder.open(tag, hear(), lineNow());
    noteBetween();
    if (builder.around.length > MAX_DEPTH) refuse(tooDeep(lineNow()));
  });
  parser.on("closetag", () => {
    const position = hear();
    const record = builder.close(position);
    if (!record) return noteBetween();
    if (found.fault) return;
    const state = stateOf(builder);
    if (Buffer.byteLength(state) > MAX_STATE_BYTES) return refuse(tooLongNames(lineNow()));
    found.records.push(record);
    found.places.push({ byte: byteAt(position), line: lineNow(), state });
  });
  parser.on("text", onText);
  parser.on("cdata", onText);
  parser.on("attribute", () => {
    hear();
    if (++attributes > MAX_ATTRIBUTES) refuse(tooManyAttributes(lineNow()));
  });
  parser.on("comment", noteBetween);
  parser.on("processinginstruction", noteBetween);
  parser.on("doctype", () => refuse(doctype(lineNow())));
  parser.on("error", ({ message }) => refuse(notWellFormed(lineNow(), parser.column, message)));
  return found;
}
