import { onParentGone } from "./parent.ts";

/** What a process has started, stopped in reverse order, once, however often and by whatever it is told to stop. */
export interface Lifecycle {
  /** Registers what was just started. */
  started(name: string, stop: () => Promise<void>): void;
  isStopping(): boolean;
  /** Aborted when the process is told to stop. */
  stopping: AbortSignal;
  stop(code: number): Promise<void>;
}

/**
 * Ends the process on SIGINT, SIGTERM and SIGHUP and when its parent is gone. Whatever hangs, it is over within
 * `withinMs`: an orchestrator would kill it anyway, and the watchdog of an embedded database stops that then.
 */
export function createLifecycle(withinMs: number): Lifecycle {
  const running: { name: string; stop(): Promise<void> }[] = [];
  const told = new AbortController();
  let stopping: Promise<void> | undefined;

  function stop(code: number): Promise<void> {
    stopping ??= (async () => {
      told.abort();
      setTimeout(() => process.exit(code || 1), withinMs).unref();
      for (const one of running.reverse()) {
        await one.stop().catch((error: Error) => console.error(`${one.name} did not stop cleanly: ${error.message}`));
      }
      process.exit(code);
    })();
    return stopping;
  }

  // Terminals and process managers tend to signal twice.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => void stop(0));
  onParentGone(() => void stop(0));
  return {
    started: (name, end) => void running.push({ name, stop: end }),
    isStopping: () => stopping !== undefined,
    stopping: told.signal,
    stop,
  };
}
