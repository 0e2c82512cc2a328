import type pg from "pg";
import { sendCommit, whyAgain } from "./commit.ts";
import { databaseError, isConnectionLoss } from "./database-error.ts";
import { connect, type Database, streamOf } from "./database-pool.ts";
import type { Statement } from "./statement.ts";
import { NotWritten } from "./write-again.ts";
import { effectOf, type WriteBound } from "./write-bound.ts";

export const BEGIN = { text: "begin" };

export const SET_TENANT = { name: "set_tenant", text: "select set_config('app.tenant_id', $1, true)" };

/** A whole transaction, but for its COMMIT. */
export interface Flight {
  sent: Statement[];
  /** Which of the answers are. */
  wanted: number[];
  /** Name of the first statement that writes, empty when it has none; undefined when none writes. */
  firstWrite: string | undefined;
}

/** Puts the start of the clock before the first statement that writes, or behind the first that locks. */
export function flightOf(tenantId: string, statements: Statement[], bound: WriteBound): Flight {
  const effects = statements.map(effectOf);
  const first = effects.findIndex((effect) => effect !== "reads");
  const setting = first === 0 && effects[0] === "writes" ? { ...bound.enterToWrite, values: [tenantId] } : undefined;
  const sent: Statement[] = [BEGIN, setting ?? { ...SET_TENANT, values: [tenantId] }];
  const wanted: number[] = [];
  for (const [at, statement] of statements.entries()) {
    const isStart = at === first && !setting;
    if (isStart && effects[at] === "writes") sent.push(bound.startClock);
    wanted.push(sent.push(statement) - 1);
    if (isStart && effects[at] === "locks") sent.push(bound.startClock);
  }
  return { sent, wanted, firstWrite: first < 0 ? undefined : (statements[first]?.name ?? "") };
}

/** Sends it in one system call. Rejects with NotWritten when it may be sent again. */
export async function flush(db: Database, flight: Flight): Promise<unknown[][]> {
  return flushOn(await connect(db), db, flight);
}

/** The same on a connection that the caller has taken; it is given back in any case. */
export async function flushOn(
  client: pg.PoolClient,
  db: Database,
  { sent, wanted, firstWrite }: Flight,
): Promise<unknown[][]> {
  const begun = performance.now();
  const stream = streamOf(client);
  // Corked, the messages leave in one system call instead of one per statement: a fifth of a short read's CPU time.
  stream.cork();
  const answers = sent.map((statement) => client.query(statement) as Promise<pg.QueryResult>);
  const commit = sendCommit(client);
  stream.uncork();
  const settled = await Promise.allSettled([...answers, commit.answered]);
  if (firstWrite !== undefined) db.writes?.note({ ms: performance.now() - begun, trips: 1, first: firstWrite });
  const failed = settled.find((one) => one.status === "rejected");
  const isLost = failed !== undefined && isConnectionLoss(failed.reason);
  // After an error PostgreSQL turns the COMMIT into a rollback; only a lost connection makes the client unusable.
  client.release(isLost ? failed.reason : undefined);
  if (failed && !(isLost && commit.isDone())) {
    const why = commit.isDone() ? undefined : whyAgain(failed.reason, firstWrite !== undefined);
    if (why === "late") db.writes?.noteEnded();
    throw why === undefined ? databaseError(failed.reason) : new NotWritten(why, { cause: failed.reason });
  }
  return wanted.map((at) => (settled[at] as PromiseFulfilledResult<pg.QueryResult>).value.rows);
}
