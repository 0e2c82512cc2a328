/** What the measured tenants hold: one shape for the pages that are read and for the file that is imported. */
export const SCHEMA = {
  type: "object",
  properties: {
    name: { type: "string", maxLength: 100 },
    category: { type: "string", maxLength: 50, "x-indexed": true },
    price: { type: "number", minimum: 0, "x-indexed": true },
    quantity: { type: "integer", minimum: 0 },
    note: { type: "string", maxLength: 200 },
  },
  required: ["name", "category", "price", "quantity"],
  additionalProperties: false,
};

export interface Item {
  name: string;
  category: string;
  price: number;
  quantity: number;
  note: string;
}

export const CATEGORIES = [
  "tools",
  "garden",
  "kitchen",
  "office",
  "toys",
  "sport",
  "books",
  "music",
  "travel",
  "health",
];

/** The n-th item; the same one every time, so that the floor, Bulkhead and every run work on equal bytes. */
export function itemAt(n: number): Item {
  const mixed = Math.imul(n ^ (n >>> 15), 0x2c1b3c6d) >>> 0;
  return {
    name: `item ${String(n).padStart(7, "0")}`,
    category: CATEGORIES[mixed % CATEGORIES.length] as string,
    price: (mixed % 100_000) / 100,
    quantity: (mixed >>> 8) % 1_000,
    note:
      mixed % 3 === 0
        ? `shelf ${mixed % 97}, "${CATEGORIES[(mixed >>> 4) % 10]}" row`
        : `shelf ${mixed % 97}, row ${mixed % 31}`,
  };
}

/** As a line of CSV: one field of five is quoted, and some of those hold quotes. */
export function toCsvLine({ name, category, price, quantity, note }: Item): string {
  return `${name},${category},${price},${quantity},"${note.replaceAll('"', '""')}"\n`;
}

export const CSV_HEADER = "name,category,price,quantity,note\n";

/** Numbers in [0, 1) that are the same in every run (mulberry32). */
export function randomSource(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Shares of a whole after Zipf's law with exponent 1: the n-th of `count` has 1/n of what the first has. */
export function zipfShares(count: number): number[] {
  const weights = Array.from({ length: count }, (_, at) => 1 / (at + 1));
  const sum = weights.reduce((total, one) => total + one, 0);
  return weights.map((one) => one / sum);
}

/**
 * Sizes after Zipf's law: the largest has `largest`, the n-th of `count` has that over n to the power that makes the sum
 * `total`.
 */
export function zipfSizes(count: number, total: number, largest: number): number[] {
  const sizes = (exponent: number) => Array.from({ length: count }, (_, at) => largest / (at + 1) ** exponent);
  let [low, high] = [0, 10];
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (sizes(middle).reduce((sum, one) => sum + one, 0) > total) low = middle;
    else high = middle;
  }
  return sizes(high).map((size) => Math.max(1, Math.round(size)));
}
