import type { Duplex } from "node:stream";
import pg from "pg";
import { AppError } from "./error.ts";
import type { Log } from "./log.ts";
import { createWriteTimes, type WriteTimes } from "./write-times.ts";

/**
 * The only way to the tables. Every statement runs inside a transaction that belongs to one tenant: `app.tenant_id` is
 * set for the transaction alone, and row-level security answers nothing without it. node-postgres in pipeline mode puts
 * BEGIN, the setting, the statements and COMMIT on the wire in one flush (docs/adr/0005).
 */
export interface Database {
  pool: pg.Pool;
  /** How long its writing transactions were open. */
  writes?: WriteTimes;
}

/** `name` makes it a prepared statement: use it for texts that do not vary. */
export interface Statement {
  text: string;
  values?: unknown[];
  name?: string;
}

export interface Transaction {
  tenantId: string;
  query<R = Record<string, unknown>>(statement: Statement): Promise<R[]>;
}

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
}

/** A pool that signs in as one room's least-privilege role. Nothing holds a transaction open longer than its timeouts. */
export function openDatabase({ url, role, password, maxConnections, log }: DatabaseOptions): Database {
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
  pool.on("connect", (client) => client.on("error", () => {}));
  return { pool, writes: createWriteTimes(role, log) };
}

/**
 * How long an answer is waited for, in milliseconds: a connection that was cut off says nothing at all. Longer than
 * every timeout of the server, so that its word comes first when it has one.
 */
export const ANSWER_MS = 8_000;

const ANSWERED = { query_timeout: ANSWER_MS };
const COMMIT = { text: "commit", ...ANSWERED };

const SET_TENANT = { name: "set_tenant", text: "select set_config('app.tenant_id', $1, true)" };

/**
 * The tight transaction_timeout of our roles keeps writers from holding back the outbox (docs/adr/0014). A transaction
 * that only reads has no transaction id and holds back nothing; its bound is statement_timeout.
 */
const SET_READER = {
  name: "set_reader",
  text: "select set_config('app.tenant_id', $1, true), set_config('transaction_timeout', '0', true)",
};

const READ = "begin read only";

/** One statement, read-only, in one flush. */
export async function readAsTenant<R = Record<string, unknown>>(
  db: Database,
  tenantId: string,
  statement: Statement,
): Promise<R[]> {
  const [rows] = await flush(db, tenantId, READ, [statement]);
  return rows as R[];
}

/**
 * One statement in no tenant, for what comes before a tenant is known (a key's id, a slug) or belongs to none. Row-level
 * security then answers only what a policy opens to this role across tenants.
 */
export async function queryOutsideTenants<R = Record<string, unknown>>(
  db: Database,
  statement: Statement,
): Promise<R[]> {
  try {
    return (await db.pool.query({ ...ANSWERED, ...statement })).rows as R[];
  } catch (error) {
    throw databaseError(error);
  }
}

/** A whole transaction whose statements are all known, in one flush. If one fails, none of them has happened. */
export function flushAsTenant(db: Database, tenantId: string, statements: Statement[]): Promise<unknown[][]> {
  return flush(db, tenantId, "begin", statements);
}

async function flush(db: Database, tenantId: string, begin: string, statements: Statement[]): Promise<unknown[][]> {
  const client = await connect(db);
  const begun = performance.now();
  const stream = streamOf(client);
  // Corked, the messages leave in one system call instead of one per statement: a fifth of a short read's CPU time.
  stream.cork();
  const sent = [
    client.query(begin),
    client.query({ ...(begin === READ ? SET_READER : SET_TENANT), values: [tenantId] }),
    ...statements.map((statement) => client.query(statement)),
    client.query(COMMIT),
  ];
  stream.uncork();
  const settled = await Promise.allSettled(sent);
  if (begin !== READ) db.writes?.note(performance.now() - begun);
  const failed = settled.find((one) => one.status === "rejected");
  // After an error PostgreSQL turns the COMMIT into a rollback; only a lost connection makes the client unusable.
  client.release(failed && isConnectionLoss(failed.reason) ? failed.reason : undefined);
  if (failed) throw databaseError(failed.reason);
  return settled.slice(2, -1).map((one) => (one as PromiseFulfilledResult<pg.QueryResult>).value.rows);
}

/** A transaction whose later statements depend on earlier answers. `run` must do nothing but database work. */
export function withTenant<T>(db: Database, tenantId: string, run: (tx: Transaction) => Promise<T>): Promise<T> {
  const opening = [{ text: "begin" }, { ...SET_TENANT, values: [tenantId] }];
  return transact(db, opening, (query) => run({ tenantId, query }));
}

/**
 * A transaction above tenants, which may enter one after another: what signs a person in, or ends what they let clients
 * do, happens everywhere or nowhere. Outside a tenant, row-level security answers only what a policy opens to the role.
 */
export interface TransactionAboveTenants {
  query: Transaction["query"];
  /** Statements of one tenant. They may be sent without waiting, but not mixed with another tenant's. */
  enter(tenantId: string): Transaction;
  /**
   * Sends a statement along with the COMMIT, in whatever tenant is entered then. Its answer is of interest to nobody, and
   * its failure fails the transaction.
   */
  atEnd(statement: Statement): void;
}

/** As `withTenant`, for the authorisation server, and for what belongs to the installation beside one tenant. */
export function withTransactionAboveTenants<T>(
  db: Database,
  run: (tx: TransactionAboveTenants) => Promise<T>,
): Promise<T> {
  return transact(db, [{ text: "begin" }], (query, atEnd) => {
    let entered = "";
    const set = (tenantId: string) => {
      if (entered === tenantId) return;
      entered = tenantId;
      // Its failure fails the statements after it, whose answers are waited for.
      query({ ...SET_TENANT, values: [tenantId] }).catch(() => {});
    };
    return run({
      atEnd,
      query: (statement) => {
        set("");
        return query(statement);
      },
      enter: (tenantId) => ({
        tenantId,
        query: (statement) => {
          set(tenantId);
          return query(statement);
        },
      }),
    });
  });
}

