import type { Statement } from "./statement.ts";

/**
 * No writing transaction of ours stays open longer, in milliseconds: while it does, nobody is told of anything committed
 * after it began (docs/adr/0014).
 */
export const WRITE_MS = 50;

/** How long the writing part of a transaction may take, and the server's means to see to it. */
export interface WriteBound {
  ms: number;
  /** Goes before the first statement that writes. */
  startClock: Statement;
  /** The same together with the tenant's setting: where the first statement of all is one that writes. */
  enterToWrite: Statement & { name: string };
}

/**
 * `transaction_timeout` ends the session, which costs a new one; the other two end a statement and leave the connection,
 * and come first where one statement or one lock is to blame. PostgreSQL arms transaction_timeout in the middle of a
 * transaction when it is set and no timer runs; the role's own, for all of the transaction, runs since BEGIN and is
 * stopped first. One column, for each costs the client as much as all of this costs the server.
 */
export function writeBound(ms: number = WRITE_MS): WriteBound {
  const settings = [
    ["transaction_timeout", 0],
    ["transaction_timeout", ms],
    ["statement_timeout", Math.floor(ms * 0.8)],
    ["lock_timeout", Math.floor(ms / 2)],
  ];
  const bounds = settings.map(([name, value]) => `set_config('${name}', '${value}', true)`).join(" || ");
  return {
    ms,
    startClock: { name: "start_write_clock", text: `select ${bounds}` },
    enterToWrite: { name: "set_writer", text: `select set_config('app.tenant_id', $1, true) || ${bounds}` },
  };
}

/** Of a pool that was opened without one. */
export const USUAL = writeBound();

/**
 * What a statement does to the horizon. PostgreSQL gives a transaction its id with the first row that it writes or locks.
 * One that only reads holds nothing back; nor does one that waits for its first lock, so the clock starts behind it.
 */
export type Effect = "reads" | "locks" | "writes";

const LOCKING = /\bfor\s+(no\s+key\s+update|update|key\s+share|share)(\s+of\s+\w+)?\s*$/i;
/** Words of everything that may write, also those of functions; whatever has one is taken to. */
const WRITING =
  /\b(insert|update|delete|merge|truncate|copy|create|alter|drop|grant|revoke|lock|call|do|share|skip|nextval|setval|pg_current_xact_id)\b/i;

const known = new Map<string, Effect>();

export function effectOf({ name, text }: Statement): Effect {
  const before = name === undefined ? undefined : known.get(name);
  if (before !== undefined) return before;
  const effect = readEffect(text);
  if (name !== undefined) known.set(name, effect);
  return effect;
}

function readEffect(text: string): Effect {
  const rest = text.replaceAll(/'[^']*'/g, "''").replace(LOCKING, "");
  if (WRITING.test(rest)) return "writes";
  return LOCKING.test(text) ? "locks" : "reads";
}
