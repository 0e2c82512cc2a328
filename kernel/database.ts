import pg from "pg";
import { ANSWERED, watchCommits } from "./commit.ts";
import { databaseError, isConnectionLoss } from "./database-error.ts";
import { connect, type Database } from "./database-pool.ts";
import { AppError } from "./error.ts";
import { BEGIN, flightOf, flush, flushOn, SET_TENANT } from "./flush.ts";
import type { Log } from "./log.ts";
import { isReadyFor, type NamedStatement, readAtOnce } from "./read-at-once.ts";
import type { Statement } from "./statement.ts";
import { transact, type Work } from "./transact.ts";
import { NotWritten, runAgain } from "./write-again.ts";
import { type Effect, effectOf, USUAL, writeBound } from "./write-bound.ts";
import { createWriteTimes } from "./write-times.ts";

/*
 * The only way to the tables. Every statement runs inside a transaction that belongs to one tenant: `app.tenant_id` is
 * set for the transaction alone, and row-level security answers nothing without it. node-postgres in pipeline mode puts
 * BEGIN, the setting, the statements and COMMIT on the wire in one flush, and of a read that is prepared the setting and
 * the statement alone (docs/adr/0005). What writes is committed within 50 ms or has not happened (docs/adr/0014).
 */
export type { Database } from "./database-pool.ts";
export type { Statement } from "./statement.ts";

/** Timestamps stay text, in ISO 8601 with microseconds: a Date would lose them, and cost an object per cell. */
export function isoTimestamp(value: string): string {
  const end = value.endsWith("+00") ? -3 : undefined;
  return `${value.slice(0, 10)}T${value.slice(11, end)}${end ? "Z" : ""}`;
}

const types = {
  getTypeParser(oid: number, format?: "text" | "binary") {
    if (oid === pg.types.builtins.TIMESTAMPTZ) return isoTimestamp;
    return pg.types.getTypeParser(oid, format as "text");
  },
} as pg.CustomTypesConfig;

export interface DatabaseOptions {
  url: string;
  role: string;
  password: string;
  maxConnections: number;
  log: Log;
  /** How long its transactions may hold back what others commit, in milliseconds; 50 when absent. */
  writeMs?: number | undefined;
}

/** A pool that signs in as one room's least-privilege role. Nothing holds a transaction open longer than its timeouts. */
export function openDatabase({ url, role, password, maxConnections, log, writeMs }: DatabaseOptions): Database {
  const target = new URL(url);
  target.username = role;
  target.password = password;
  const pool = new pg.Pool({
    connectionString: target.toString(),
    max: maxConnections,
    pipeline: true,
    types,
    connectionTimeoutMillis: 3_000,
    idleTimeoutMillis: 30_000,
    application_name: role,
  } as pg.PoolConfig);
  // Without these two a terminated backend would be an uncaught 'error' event and end the process.
  pool.on("error", (error) => {
    // A pool that is being closed loses its connections because we want it to.
    if (!pool.ending) log.warn({ role, detail: error.message }, "database connection lost");
  });
  pool.on("connect", (client) => {
    client.on("error", () => {});
    watchCommits(client);
  });
  const bound = writeBound(writeMs);
  return { pool, bound, writes: createWriteTimes(role, log, bound.ms) };
}

/**
 * The role's timeout is for transactions that may write; one that cannot is bounded by its statement's. One column, for each
 * costs the client as much as all of this costs the server.
 */
const READER = [
  "set_config('app.tenant_id', $1, true)",
  "set_config('transaction_timeout', '0', true)",
  "set_config('transaction_read_only', 'on', true)",
];
const SET_READER = { name: "set_reader", text: `select ${READER.join(" || ")}` };

/** One statement, read-only, in one flush. */
export async function readAsTenant<R = Record<string, unknown>>(
  db: Database,
  tenantId: string,
  statement: Statement,
): Promise<R[]> {
  const client = await connect(db);
  const opening = { ...SET_READER, values: [tenantId] };
  if (isReadyFor(client, opening, statement)) return readOn(client, opening, statement) as Promise<R[]>;
  const sent = [{ text: "begin read only" }, opening, statement];
  try {
    const [rows] = await flushOn(client, db, { sent, wanted: [2], firstWrite: undefined });
    return rows as R[];
  } catch (error) {
    throw error instanceof NotWritten ? databaseError(error.cause) : error;
  }
}

async function readOn(client: pg.PoolClient, ...what: [opening: NamedStatement, read: NamedStatement]) {
  try {
    const rows = await readAtOnce(client, ...what);
    client.release();
    return rows;
  } catch (error) {
    client.release(isConnectionLoss(error) ? (error as Error) : undefined);
    throw databaseError(error);
  }
}

/**
 * One statement in no tenant, for what comes before a tenant is known (a key's id, a slug) or belongs to none. Row-level
 * security then answers only what a policy opens to this role across tenants.
 */
