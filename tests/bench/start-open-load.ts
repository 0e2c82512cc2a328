import { fork } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { OpenLoadJob, OpenLoadResult } from "./open-load.ts";

/** The client that asks at a steady pace, in a process of its own. */
export interface OpenLoad {
  run(job: OpenLoadJob): Promise<OpenLoadResult>;
  stop(): void;
}

export async function startOpenLoad(): Promise<OpenLoad> {
  const child = fork(path.join(import.meta.dirname, "open-load.ts"));
  await once(child, "message");
  return {
    async run(job) {
      child.send(job);
      const [result] = (await once(child, "message")) as [OpenLoadResult];
      // What is still being cleared away belongs to this round, not to the next.
      await wait(200);
      return result;
    },
    stop: () => child.disconnect(),
  };
}
