export type Keep = <T extends { stop(): unknown }>(started: T) => T;

/** What was started, in order; stopping goes backwards, whether we finish, fail or are stopped. */
export interface Stops {
  push(stop: () => unknown): void;
  /** Runs with servers of its own, and stops them when it ends. */
  withServers(run: (keep: Keep) => Promise<void>): Promise<void>;
  all(): Promise<void>;
}

export function openStops(): Stops {
  const stops: (() => unknown)[] = [];
  const downTo = async (count: number) => {
    while (stops.length > count) await stops.pop()?.();
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.on(signal, () => void downTo(0).then(() => process.exit(1)));
  return {
    push: (stop) => void stops.push(stop),
    async withServers(run) {
      const before = stops.length;
      await run((started) => {
        stops.push(() => started.stop());
        return started;
      });
      await downTo(before);
    },
    all: () => downTo(0),
  };
}
