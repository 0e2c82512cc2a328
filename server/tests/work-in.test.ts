import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { ImportTurn } from "@bulkhead/data/src/imports/serve-import.ts";
import { newUuid } from "@bulkhead/kernel/id.ts";
import { expect, test } from "vitest";
import { workIn } from "../imports/work-in.ts";

/** What a file that keeps a parser busy for ever makes of a thread: it hears nothing any more. */
const HANGS = `require("node:worker_threads").parentPort.on("message", () => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
});`;

const grantOf = () => Promise.reject(new Error("it asks for nothing"));

test("a thread that hangs is ended ten seconds after its job was, and its turn fails", async () => {
  const thread = new Worker(HANGS, { eval: true });
  await once(thread, "online");
  const abort = new AbortController();
  const tenantId = newUuid();
  const turn: ImportTurn = {
    ...{ tenantId, attempt: 1, isLastAttempt: false, signal: abort.signal },
    isOver: () => true,
    progress() {},
  };
  const on = { thread, isReady: true, turns: 0 };
  let isEnded = false;
  thread.once("exit", () => {
    isEnded = true;
  });
  let looks = 0;
  const work = workIn(on, turn, { importId: newUuid() }, { grantOf, look: () => void looks++ });
  const failure = work.catch((error: Error) => error.message);
  // That its turn is over is no reason by itself.
  await expect.poll(() => looks, { timeout: 5_000 }).toBeGreaterThan(20);
  expect(isEnded).toBe(false);
  const start = performance.now();
  abort.abort();
  expect(await failure).toBe("the thread of imports has ended");
  expect(performance.now() - start).toBeGreaterThan(9_000);
  expect(on.turns).toBe(0);
}, 40_000);
