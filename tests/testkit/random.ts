/** Numbers that look random and follow from the seed alone, so that a run can be repeated. */
export interface Random {
  /** From 0, below 1. */
  next(): number;
  /** A whole number, both bounds included. */
  between(least: number, most: number): number;
  pick<T>(from: readonly T[]): T;
  shuffle<T>(from: readonly T[]): T[];
  /** A stream of its own: what one part draws does not depend on how often another one does. */
  fork(label: string): Random;
}

/** Mulberry32 (public domain, Tommy Ettinger): 32 bits of state, which is plenty to choose faults by. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const between = (least: number, most: number) => least + Math.floor(next() * (most - least + 1));
  function pick<T>(from: readonly T[]): T {
    if (from.length === 0) throw new Error("there is nothing to pick from");
    return from[between(0, from.length - 1)] as T;
  }
  function shuffle<T>(from: readonly T[]): T[] {
    const mixed = [...from];
    for (let last = mixed.length - 1; last > 0; last--) {
      const other = between(0, last);
      [mixed[last], mixed[other]] = [mixed[other] as T, mixed[last] as T];
    }
    return mixed;
  }
  return { next, between, pick, shuffle, fork: (label) => createRandom(hashOf(`${seed} ${label}`)) };
}

/** FNV-1a, 32 bits. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const letter of Buffer.from(text)) hash = Math.imul(hash ^ letter, 0x01000193) >>> 0;
  return hash;
}
