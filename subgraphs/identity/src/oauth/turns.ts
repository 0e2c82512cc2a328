/** Lets one after another at a thing, in the order of their asking; what is done for different things goes on at once. */
export interface Turns {
  /** Without a key there is nothing to wait for. */
  take<T>(key: string | undefined, run: () => Promise<T>): Promise<T>;
}

export function createTurns(): Turns {
  const last = new Map<string, Promise<unknown>>();
  return {
    async take(key, run) {
      if (key === undefined) return run();
      const before = last.get(key);
      const mine = (before ?? Promise.resolve()).then(run, run);
      const settled = mine.catch(() => {});
      last.set(key, settled);
      try {
        return await mine;
      } finally {
        if (last.get(key) === settled) last.delete(key);
      }
    },
  };
}