export async function queryOutsideTenants<R = Record<string, unknown>>(
  db: Database,
  statement: Statement,
): Promise<R[]> {
  if (effectOf(statement) !== "reads") {
    const sent = [BEGIN, (db.bound ?? USUAL).startClock, statement];
    const flight = { sent, wanted: [2], firstWrite: statement.name ?? "" };
    const [rows] = await runAgain(() => flush(db, flight));
    return rows as R[];
  }
  try {
    return (await db.pool.query({ ...ANSWERED, ...statement })).rows as R[];
  } catch (error) {
    throw databaseError(error);
  }
}

/** A whole transaction whose statements are all known, in one flush. If one fails, none of them has happened. */
export function flushAsTenant(db: Database, tenantId: string, statements: Statement[]): Promise<unknown[][]> {
  const flight = flightOf(tenantId, statements, db.bound ?? USUAL);
  return runAgain(() => flush(db, flight));
}

export interface Transaction extends Ending {
  tenantId: string;
  query<R = Record<string, unknown>>(statement: Statement): Promise<R[]>;
}

/**
 * A transaction whose later statements depend on earlier answers. From its first statement that writes it has 50 ms, so
 * reads come first and what writes is sent together. One that is late has not happened and is run again: `run` must do
 * nothing but database work, and may be called several times. (The one exception: `takeTurnOfAdmins` in turn.ts.)
 */
export function withTenant<T>(db: Database, tenantId: string, run: (tx: Transaction) => Promise<T>): Promise<T> {
  const bound = db.bound ?? USUAL;
  const opening = {
    statements: (first: Effect) => [
      BEGIN,
      first === "writes" ? { ...bound.enterToWrite, values: [tenantId] } : { ...SET_TENANT, values: [tenantId] },
    ],
    startsClock: true,
  };
  return runAgain(() => transact(db, opening, (work) => run({ tenantId, query: work.query, ...endingOf(work) })));
}

/**
 * How a transaction ends: what writes is sent along with the COMMIT, so that nobody waits for a client between a write and
 * the end of it (docs/adr/0014).
 */
export interface Ending {
  /** Their answers are of interest to nobody; if one fails, so does the transaction. In the order given. */
  atEnd(statement: Statement): void;
  /** The same, for what must find or change so many rows: if it does not, somebody came first, and all is run again. */
  surelyAtEnd(statement: Statement, rows?: number): void;
  /**
   * Ends the transaction with these statements, behind those that wait for its end already, and answers their rows. It has
   * happened then, whatever is thrown afterwards.
   */
  commit<R extends unknown[] = Record<string, unknown>[]>(statements: readonly Statement[]): Promise<RowsOf<R>>;
}

/** The rows of each statement, by their types; of those that none is given for, any. */
type RowsOf<R extends unknown[]> = { [At in keyof R]: R[At][] };

/**
 * A transaction above tenants, which may enter one after another: what signs a person in, or ends what they let clients
 * do, happens everywhere or nowhere. Outside a tenant, row-level security answers only what a policy opens to the role.
 */
export interface TransactionAboveTenants extends Ending {
  query: Transaction["query"];
  /** Statements of one tenant. They may be sent without waiting, but not mixed with another tenant's. */
  enter(tenantId: string): Transaction;
}

const ABOVE = { statements: () => [BEGIN], startsClock: false };

/** As `withTenant`, for the authorisation server, and for what belongs to the installation beside one tenant. */
export function withTransactionAboveTenants<T>(
  db: Database,
  run: (tx: TransactionAboveTenants) => Promise<T>,
): Promise<T> {
  return runAgain(() => transact(db, ABOVE, (work) => run(enterable(work))));
}

function endingOf({ last, commit }: Work, before: () => void = () => {}): Ending {
  return {
    atEnd: (statement) => void last.push({ statement, before }),
    surelyAtEnd: (statement, rows = 1) => void last.push({ statement, mustFind: rows, before }),
    async commit<R extends unknown[]>(statements: readonly Statement[]) {
      const at = last.length;
      for (const statement of statements) last.push({ statement, before });
      return (await commit()).slice(at) as RowsOf<R>;
    },
  };
}

function enterable(work: Work): TransactionAboveTenants {
  const { query } = work;
  let entered = "";
  function set(tenantId: string): void {
    if (entered === tenantId) return;
    entered = tenantId;
    // Its failure fails the statements after it, whose answers are waited for.
    query({ ...SET_TENANT, values: [tenantId] }).catch(() => {});
  }
  const within = (tenantId: string): Transaction => {
    const before = () => set(tenantId);
    return {
      tenantId,
      query(statement) {
        before();
        return query(statement);
      },
      ...endingOf(work, before),
    };
  };
  const { tenantId: _, ...outside } = within("");
  return { ...outside, enter: within };
}

/** The constraint a statement ran into, so that a domain function can say what the conflict is in its own words. */
export function violatedConstraint(error: unknown): string | undefined {
  if (!(error instanceof pg.DatabaseError)) return undefined;
  return error.code === "23505" || error.code === "23503" ? error.constraint : undefined;
}

/** For the log. PostgreSQL quotes values in its messages, and a row's values belong in no log. */
export function describeFault(error: unknown): string {
  const cause = error instanceof AppError ? (error.cause ?? error) : error;
  if (cause instanceof pg.DatabaseError)
    return `SQLSTATE ${cause.code} ${cause.constraint ?? cause.table ?? ""}`.trim();
  return cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
}
