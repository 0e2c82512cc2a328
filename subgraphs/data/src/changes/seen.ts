/** What a snapshot's pages have seen already, so that the changes behind it tell none of that again. */
export interface Seen {
  /** Records up to `lastId`, or all others when it is undefined, were read in this snapshot of the database. */
  note(snapshot: string, lastId: string | undefined): void;
  /** Whether the page that a record belongs to was read after this transaction had been committed. */
  has(recordId: string, xid: string): boolean;
}

/** Of a database's snapshot: what had ended when it was taken (PostgreSQL, pg_snapshot). */
interface Visible {
  xmin: bigint;
  xmax: bigint;
  running: ReadonlySet<string>;
}

interface Range {
  /** Undefined for the last: new ids come behind all that are there. */
  lastId: string | undefined;
  text: string;
  visible: Visible;
}

/** No transaction is visible in it. */
const NOTHING = "0:0:";

/**
 * Pages lie one behind another in the order of ids, and neighbours read in the same snapshot become one. Of records up to
 * `goneOnFrom`, where a broken snapshot goes on, nobody knows any more what was seen.
 */
export function createSeen(goneOnFrom: string | null): Seen {
  let ranges: Range[] = [];
  let newest = 0n;
  if (goneOnFrom !== null) ranges.push({ lastId: goneOnFrom, text: NOTHING, visible: parseSnapshot(NOTHING) });
  return {
    note(text, lastId) {
      const before = ranges.at(-1);
      if (before?.text === text) before.lastId = lastId;
      else {
        const visible = parseSnapshot(text);
        ranges.push({ lastId, text, visible });
        if (visible.xmax > newest) newest = visible.xmax;
      }
    },
    has(recordId, xid) {
      // Transactions come in the order of their ids: from here on none was seen, and nothing needs to be remembered.
      if (ranges.length > 0 && BigInt(xid) >= newest) ranges = [];
      const range = ranges[firstWhose(ranges, recordId)];
      return range !== undefined && isVisible(range.visible, xid);
    },
  };
}

/** By halves: a large collection has thousands of pages. */
function firstWhose(ranges: readonly Range[], recordId: string): number {
  let [low, high] = [0, ranges.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const { lastId } = ranges[middle] as Range;
    if (lastId === undefined || recordId <= lastId) high = middle;
    else low = middle + 1;
  }
  return low;
}

function parseSnapshot(text: string): Visible {
  const [xmin = "0", xmax = "0", running = ""] = text.split(":");
  return { xmin: BigInt(xmin), xmax: BigInt(xmax), running: new Set(running.split(",")) };
}

function isVisible({ xmin, xmax, running }: Visible, xid: string): boolean {
  const at = BigInt(xid);
  return at < xmin || (at < xmax && !running.has(xid));
}
