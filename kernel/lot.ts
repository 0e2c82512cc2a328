import { wasLate } from "./write-again.ts";

/**
 * Does work that has no end in lots of rows, each a transaction of its own, until one finds fewer than it asked for; answers
 * how many there were. A lot that is late is done again with half as many; those that are in time grow again, but not to a size that was late.
 */
export async function inLots(
  most: number,
  work: (rows: number) => Promise<number>,
  isOver: () => boolean = () => false,
): Promise<number> {
  let [rows, limit] = [most, most];
  for (let done = 0; ; ) {
    if (isOver()) return done;
    try {
      const found = await work(rows);
      done += found;
      if (found < rows) return done;
      rows = Math.min(limit, Math.ceil(rows * 1.25));
    } catch (error) {
      if (!wasLate(error) || rows === 1) throw error;
      limit = rows - 1;
      rows = Math.ceil(rows / 2);
    }
  }
}
