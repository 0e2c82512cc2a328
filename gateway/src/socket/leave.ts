import { setTimeout as sleep } from "node:timers/promises";
import { GOING_AWAY } from "./close.ts";
import type { Connection } from "./connection.ts";

const LOOK_MS = 20;

/**
 * Sends one connection away at a random moment of `spreadMs`, but not in the middle of an operation that ends by itself:
 * its client would send it once more to the next process, a mutation too. After `deadlineMs` it goes in any case.
 */
export async function leave(connection: Connection, spreadMs: number, deadlineMs: number): Promise<void> {
  const deadline = performance.now() + deadlineMs;
  await sleep(Math.random() * spreadMs, undefined, { ref: false });
  while (connection.isBusy() && performance.now() < deadline) await sleep(LOOK_MS, undefined, { ref: false });
  connection.close(GOING_AWAY.code, GOING_AWAY.reason);
}
