import type { FormatInput, Position, SourceFormat } from "../source-format.ts";
import { enterArray } from "./find-array.ts";
import { dataOfJson, placeInJson } from "./json-record.ts";
import { readElements, stateOf } from "./read-elements.ts";
import { createCursor } from "./text-cursor.ts";

/** One JSON document (RFC 8259) that is an array of records, or has one where `items` (RFC 6901) points. */
export async function openJson({ source, options }: FormatInput): Promise<SourceFormat> {
  const items = options.items ?? "";
  const text = source.read(source.start);
  try {
    const cursor = createCursor(text, source.start);
    const around = await enterArray(cursor, items);
    const start: Position = { byte: cursor.base + cursor.at, line: cursor.line, state: stateOf(0, around) };
    return {
      start,
      found: {},
      read: (chunks, from, max) => readElements(chunks, from, max, items),
      dataOf: dataOfJson,
      placeOf: placeInJson,
    };
  } finally {
    await text.return(undefined);
  }
}
