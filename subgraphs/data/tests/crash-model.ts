/** What an import makes of a collection, said in a few lines: what is left after any crash must be this. */

export type Stock = Map<string, { [name: string]: unknown }>;

export interface Row {
  code: string;
  n: number;
}

/** Every fourth row has the code of a record, and each `wrongEvery`th is wrong by its number. */
export function rowsFor(action: string, records: number, count: number, wrongEvery: number): Row[] {
  return Array.from({ length: count }, (_, at) => ({
    code: action !== "CREATE" && at % 4 === 0 && at / 4 < records ? `c${at / 4}` : `x${at}`,
    n: at % wrongEvery === wrongEvery - 1 ? -1 : at,
  }));
}

export function csvOf(rows: readonly Row[], lastSerial: number): string {
  const lines = rows.map(({ code, n }, at) => `${code},${at === rows.length - 1 ? lastSerial : ""},${n}`);
  return `code,serial,n\n${lines.join("\n")}\n`;
}

export function stockOf(records: number): Stock {
  return new Map(Array.from({ length: records }, (_, n) => [`c${n}`, { code: `c${n}`, n, note: "was" }]));
}

export function imported(before: Stock, action: string, rows: readonly Row[], lastSerial: number): Stock {
  const after: Stock = new Map(action === "REPLACE" ? [] : before);
  for (const [at, { code, n }] of rows.entries()) {
    const old = before.get(code);
    const serial = at === rows.length - 1 ? { serial: lastSerial } : {};
    if (n >= 0) after.set(code, { ...(action === "UPSERT" ? old : {}), code, n, ...serial });
    // A wrong row keeps its record from being deleted.
    else if (old) after.set(code, old);
  }
  return after;
}
