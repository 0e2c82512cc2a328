import { networkPrefix } from "@bulkhead/kernel/client-address.ts";
import { type Database, queryOutsideTenants } from "@bulkhead/kernel/database.ts";
import { inLots } from "@bulkhead/kernel/lot.ts";
import { clean, MINUTE_MS } from "./denial-windows.ts";

/** Failures of nobody in particular, counted per network, minute and reason. */
export interface AnonymousFailures {
  count(clientAddress: string | null, reason: string): void;
  /** Adds what was counted to the table. If it fails, the counts stay for the next time. */
  flush(db: Database): Promise<void>;
  readonly size: number;
}

/** Lines a minute may add; past that an attacker with many networks is counted as one, `other`. */
const MAX_LINES_PER_MINUTE = 5_000;
/** Lines held while the database is away; past it each minute is one line. */
const MAX_HELD_LINES = 20_000;
const MAX_REASON = 64;
const KEEP_DAYS = 30;
const PRUNE_MS = 60 * MINUTE_MS;
/** Rows in one statement, which is one short transaction. */
const WRITE_ROWS = 500;
const PRUNE_ROWS = 1_000;

interface Line {
  prefix: string;
  minute: string;
  reason: string;
  count: number;
}

export function createAnonymousFailures({ now }: { now(): number }): AnonymousFailures {
  let counted = new Map<string, Line>();
  let minute = 0;
  let known = new Set<string>();
  let prunedAt = Number.NEGATIVE_INFINITY;

  function add(line: Line): void {
    const key = `${line.minute} ${line.prefix} ${line.reason}`;
    const present = counted.get(key);
    if (present) present.count += line.count;
    else counted.set(key, line);
  }

  return {
    count(clientAddress, reason) {
      const current = Math.floor(now() / MINUTE_MS);
      if (current !== minute) {
        minute = current;
        known = new Set();
      }
      const network = clientAddress === null ? "unknown" : networkPrefix(clientAddress);
      const why = clean(reason, MAX_REASON);
      const isNew = !known.has(`${network} ${why}`);
      const full = counted.size >= MAX_HELD_LINES || (isNew && known.size >= MAX_LINES_PER_MINUTE);
      if (isNew && !full) known.add(`${network} ${why}`);
      const at = new Date(minute * MINUTE_MS).toISOString();
      add({ prefix: full ? "other" : network, reason: full ? "other" : why, minute: at, count: 1 });
    },
    async flush(db) {
      const taken = [...counted.values()];
      counted = new Map();
      let written = 0;
      const write = async (rows: number) => {
        const lines = taken.slice(written, written + rows);
        if (lines.length > 0) await writeLines(db, lines);
        written += lines.length;
        return lines.length;
      };
      try {
        await inLots(WRITE_ROWS, write);
      } catch (error) {
        for (const line of taken.slice(written)) add(line);
        throw error;
      }
      if (now() - prunedAt < PRUNE_MS) return;
      prunedAt = now();
      await prune(db);
    },
    get size() {
      return counted.size;
    },
  };
}

/** In the order of the key: two processes that add to the same lines must lock them in the same order. */
async function writeLines(db: Database, lines: readonly Line[]): Promise<void> {
  await queryOutsideTenants(db, {
    name: "count_anonymous_failures",
    text: `insert into audit.anonymous_failure as present (prefix, minute, reason, count)
           select prefix, minute, reason, count
           from jsonb_to_recordset($1) as line (prefix text, minute timestamptz, reason text, count bigint)
           order by minute, prefix, reason
           on conflict (minute, prefix, reason) do update set count = present.count + excluded.count`,
    values: [JSON.stringify(lines)],
  });
}

async function prune(db: Database): Promise<void> {
  const text = `delete from audit.anonymous_failure where ctid = any(array(
    select ctid from audit.anonymous_failure where minute < now() - make_interval(days => $1) limit $2)) returning 1`;
  await inLots(PRUNE_ROWS, async (rows) => (await queryOutsideTenants(db, { text, values: [KEEP_DAYS, rows] })).length);
}
