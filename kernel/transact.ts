import type pg from "pg";
import { ANSWERED, sendCommit, whyAgain } from "./commit.ts";
import { databaseError, sqlState } from "./database-error.ts";
import { connect, type Database, streamOf } from "./database-pool.ts";
import type { Statement } from "./statement.ts";
import { NotWritten } from "./write-again.ts";
import { type Effect, effectOf, USUAL } from "./write-bound.ts";

/** A statement that goes along with the COMMIT. */
export interface LastStatement {
  statement: Statement;
  /** It must find a row: see `orFail`. */
  isSure: boolean;
  before(): void;
}

export interface Work {
  query<R = Record<string, unknown>>(statement: Statement): Promise<R[]>;
  last: LastStatement[];
}

/** What goes before a transaction's first statement, by what that does; `startsClock` if it is one that writes. */
export interface Opening {
  statements(first: Effect): Statement[];
  startsClock: boolean;
}

/** Divides by the number of its rows: PostgreSQL must notice by itself, for COMMIT is on its way already. */
export function orFail({ name, text, values }: Statement): Statement {
  return {
    ...(name === undefined ? {} : { name: `${name}_or_fail` }),
    text: `with found as (${text}) select 1 / count(*) from found`,
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
  try {
    const result = await run({ query: course.query, last });
    const isNeeded = course.isOpen() || last.length > 0;
    client.release(isNeeded ? await commit(client, course, last) : undefined);
    return result;
  } catch (error) {
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

/** Answers why the connection is of no more use, if there is a reason. */
async function commit(client: pg.PoolClient, course: Course, last: LastStatement[]): Promise<Error | undefined> {
  const ended = last.map((one) => sendLast(course, one));
  const { answered, isDone } = sendCommit(client);
  const settled = await Promise.allSettled([...course.aside, ...ended, answered]);
  const failed = settled.find((one) => one.status === "rejected");
  if (isDone()) return failed?.reason as Error | undefined;
  // A transaction that an error aborted answers COMMIT with ROLLBACK: that must never look like success.
  throw failed?.reason ?? new Error("the transaction was rolled back by an earlier error");
}

async function sendLast({ ask }: Course, { statement, isSure, before }: LastStatement): Promise<unknown> {
  before();
  try {
    return await ask(isSure ? orFail(statement) : statement);
  } catch (error) {
    if (isSure && sqlState(error) === DIVISION_BY_ZERO) throw new NotWritten("overtaken", { cause: error });
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

/** A transaction on its way: what was sent, and what the server has said about it. */
interface Course {
  ask(statement: Statement): Promise<pg.QueryResult>;
  query: Work["query"];
  /** Answers that only matter when they are errors. */
  aside: Promise<unknown>[];
  isOpen(): boolean;
  /** By the first error of all, whatever `run` made of it. */
  whyAgain(error: unknown): ReturnType<typeof whyAgain>;
  end(): void;
}

function createCourse(db: Database, client: pg.PoolClient, opening: Opening): Course {
  const send = corkedSender(client);
  const aside: Promise<unknown>[] = [];
  let isOpen = false;
  let writingSince: number | undefined;
  let why: ReturnType<typeof whyAgain>;
  const noteFault = (error: unknown) => {
    why ??= whyAgain(error, writingSince !== undefined);
  };
  // The server's word when it ends a session that nobody is asking anything.
  client.on("error", noteFault);

  function sendAside(statement: Statement): void {
    const answer = send(statement);
    answer.catch(noteFault);
    aside.push(answer);
  }
  function start(): void {
    writingSince = performance.now();
    sendAside((db.bound ?? USUAL).startClock);
  }
  function open(first: Effect): void {
    isOpen = true;
    for (const statement of opening.statements(first)) sendAside(statement);
    if (opening.startsClock && first === "writes") writingSince = performance.now();
  }
  function ask(statement: Statement): Promise<pg.QueryResult> {
    const effect = effectOf(statement);
    if (!isOpen) open(effect);
    if (effect === "writes" && writingSince === undefined) start();
    const answer = send({ ...ANSWERED, ...statement });
    if (effect !== "locks" || writingSince !== undefined) return answer;
    start();
    // The wait for the lock held nothing back.
    const noteLocked = () => {
      writingSince = performance.now();
    };
    answer.then(noteLocked, noteFault);
    return answer;
  }
  return {
    ask,
    query: <R>(statement: Statement) =>
      ask(statement).then(
        ({ rows }) => rows as R[],
        // Here too: whoever runs it may make an answer of what went wrong instead of letting it through.
        (error: unknown) => {
          noteFault(error);
          throw databaseError(error);
        },
      ),
    aside,
    isOpen: () => isOpen,
    whyAgain(error) {
      noteFault(error);
      return why;
    },
    end() {
      client.off("error", noteFault);
      if (writingSince !== undefined) db.writes?.note(performance.now() - writingSince);
    },
  };
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
