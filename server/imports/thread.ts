import os from "node:os";
import { type MessagePort, parentPort, workerData } from "node:worker_threads";
import { createKeptStreams } from "@bulkhead/data/src/imports/formats/text/kept-streams.ts";
import { type ImportDeps, serveImport } from "@bulkhead/data/src/imports/serve-import.ts";
import { createBlobStore } from "@bulkhead/kernel/blob.ts";
import { describeFault, openDatabase } from "@bulkhead/kernel/database.ts";
import { createEnvelope } from "@bulkhead/kernel/envelope.ts";
import { createLog } from "@bulkhead/kernel/log.ts";
import { openBytes } from "../object-storage.ts";
import { openConfiguredRootKey } from "../root-key.ts";
import { faultOf } from "./fault.ts";
import type { FromThread, ThreadData, ToThread } from "./messages.ts";
import { watchOthers } from "./others.ts";
import { openTurn } from "./turn.ts";

/*
 * The thread that works on imports (import-thread.ts). It has the data room's database and the stores of bytes, and learns
 * from the process whatever else it must know.
 */

/** Whoever waits for an answer comes first. On Linux this is about the thread that calls it. */
const NICE = 10;
if (process.platform === "linux") os.setPriority(NICE);

const main = parentPort as MessagePort;
const { setup, busy } = workerData as ThreadData;
const { database, settings } = setup;
const tellMain = (message: FromThread) => main.postMessage(message);
const destination = { write: (line: string) => tellMain({ what: "line", line }) };
const log = createLog({ level: settings.logLevel, destination });
process.on("uncaughtException", (error) => {
  log.error({ detail: describeFault(error) }, "an unforeseen fault in the thread of imports");
  process.exit(1);
});
const db = openDatabase({ ...database, role: "bulkhead_data", log });
const others = watchOthers(db);
const heard = new Set<(event: { tenantId: string; type: string }) => void>();
const streams = createKeptStreams();
const bytes = await openBytes(settings);
const rootKey = await openConfiguredRootKey(settings);
const envelope = createEnvelope({
  db,
  rootKey,
  listen(listener) {
    heard.add(listener);
    return () => heard.delete(listener);
  },
});
const blobs = createBlobStore({ db, envelope, bytes });

main.on("message", (message: ToThread) => {
  if (message.what === "turn") void work(message);
  else if (message.what === "event") for (const listener of heard) listener(message.event);
  else void stop();
});

tellMain({ what: "ready" });

async function work({ turn: given, payload, port }: Extract<ToThread, { what: "turn" }>): Promise<void> {
  const { turn, grantOf, answer } = openTurn(given, port);
  others.begin();
  try {
    const maxUnpackedBytes = settings.importUnpackedBytes;
    const deps: ImportDeps = {
      db,
      blobs,
      log,
      streams,
      maxUnpackedBytes,
      grantOf,
      busy: () => Math.max(busy[0] ?? 0, others.share()),
    };
    answer({ what: "outcome", outcome: await serveImport(deps, turn, payload) });
  } catch (error) {
    answer({ what: "failure", fault: faultOf(error) });
  } finally {
    others.end();
  }
}

async function stop(): Promise<void> {
  await streams.close();
  envelope.stop();
  if (bytes !== "postgres") bytes.close();
  await db.pool.end();
  main.close();
}
