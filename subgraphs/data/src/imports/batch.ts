import { newUuid } from "@bulkhead/kernel/id.ts";
import type { Change } from "../bulk/prepare-lot.ts";
import type { Collection } from "../collections/directory.ts";
import { mustMap } from "../evolution/map-record.ts";
import { compositeKey } from "../records/composite-key.ts";
import { slotValueOf } from "../records/field-type.ts";
import type { Layout } from "../records/layout.ts";
import { gramsText, type SearchedText, searchedText, searchedTexts } from "../records/record-texts.ts";
import { uniqueValue } from "../records/slot-values.ts";
import { type BinaryArray, createBinaryArray, ELEMENT } from "./binary-array.ts";
import type { RowFault } from "./codes.ts";
import type { RecordData } from "./record-data.ts";

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
  /** Records that are there already and get their next version. */
  readonly changes: readonly Change[];
  change(one: Change): void;
  /** Rows that are as their record is, and rejected ones of which nobody can say which record they are about. */
  unchanged: number;
  keyless: number;
  /** Ids, JSON, row numbers, then one array for each of `slotColumns`. */
  columns(): Buffer[];
  /** Ids, then what each of the `texts` of the layout is and which grams it has. */
  textColumns(): Buffer[];
  clear(): void;
}

/** A slot as a batch fills it. */
interface SlotColumn {
  slot: string;
  type: "text" | "float8" | "bytea";
  read(data: RecordData): string | number | Buffer | null;
}

/** What decides where records have copies of their fields. */
export type Slotted = Pick<Collection, "fields" | "indexes" | "texts" | "pending">;

/** The slots that a collection's records have, in one order, so that the statement made of them has few forms. */
export function slotColumns({ fields, indexes, pending }: Slotted): SlotColumn[] {
  const columns = columnsOfLayout({ fields, indexes }, (data) => data);
  if (pending) {
    const { layout, mapping } = pending;
    const next = columnsOfLayout(layout, (data) => mustMap(mapping, data));
    columns.push(...next.filter(({ slot }) => !columns.some((column) => column.slot === slot)));
  }
  return columns.toSorted((a, b) => (a.slot < b.slot ? -1 : 1));
}

function columnsOfLayout(
  { fields, indexes }: Pick<Layout, "fields" | "indexes">,
  mapped: (data: RecordData) => RecordData,
): SlotColumn[] {
  const columns: SlotColumn[] = [];
  for (const field of fields) {
    const type = field.type === "text" ? "text" : "float8";
    columns.push({ slot: field.slot, type, read: (data) => slotValueOf(field, mapped(data)) });
    if (field.unique)
      columns.push({ slot: field.unique, type: "text", read: (data) => uniqueValue(slotValueOf(field, mapped(data))) });
  }
  for (const { slot, parts } of indexes)
    columns.push({ slot, type: "bytea", read: (data) => compositeKey(parts, mapped(data)) });
  return columns;
}

const EXPECTED_BYTES = { text: 32, float8: 12, bytea: 48 };

/** The texts of records in the form data.record_text takes them in, one array after the other. */
function textArrays(collectionId: string, texts: readonly SearchedText[], expectedRows: number) {
  return texts.map(({ field, mapped }) => {
    const body = createBinaryArray(ELEMENT.text, expectedRows * EXPECTED_TEXT_BYTES);
    const grams = createBinaryArray(ELEMENT.text, expectedRows * EXPECTED_TEXT_BYTES * 8);
    return {
      arrays: [body, grams],
      add(data: RecordData) {
        const text = searchedText(field, mapped(data));
        addSlot(body, text ?? null);
        grams.addText(gramsText(collectionId, field.slot, text ?? ""));
      },
    };
  });
}

const EXPECTED_TEXT_BYTES = 64;

export function createBatch(layout: Slotted & { collectionId: string }, expectedRows: number): Batch {
  const ids = createBinaryArray(ELEMENT.uuid, expectedRows * 20);
  const json = createBinaryArray(ELEMENT.jsonb, expectedRows * 256);
  const rows = createBinaryArray(ELEMENT.int4, expectedRows * 8);
  const slots = slotColumns(layout).map(({ type, read }) => ({
    read,
    array: createBinaryArray(ELEMENT[type], expectedRows * EXPECTED_BYTES[type]),
  }));
  const arrays = [ids, json, rows, ...slots.map((slot) => slot.array)];
  const texts = textArrays(layout.collectionId, searchedTexts(layout), expectedRows);
  const ofTexts = texts.flatMap((text) => text.arrays);
  let count = 0;
  let firstRow = 0;
  let lastRow = 0;
  const rejected: RejectedRow[] = [];
  const changes: Change[] = [];
  let changedBytes = 0;

  return {
    rejected,
    changes,
    unchanged: 0,
    keyless: 0,
    change(one) {
      changes.push(one);
      changedBytes += one.text.length;
    },
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
      return [...arrays, ...ofTexts].reduce((sum, { size }) => sum + size, changedBytes);
    },
    add(row, text, data) {
      if (count++ === 0) firstRow = row;
      lastRow = row;
      ids.addUuid(newUuid());
      json.addJson(text);
      rows.addInt(row);
      for (const { array, read } of slots) addSlot(array, read(data));
      for (const text of texts) text.add(data);
    },
    columns: () => arrays.map((array) => array.toBuffer()),
    textColumns: () => [ids, ...ofTexts].map((array) => array.toBuffer()),
    clear() {
      for (const array of [...arrays, ...ofTexts]) array.clear();
      rejected.length = 0;
      changes.length = 0;
      changedBytes = 0;
      this.unchanged = 0;
      this.keyless = 0;
      count = 0;
    },
  };
}

function addSlot(array: BinaryArray, value: string | number | Buffer | null): void {
  if (value === null) array.addNull();
  else if (typeof value === "string") array.addText(value);
  else if (typeof value === "number") array.addFloat(value);
  else array.addBytes(value);
}