/** The opening leaves with the first statement and the last statements with COMMIT, each time in one system call. */
async function transact<T>(
  db: Database,
  opening: Statement[],
  run: (query: Transaction["query"], atEnd: (statement: Statement) => void) => Promise<T>,
): Promise<T> {
  const client = await connect(db);
  const begun = performance.now();
  const send = corkedSender(client);
  const last: Statement[] = [];
  let opened: Promise<PromiseSettledResult<unknown>[]> | undefined;
  const sendAfterOpening = (statement: Statement) => {
    opened ??= Promise.allSettled(opening.map(send));
    return send({ ...ANSWERED, ...statement });
  };
  try {
    const result = await run(
      <R>(statement: Statement) =>
        sendAfterOpening(statement).then(
          ({ rows }) => rows as R[],
          // Here too: whoever runs it may make an answer of what went wrong instead of letting it through.
          (error: unknown) => {
            throw databaseError(error);
          },
        ),
      (statement) => void last.push(statement),
    );
    if (opened || last.length > 0) {
      const ended = last.map(sendAfterOpening);
      const settled = Promise.allSettled([...ended, send(COMMIT)]);
      for (const one of [...((await opened) ?? []), ...(await settled)])
        if (one.status === "rejected") throw one.reason;
      const committed = (await settled).at(-1) as PromiseFulfilledResult<pg.QueryResult>;
      // A transaction that an error aborted answers COMMIT with ROLLBACK: that must never look like success.
      if (committed.value.command !== "COMMIT") throw new Error("the transaction was rolled back by an earlier error");
    }
    client.release();
    return result;
  } catch (error) {
    await opened;
    // A connection that cannot even roll back is of no use to anybody.
    const lost =
      opened &&
      (await client.query({ text: "rollback", ...ANSWERED }).then(
        () => undefined,
        (reason: Error) => reason,
      ));
    client.release(lost);
    throw databaseError(error);
  } finally {
    db.writes?.note(performance.now() - begun);
  }
}

/** Sends what is asked for in the same tick in one system call instead of one for each statement. */
function corkedSender(client: pg.PoolClient): (statement: Statement) => Promise<pg.QueryResult> {
  const stream = streamOf(client);
  let corked = false;
  return (statement) => {
    if (!corked) {
      corked = true;
      stream.cork();
      process.nextTick(() => {
        corked = false;
        stream.uncork();
      });
    }
    return client.query(statement);
  };
}

function streamOf(client: pg.PoolClient): Duplex {
  return (client as unknown as { connection: { stream: Duplex } }).connection.stream;
}

async function connect(db: Database): Promise<pg.PoolClient> {
  try {
    return await db.pool.connect();
  } catch (error) {
    throw unavailable(error);
  }
}

/** The server's own error code; empty when the error came from the socket or from the pool. */
function sqlState(error: unknown): string {
  return error instanceof pg.DatabaseError ? (error.code ?? "") : "";
}

/**
 * Class 08, 57P and the two timeouts that end the session (25P03, 25P04) are the server's word that the connection is
 * gone; without a word of the server it is the socket's.
 */
function isConnectionLoss(error: unknown): boolean {
  const state = sqlState(error);
  return state === "" || /^(08|57P|25P0[34])/.test(state);
}

/**
 * SQLSTATEs after which the same request may well succeed: serialisation, deadlock, a full disk, no memory, too many
 * connections, a timeout.
 */
const TRANSIENT = new Set(["40001", "40P01", "53100", "53200", "53300", "57014"]);
const LOST_SOCKET = /connection|timeout|ECONN|EPIPE/i;

/** character_not_in_repertoire, untranslatable_character */
const UNSTORABLE: ReadonlySet<string> = new Set(["22021", "22P05"]);

function databaseError(error: unknown): unknown {
  // PostgreSQL has no NUL in texts. Rooms refuse it where a text is kept; here, where it was only compared.
  if (error instanceof pg.DatabaseError && UNSTORABLE.has(sqlState(error)))
    return new AppError(
      "BAD_USER_INPUT",
      "A text holds a NUL character, which cannot be stored or looked up. Remove it.",
      { cause: error },
    );
  if (error instanceof pg.DatabaseError && sqlState(error) === QUOTA_USED_UP) return quotaUsedUp(error);
  if (error instanceof pg.DatabaseError)
    return isConnectionLoss(error) || TRANSIENT.has(sqlState(error)) ? unavailable(error) : error;
  const lost = error instanceof Error && !(error instanceof AppError) && LOST_SOCKET.test(error.message);
  return lost ? unavailable(error) : error;
}

/** What the triggers of migrations/0009_usage.sql refuse with; `detail` is the quota and `hint` the most of it. */
const QUOTA_USED_UP = "BHQ01";

function quotaUsedUp(cause: pg.DatabaseError): AppError {
  const [quota = "", most = ""] = [cause.detail, cause.hint];
  return new AppError(
    "QUOTA_EXCEEDED",
    `Your plan's ${most} ${quota} are used up. Delete some, or ask the operator for another plan.`,
    { cause, extensions: { quota, most: Number(most) } },
  );
}

function unavailable(cause: unknown): AppError {
  return new AppError(
    "UNAVAILABLE",
    "The database did not answer. A change may or may not have been made: look, then try again.",
    { cause },
  );
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
