import type pg from "pg";
import { sqlState } from "./database-error.ts";

/**
 * How long an answer is waited for, in milliseconds: a connection that was cut off says nothing at all. Longer than
 * every timeout of the server, so that its word comes first when it has one.
 */
export const ANSWER_MS = 8_000;

export const ANSWERED = { query_timeout: ANSWER_MS };

/** A COMMIT on its way. */
export interface Commit {
  /** Resolves when it is answered. Rejects with whatever was wrong, which may be so although it has happened. */
  answered: Promise<unknown>;
  /**
   * Whether the server has said that it happened. The driver fails a query whose session ends before the server is ready
   * for the next one, also when the answer came first: a timeout that expires just behind the commit does that.
   */
  isDone(): boolean;
}

const COMMIT = { text: "commit", ...ANSWERED };

/** How often the server has told a client that something was committed. After an error it says ROLLBACK to a COMMIT. */
const told = new WeakMap<object, number>();

/** Once for each client, when it has connected. */
export function watchCommits(client: pg.PoolClient): void {
  const { connection } = client as unknown as { connection: NodeJS.EventEmitter };
  connection.on("commandComplete", ({ text }: { text: string }) => {
    if (text === "COMMIT") told.set(client, timesTold(client) + 1);
  });
}

function timesTold(client: object): number {
  return told.get(client) ?? 0;
}

export function sendCommit(client: pg.PoolClient): Commit {
  const before = timesTold(client);
  return { answered: client.query(COMMIT), isDone: () => timesTold(client) > before };
}

/** Timeouts that end a session, a statement, the wait for a lock. */
const LATE: ReadonlySet<string> = new Set(["25P03", "25P04", "57014", "55P03"]);
/** The server ended a transaction that took too long; before it wrote anything it waited. */
const IN_LINE = "25P04";
/** Serialisation, deadlock. */
const CROSSED: ReadonlySet<string> = new Set(["40001", "40P01"]);

/**
 * Why a transaction that was not committed may be run again: it was late, or in somebody's way. Undefined when it may not.
 * Before it wrote it had the time that the role has, and has used it up, but in line for a turn, where nothing was written.
 */
export function whyAgain(error: unknown, isWriting: boolean): "late" | "crossed" | undefined {
  const state = sqlState(error);
  if (CROSSED.has(state)) return "crossed";
  return (isWriting || state === IN_LINE) && LATE.has(state) ? "late" : undefined;
}
