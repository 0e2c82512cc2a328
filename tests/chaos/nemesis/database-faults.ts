import { setTimeout as sleep } from "node:timers/promises";
import type { Target } from "../target/target.ts";
import { BOTH, type Fault } from "./fault.ts";

const VICTIM = "postgres";

/** Ends random backends of the application's roles again and again, whatever they are doing. */
const terminateBackends: Fault = {
  kind: "terminate backends",
  topologies: BOTH,
  async strike({ postgres }) {
    let going = true;
    const loop = (async () => {
      while (going) {
        await postgres.ask(
          `select pg_terminate_backend(pid) from (select pid from pg_stat_activity
           where datname = current_database() and usename like 'bulkhead_%' order by random() limit 3) as victim`,
        );
        await sleep(50);
      }
    })();
    return {
      victim: "random backends",
      async heal() {
        going = false;
        await loop;
      },
    };
  },
};

/** kill -9 of one backend: the server cannot trust its shared memory any more, drops everybody and recovers. */
const killBackend: Fault = {
  kind: "kill -9 backend",
  topologies: BOTH,
  async strike({ postgres }) {
    const rows = await postgres.ask(
      `select pid from pg_stat_activity where datname = current_database() and usename = 'bulkhead_data' limit 1`,
    );
    const pid = rows?.[0]?.pid;
    if (typeof pid === "number") process.kill(pid, "SIGKILL");
    return { victim: typeof pid === "number" ? "a backend of the data room" : "nobody", heal: () => postgres.start() };
  },
};

const killServer: Fault = {
  kind: "kill -9 postgres",
  topologies: BOTH,
  async strike({ postgres }) {
    await postgres.kill();
    return { victim: VICTIM, heal: () => postgres.start() };
  },
};

const restartServer: Fault = {
  kind: "restart postgres",
  topologies: BOTH,
  async strike({ postgres }) {
    await postgres.shutDown();
    return { victim: VICTIM, heal: () => postgres.start() };
  },
};

const diskFull = (kind: string, alsoLog: boolean): Fault => ({
  kind,
  topologies: BOTH,
  impossible: ({ postgres }) => postgres.noDisk,
  async strike(target: Target) {
    const { postgres } = target;
    postgres.disk?.fill();
    // The log's files are made ahead of time: only when those are used up does the server stand before a full disk.
    if (alsoLog) for (let tries = 0; tries < 30 && (await postgres.ask("select pg_switch_wal()")); tries++) {}
    return {
      victim: VICTIM,
      async heal() {
        postgres.disk?.free();
        await postgres.start();
      },
    };
  },
});

export const databaseFaults: readonly Fault[] = [
  terminateBackends,
  killBackend,
  killServer,
  restartServer,
  diskFull("disk full", false),
  diskFull("disk full, log too", true),
];
