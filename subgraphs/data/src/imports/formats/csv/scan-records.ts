import { FileFault } from "../../codes.ts";
import { type CsvField, type CsvRecord, NULL_FIELD } from "../source-format.ts";
import { countLineEnds } from "../text/line-ends.ts";

export const MAX_FIELD_BYTES = 256 * 1024;
export const MAX_RECORD_BYTES = 1024 * 1024;
export const MAX_COLUMNS = 1_000;

/** How far a scan came: whatever follows `at` is not yet a whole record. */
export interface Scan {
  text: string;
  at: number;
  line: number;
  /** Code of the character between fields: ASCII, and no quote, CR or LF. */
  delimiter: number;
  /** No text follows, so its end ends a record. */
  final: boolean;
  /** Start of the field that was cut off by the end of `text`, to tell which limit it broke. */
  openField: number;
}

const QUOTE = 34;
const BACKSLASH = 92;
const CAPITAL_N = 78;
const CR = 13;
const LF = 10;

/**
 * Reads up to `max` whole records (RFC 4180 section 2) and moves the scan behind them. Lines end with CRLF, LF or CR;
 * empty lines are skipped. What RFC 4180 leaves open is refused, not guessed: a quote inside an unquoted field, and text
 * after a closing quote.
 */
export function scanRecords(scan: Scan, max: number): CsvRecord[] {
  const records: CsvRecord[] = [];
  while (records.length < max) {
    const record = scanRecord(scan);
    if (record === undefined) break;
    if (record.fields.length > 0) records.push(record);
  }
  return records;
}

/** One record, one empty line (no fields), or undefined when the text ends before the record does. */
function scanRecord(scan: Scan): CsvRecord | undefined {
  const { text, line, delimiter } = scan;
  const record: CsvRecord = { line, path: null, fields: [] };
  if (scan.at >= text.length) return undefined;
  const field: Field = { value: null, end: scan.at, lines: 0 };
  for (let start = scan.at; ; start = field.end + 1) {
    const quoted = text.charCodeAt(start) === QUOTE;
    const whole = quoted ? scanQuoted(scan, start, line + field.lines, field) : scanUnquoted(scan, start, line, field);
    if (!whole) {
      scan.openField = start;
      return undefined;
    }
    const end = text.charCodeAt(field.end);
    const isEmptyLine = record.fields.length === 0 && field.end === start && end !== delimiter;
    if (!isEmptyLine) record.fields.push(field.value);
    if (isLonger(text, start, field.end, MAX_FIELD_BYTES)) throw fieldTooLarge(line);
    if (end === delimiter) {
      if (record.fields.length >= MAX_COLUMNS) throw tooManyColumns(line);
      continue;
    }
    // CR at the very end of the text may be the first half of CRLF.
    if (end === CR && field.end + 1 === text.length && !scan.final) {
      scan.openField = start;
      return undefined;
    }
    if (isLonger(text, scan.at, field.end, MAX_RECORD_BYTES)) throw recordTooLarge(line);
    const isPair = end === CR && text.charCodeAt(field.end + 1) === LF;
    scan.at = Math.min(field.end + (isPair ? 2 : 1), text.length);
    scan.line = line + field.lines + (field.end < text.length ? 1 : 0);
    return record;
  }
}

interface Field {
  value: CsvField;
  /** Where the delimiter, the end of the line or the end of the text stands. */
  end: number;
  /** Line ends inside the record's quoted fields so far. */
  lines: number;
}

/** False when the text ends before the field does. */
function scanUnquoted({ text, final, delimiter }: Scan, start: number, line: number, field: Field): boolean {
  // What ends a field, and what is wrong in one, is no greater than this: most characters are passed by one comparison.
  const last = Math.max(delimiter, QUOTE);
  let at = start;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code > last) continue;
    if (code === delimiter || code === LF || code === CR) break;
    if (code === QUOTE) throw strayQuote(line + field.lines);
  }
  if (at === text.length && !final) return false;
  field.value = at === start ? null : isNull(text, start, at) ? NULL_FIELD : text.slice(start, at);
  field.end = at;
  return true;
}

function isNull(text: string, start: number, end: number): boolean {
  return end - start === 2 && text.charCodeAt(start) === BACKSLASH && text.charCodeAt(start + 1) === CAPITAL_N;
}

/** False when the text ends before the field does. */
function scanQuoted({ text, final, delimiter }: Scan, start: number, line: number, field: Field): boolean {
  let doubled = false;
  let close = text.indexOf('"', start + 1);
  while (close !== -1 && text.charCodeAt(close + 1) === QUOTE) {
    doubled = true;
    close = text.indexOf('"', close + 2);
  }
  if (close === -1 && final) throw openQuote(line);
  // A quote at the very end of the text may be the first half of a doubled one.
  if (close === -1 || (close + 1 === text.length && !final)) return false;
  const value = text.slice(start + 1, close);
  field.value = doubled ? value.replaceAll('""', '"') : value;
  field.end = close + 1;
  field.lines += countLineEnds(value);
  const next = text.charCodeAt(field.end);
  if (field.end < text.length && next !== delimiter && next !== LF && next !== CR)
    throw textAfterQuote(line + countLineEnds(value));
  return true;
}

/** In UTF-8, from `start` up to `end`. */
export function isLonger(text: string, start: number, end: number, maxBytes: number): boolean {
  // A UTF-16 unit is at most three bytes, so short texts need no counting.
  return end - start > maxBytes / 3 && Buffer.byteLength(text.slice(start, end)) > maxBytes;
}

export function fieldTooLarge(line: number): FileFault {
  const message = `A field of the row on line ${line} is larger than 256 KiB. Shorten it, or close its quote if that is missing.`;
  return new FileFault("CSV_FIELD_TOO_LARGE", line, message);
}

export function recordTooLarge(line: number): FileFault {
  return new FileFault(
    "CSV_RECORD_TOO_LARGE",
    line,
    `The row on line ${line} is larger than 1 MiB. Split it, or close its quote if that is missing.`,
  );
}

function tooManyColumns(line: number): FileFault {
  return new FileFault(
    "CSV_TOO_MANY_COLUMNS",
    line,
    `The row on line ${line} has more than 1,000 fields. Import at most 1,000 columns.`,
  );
}

function strayQuote(line: number): FileFault {
  const message = `A quote stands inside an unquoted field on line ${line}. Put the whole field in quotes and double the quotes inside it.`;
  return new FileFault("CSV_QUOTE", line, message);
}

function textAfterQuote(line: number): FileFault {
  const message = `Text follows a closing quote on line ${line}. Double every quote inside a quoted field.`;
  return new FileFault("CSV_QUOTE", line, message);
}

function openQuote(line: number): FileFault {
  return new FileFault(
    "CSV_QUOTE",
    line,
    `The quote that opens on line ${line} is never closed. Close it, and double the quotes inside the field.`,
  );
}
