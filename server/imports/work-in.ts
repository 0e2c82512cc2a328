import { MessageChannel, type MessagePort, type Worker } from "node:worker_threads";
import type { ImportPayload } from "@bulkhead/data/src/imports/import-payload.ts";
import type { ImportTurn } from "@bulkhead/data/src/imports/serve-import.ts";
import type { GrantOfPrincipal } from "@bulkhead/data/src/jobs/still-may.ts";
import { AppError } from "@bulkhead/kernel/error.ts";
import type { JobOutcome } from "@bulkhead/kernel/job-kind.ts";
import { errorOf, faultOf } from "./fault.ts";
import type { FromTurn, ToThread, ToTurn } from "./messages.ts";

/** So often a turn is asked whether it is over, in ms. */
const LOOK_MS = 50;

/** A turn that must end and has not heeded it for so long never will: its job has given it up since. */
const HANGS_MS = 10_000;

/** A thread of imports. */
export interface Running {
  thread: Worker;
  /** It has all that it needs for turns. */
  isReady: boolean;
  turns: number;
}

/** Gives an import its turn in a thread. `look` is called twenty times a second meanwhile. */
export function workIn(
  on: Running,
  turn: ImportTurn,
  payload: ImportPayload,
  { grantOf, look }: { grantOf: GrantOfPrincipal; look(): void },
): Promise<JobOutcome> {
  on.turns++;
  const { port1: port, port2 } = new MessageChannel();
  const { tenantId, attempt, isLastAttempt } = turn;
  const given = { tenantId, attempt, isLastAttempt };
  send(on.thread, { what: "turn", turn: given, payload, port: port2 }, [port2]);
  const tell = (message: ToTurn) => port.postMessage(message);
  const tellEnd = watchEnd(turn, tell, () => void on.thread.terminate());
  const watch = setInterval(() => {
    look();
    tellEnd();
  }, LOOK_MS);

  const { promise, resolve, reject } = Promise.withResolvers<JobOutcome>();
  const onExit = () => reject(endOf(on));
  on.thread.once("exit", onExit);
  port.on("message", (message: FromTurn) => {
    if (message.what === "progress") turn.progress(message.share);
    else if (message.what === "outcome") resolve(message.outcome);
    else if (message.what === "failure") reject(errorOf(message.fault));
    else {
      const { question, tenantId, principalId } = message;
      grantOf(tenantId, principalId).then(
        (grant) => tell({ what: "grant", question, grant }),
        (error: unknown) => tell({ what: "noGrant", question, fault: faultOf(error) }),
      );
    }
  });
  return promise.finally(() => {
    on.turns--;
    clearInterval(watch);
    on.thread.off("exit", onExit);
    port.close();
  });
}

/** Tells a turn once that it is over, and once more that its job must end; `giveUp` is called when it heeds neither. */
function watchEnd(turn: ImportTurn, tell: (message: ToTurn) => void, giveUp: () => void): () => void {
  let isToldOver = false;
  let abortedAt: number | undefined;
  return () => {
    if (abortedAt !== undefined) {
      if (performance.now() - abortedAt > HANGS_MS) giveUp();
      return;
    }
    const isAborted = turn.signal.aborted;
    if (isAborted || (!isToldOver && turn.isOver())) tell({ what: "over", isAborted });
    if (isAborted) abortedAt = performance.now();
    else isToldOver ||= turn.isOver();
  };
}

/** It is a file's fault only where no other could have done it, and where a file was read at all. */
function endOf({ isReady, turns }: Running): Error {
  const detail = "the thread of imports has ended";
  if (isReady && turns === 1) return new Error(detail);
  return new AppError("UNAVAILABLE", "Imports cannot be worked on at the moment. They go on by themselves.", {
    detail,
  });
}

export function send(thread: Worker, message: ToThread, transferred: MessagePort[] = []): void {
  thread.postMessage(message, transferred);
}
