import { newUuid } from "@bulkhead/kernel/id.ts";
import { type IndexedField, missingValue, toSlot } from "../records/slots.ts";
import { type BinaryArray, createBinaryArray, ELEMENT } from "./binary-array.ts";
import type { RowFault } from "./codes.ts";
import type { RecordData } from "./read-row.ts";

/** A row that is not stored, as data.import_rejection keeps it. */
export interface RejectedRow extends RowFault {
  row: number;
  line: number;
}

/** Rows on their way into one transaction, already in the form the server takes them in. */
export interface Batch {
  readonly rejected: RejectedRow[];
  /** Records to store. */
  readonly count: number;
  /** Numbers of the first and the last row among them. */
  readonly firstRow: number;
  readonly lastRow: number;
  /** Bytes to send. */
  readonly bytes: number;
  add(row: number, json: string, data: RecordData): void;
  /** Ids, JSON, row numbers, then one array per indexed field in the order of `fields`. */
  columns(): Buffer[];
  clear(): void;
}

export function createBatch(fields: readonly IndexedField[], expectedRows: number): Batch {
  const ids = createBinaryArray(ELEMENT.uuid, expectedRows * 20);
  const json = createBinaryArray(ELEMENT.jsonb, expectedRows * 256);
  const rows = createBinaryArray(ELEMENT.int4, expectedRows * 8);
  const slots = fields.map(({ name, type }) => {
    const isText = type === "text";
    const array = createBinaryArray(isText ? ELEMENT.text : ELEMENT.float8, expectedRows * (isText ? 32 : 12));
    return { name, type, array, missing: missingValue(type) };
  });
  const arrays = [ids, json, rows, ...slots.map((slot) => slot.array)];
  let count = 0;
  let firstRow = 0;
  let lastRow = 0;
  const rejected: RejectedRow[] = [];

  return {
    rejected,
    get count() {
      return count;
    },
    get firstRow() {
      return firstRow;
    },
    get lastRow() {
      return lastRow;
    },
    get bytes() {
      return arrays.reduce((sum, { size }) => sum + size, 0);
    },
    add(row, text, data) {
      if (count++ === 0) firstRow = row;
      lastRow = row;
      ids.addUuid(newUuid());
      json.addJson(text);
      rows.addInt(row);
      for (const { name, type, array, missing } of slots) {
        const value = data[name];
        addSlot(array, (value == null ? undefined : toSlot(type, value)) ?? missing);
      }
    },
    columns: () => arrays.map((array) => array.toBuffer()),
    clear() {
      for (const array of arrays) array.clear();
      rejected.length = 0;
      count = 0;
    },
  };
}

function addSlot(array: BinaryArray, value: string | number): void {
  if (typeof value === "string") array.addText(value);
  else array.addFloat(value);
}
