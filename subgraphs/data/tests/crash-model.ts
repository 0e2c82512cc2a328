import { isDeepStrictEqual } from "node:util";

/** What an import makes of a collection, said in a few lines: what is left after any crash must be this. */

export type Stock = Map<string, { [name: string]: unknown }>;

export interface Row {
  code: string;
  serial?: number;
  n: number;
  note?: string;
}

/** What is left, and what the import says of it. */
export interface Outcome {
  stock: Stock;
  /** Rows that are rejected, from 0. */
  wrong: number[];
  counts: {
    rowsRead: number;
    rowsStored: number;
    rowsRejected: number;
    recordsCreated: number;
    recordsUpdated: number;
    recordsUnchanged: number;
    recordsDeleted: number;
  };
}

/**
 * Every fourth row has the code of a record, each `wrongEvery`th is wrong by its number, and some have a note that formats
 * have to write in a way of their own. Only the last has a serial number.
 */
export function rowsFor(action: string, records: number, count: number, wrongEvery: number, lastSerial: number): Row[] {
  return Array.from({ length: count }, (_, at) => ({
    code: action !== "CREATE" && at % 4 === 0 && at / 4 < records ? `c${at / 4}` : `x${at}`,
    n: at % wrongEvery === wrongEvery - 1 ? -1 : at,
    ...(at % 7 === 3 ? { note: `Zoë; "${at}"\n<&>` } : {}),
    ...(at === count - 1 ? { serial: lastSerial } : {}),
  }));
}

export function stockOf(records: number): Stock {
  return new Map(Array.from({ length: records }, (_, n) => [`c${n}`, { code: `c${n}`, n, note: "was" }]));
}

export function imported(before: Stock, action: string, rows: readonly Row[]): Outcome {
  const stock: Stock = new Map(action === "REPLACE" ? [] : before);
  const wrong: number[] = [];
  const done = { recordsCreated: 0, recordsUpdated: 0, recordsUnchanged: 0 };
  for (const [at, row] of rows.entries()) {
    const old = before.get(row.code);
    if (row.n < 0) {
      wrong.push(at);
      // A wrong row keeps its record from being deleted.
      if (old) stock.set(row.code, old);
      continue;
    }
    const next = { ...(action === "UPSERT" ? old : {}), ...row };
    done[!old ? "recordsCreated" : isDeepStrictEqual(old, next) ? "recordsUnchanged" : "recordsUpdated"]++;
    stock.set(row.code, next);
  }
  const recordsDeleted = [...before.keys()].filter((code) => !stock.has(code)).length;
  const rowsStored = rows.length - wrong.length;
  const counts = { rowsRead: rows.length, rowsStored, rowsRejected: wrong.length, ...done, recordsDeleted };
  return { stock, wrong, counts };
}
