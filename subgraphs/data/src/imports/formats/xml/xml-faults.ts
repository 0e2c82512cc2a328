import { FileFault, type RowFault } from "../../codes.ts";
import type { TextEncoding } from "../file-options.ts";
import { MAX_STATE_BYTES } from "../source-format.ts";

export const MAX_DEPTH = 64;
export const MAX_ATTRIBUTES = 1_000;

export function notWellFormed(line: number, column: number, message: string): FileFault {
  const what = /entity/i.test(message)
    ? "An entity is named that XML does not have by itself. Use the five (&amp; &lt; &gt; &quot; &apos;) and numbers"
    : "The XML is not well-formed";
  return new FileFault("XML_SYNTAX", line, `${what}: see line ${line}, column ${column + 1}.`);
}

export function otherEncoding(line: number, declared: string, read: TextEncoding): FileFault {
  const message = `The XML declaration on line ${line} says ${declared.slice(0, 40)}, and the file is read as ${read}. Correct the declaration, or give the encoding of the file.`;
  return new FileFault("FILE_ENCODING", line, message);
}

export function doctype(line: number): FileFault {
  const message = `The document has a document type (DOCTYPE), up to line ${line}. Take it out: none is read, whatever it declares.`;
  return new FileFault("XML_DOCTYPE", line, message);
}

export function tooDeep(line: number): FileFault {
  return new FileFault("XML_DEPTH", line, `Elements are nested more than ${MAX_DEPTH} levels deep on line ${line}.`);
}

export function tooManyAttributes(line: number): FileFault {
  const message = `An element on line ${line} has more than ${MAX_ATTRIBUTES} attributes. Make elements of them.`;
  return new FileFault("XML_TOO_LARGE", line, message);
}

export function tooLargePiece(line: number): FileFault {
  const message = `A text, comment or tag around line ${line} is larger than 1 MiB. Shorten it, or close it if its end is missing.`;
  return new FileFault("XML_TOO_LARGE", line, message);
}

export function nothingThere(items: string): FileFault {
  const message = `The document has no element at ${items}. Give the path of the records' elements as items, from the root on.`;
  return new FileFault("XML_ITEMS", null, message);
}

export function tooLargeRecord(): RowFault {
  const message = "The record is larger than 1 MiB. Split it, or keep large values elsewhere.";
  return { code: "ROW_TOO_LARGE", column: null, path: null, field: null, message, value: null };
}

export function tooLongNames(line: number): FileFault {
  const message = `The names of the elements around the record on line ${line} are longer than ${MAX_STATE_BYTES} bytes. Shorten them.`;
  return new FileFault("XML_TOO_LARGE", line, message);
}
