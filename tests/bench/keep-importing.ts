import { setTimeout as wait } from "node:timers/promises";
import { askImport, type ImportState, sendImport } from "./import-client.ts";
import type { SentFile } from "./import-files.ts";
import type { Measured } from "./processes.ts";

/** What was done beside an import, and how fast that went meanwhile. */
export interface Turn<T> {
  result: T;
  rowsPerSecond: number;
}

const POLL_MS = 50;
/** A worker that was stopped finds out when it says the next time how far it is. */
const SETTLE_MS = 1_500;

/**
 * An import that works during turns only and is paused between them; a new one when it has ended. A dry run checks rows and
 * stores none; the other is first let come to where it stores.
 */
export function keepImporting(
  server: Measured,
  key: string,
  file: SentFile,
  { isDry }: { isDry: boolean },
): { turn<T>(beside: () => Promise<T>): Promise<Turn<T>> } {
  const done = (state: ImportState) => (isDry ? state.rows_read : state.rows_stored);
  let paused: string | undefined;

  async function look(id: string): Promise<ImportState> {
    const state = await askImport(server, key, id);
    if (!state || state.status === "FAILED" || state.status === "CANCELLED" || state.rows_rejected > 0)
      throw new Error(`the import ended wrongly: ${JSON.stringify(state)}`);
    return state;
  }

  /** Waits until more is done than `than`, which a worker says once a second at least, or it has ended. */
  async function more(id: string, than: number): Promise<{ rows: number; at: number }> {
    for (;;) {
      const state = await look(id);
      const rows = done(state);
      if (state.status === "SUCCEEDED" || rows > than) return { rows, at: performance.now() };
      await wait(POLL_MS);
    }
  }

  return {
    async turn(beside) {
      for (;;) {
        const id = paused ?? (await sendImport(server, key, file, { mode: "partial", dry_run: String(isDry) }));
        const before = done(await look(id));
        if (paused) await askImport(server, key, id, "resume");
        const from = await more(id, before);
        const result = await beside();
        const to = await more(id, done(await look(id)));
        // One that has ended cannot be paused, and this turn was not beside an import to its end.
        paused = (await askImport(server, key, id, "pause"))?.id;
        await wait(SETTLE_MS);
        if (paused) return { result, rowsPerSecond: ((to.rows - from.rows) * 1_000) / (to.at - from.at) };
      }
    },
  };
}
