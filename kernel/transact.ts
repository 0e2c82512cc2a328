import type pg from "pg";
import { ANSWERED, sendCommit } from "./commit.ts";
import { type Course, createCourse, type Opening } from "./course.ts";
import { databaseError, sqlState } from "./database-error.ts";
import { connect, type Database } from "./database-pool.ts";
import type { Statement } from "./statement.ts";
import { NotWritten } from "./write-again.ts";

/** A statement that goes along with the COMMIT. */
export interface LastStatement {
  statement: Statement;
  /** How many rows it must find, if that is known: see `orFail`. */
  mustFind?: number;
  before(): void;
}

export interface Work {
  query<R = Record<string, unknown>>(statement: Statement): Promise<R[]>;
  last: LastStatement[];
  /** Ends the transaction, and answers the rows of its last statements. */
  commit(): Promise<unknown[][]>;
}

/** Divides by zero unless it finds so many rows: PostgreSQL must notice by itself, for COMMIT is on its way already. */
export function orFail({ name, text, values }: Statement, mustFind: number): Statement {
  return {
    ...(name === undefined ? {} : { name: `${name}_or_fail_${mustFind}` }),
    text: `with found as (${text}) select 1 / (count(*) = ${mustFind})::int from found`,
    ...(values ? { values } : {}),
  };
}

const DIVISION_BY_ZERO = "22012";

/**
 * Runs a transaction on a connection of its own. The opening leaves with the first statement and the last statements with
 * COMMIT, each time in one system call. Rejects with NotWritten when it has not happened and may be run again.
 */
export async function transact<T>(db: Database, opening: Opening, run: (work: Work) => Promise<T>): Promise<T> {
  const client = await connect(db);
  const course = createCourse(db, client, opening);
  const last: LastStatement[] = [];
  let ending: Promise<Ended> | undefined;
  let ended: Ended | undefined;
  async function commit(): Promise<unknown[][]> {
    if (ending !== undefined) throw new Error("the transaction has ended already");
    ending = sendEnd(client, course, last);
    ended = await ending;
    return ended.rows;
  }
  try {
    const result = await run({ query: course.query, last, commit });
    if (ending === undefined && (course.isOpen() || last.length > 0)) await commit();
    // Also where `run` did not wait for its own, or made nothing of its failure.
    ended = await ending;
    client.release(ended?.loss);
    return result;
  } catch (error) {
    if (ended) {
      client.release(ended.loss);
      throw error;
    }
    await Promise.allSettled(course.aside);
    const why = course.whyAgain(error);
    client.release(course.isOpen() ? await rollBack(client) : undefined);
    if (why === "late") db.writes?.noteEnded();
    if (error instanceof NotWritten) throw error;
    throw why === undefined ? databaseError(error) : new NotWritten(why, { cause: error });
  } finally {
    course.end();
  }
}

interface Ended {
  rows: unknown[][];
  /** Why the connection is of no more use, if there is a reason. */
  loss: Error | undefined;
}

async function sendEnd(client: pg.PoolClient, course: Course, last: LastStatement[]): Promise<Ended> {
  course.cork();
  const answers = last.map((one) => sendLast(course, one));
  const { answered, isDone } = sendCommit(client);
  course.close();
  const settled = await Promise.allSettled([...course.aside, ...answers, answered]);
  const failed = settled.find((one) => one.status === "rejected");
  // A transaction that an error aborted answers COMMIT with ROLLBACK: that must never look like success.
  if (!isDone()) throw failed?.reason ?? new Error("the transaction was rolled back by an earlier error");
  const rows = settled.slice(-1 - last.length, -1).map((one) => (one.status === "fulfilled" ? rowsOf(one.value) : []));
  return { rows, loss: failed?.reason as Error | undefined };
}

function rowsOf(answer: unknown): unknown[] {
  return (answer as pg.QueryResult).rows;
}

async function sendLast({ ask }: Course, { statement, mustFind, before }: LastStatement): Promise<unknown> {
  before();
  try {
    return await ask(mustFind === undefined ? statement : orFail(statement, mustFind));
  } catch (error) {
    if (mustFind !== undefined && sqlState(error) === DIVISION_BY_ZERO)
      throw new NotWritten("overtaken", { cause: error });
    throw error;
  }
}

/** A connection that cannot even roll back is of no use to anybody. */
function rollBack(client: pg.PoolClient): Promise<Error | undefined> {
  return client.query({ text: "rollback", ...ANSWERED }).then(
    () => undefined,
    (reason: Error) => reason,
  );
}
