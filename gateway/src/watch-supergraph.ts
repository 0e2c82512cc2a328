import { readFile } from "node:fs/promises";
import type { Log } from "@bulkhead/kernel/log.ts";
import type { Gateway } from "./gateway.ts";

interface WatchOptions {
  file: string;
  /** What the gateway serves already. */
  serving: string;
  gateway: Pick<Gateway, "update">;
  log: Log;
  /** Pause between two looks; a second. */
  everyMs?: number;
}

/**
 * Serves what a supergraph's file says, within about a second of its change and without dropping a request. A faulty or
 * missing file is reported once, and what serves now goes on serving. Answers how to stop.
 */
export function watchSupergraph({ file, serving, gateway, log, everyMs = 1_000 }: WatchOptions): () => void {
  let seen = serving;
  let reported = "";
  let isReading = false;

  async function look(): Promise<void> {
    const sdl = await readFile(file, "utf8");
    if (sdl === seen) {
      reported = "";
      return;
    }
    // Remembered even when it is faulty: it is not tried again every second.
    seen = sdl;
    await gateway.update(sdl);
    log.info({ file }, "a new supergraph is served");
    reported = "";
  }

  const timer = setInterval(() => {
    if (isReading) return;
    isReading = true;
    look()
      .catch((error: Error) => {
        if (error.message !== reported) log.error({ file, detail: error.message }, "the supergraph stays as it was");
        reported = error.message;
      })
      .finally(() => {
        isReading = false;
      });
  }, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}
