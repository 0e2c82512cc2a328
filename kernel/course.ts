import type pg from "pg";
import { ANSWERED, whyAgain } from "./commit.ts";
import { databaseError } from "./database-error.ts";
import { type Database, streamOf } from "./database-pool.ts";
import type { Statement } from "./statement.ts";
import { type Effect, effectOf, USUAL } from "./write-bound.ts";

/** What goes before a transaction's first statement, by what that does; `startsClock` if it is one that writes. */
export interface Opening {
  statements(first: Effect): Statement[];
  startsClock: boolean;
}

/** A transaction on its way: what was sent, and what the server has said about it. */
export interface Course {
  /** What is sent until the end of this tick leaves in one system call. */
  cork(): void;
  /** Nothing is sent any more. */
  close(): void;
  ask(statement: Statement): Promise<pg.QueryResult>;
  query<R = Record<string, unknown>>(statement: Statement): Promise<R[]>;
  /** Answers that only matter when they are errors. */
  aside: Promise<unknown>[];
  isOpen(): boolean;
  /** By the first error of all, whatever `run` made of it. */
  whyAgain(error: unknown): ReturnType<typeof whyAgain>;
  end(): void;
}

export function createCourse(db: Database, client: pg.PoolClient, opening: Opening): Course {
  const { cork, send, flushes } = corkedSender(client);
  const aside: Promise<unknown>[] = [];
  let isOpen = false;
  let isClosed = false;
  let writingSince: number | undefined;
  let flushesBefore = 0;
  let first = "";
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
  function noteStart(): void {
    writingSince = performance.now();
    flushesBefore = flushes() - 1;
  }
  function start(): void {
    noteStart();
    sendAside((db.bound ?? USUAL).startClock);
  }
  function open(first: Effect): void {
    isOpen = true;
    for (const statement of opening.statements(first)) sendAside(statement);
    if (opening.startsClock && first === "writes") noteStart();
  }
  function ask(statement: Statement): Promise<pg.QueryResult> {
    if (isClosed) throw new Error("the transaction has ended already");
    const effect = effectOf(statement);
    if (effect !== "reads") first ||= statement.name ?? "";
    cork();
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
    cork,
    close() {
      isClosed = true;
    },
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
      if (writingSince === undefined) return;
      db.writes?.note({ ms: performance.now() - writingSince, trips: flushes() - flushesBefore, first });
    },
  };
}

/** Sends what is asked for in the same tick in one system call instead of one for each statement. */
function corkedSender(client: pg.PoolClient) {
  const stream = streamOf(client);
  let corked = false;
  let flushes = 0;
  function cork(): void {
    if (corked) return;
    corked = true;
    flushes += 1;
    stream.cork();
    process.nextTick(() => {
      corked = false;
      stream.uncork();
    });
  }
  function send(statement: Statement): Promise<pg.QueryResult> {
    cork();
    return client.query(statement);
  }
  return { cork, send, flushes: () => flushes };
}
