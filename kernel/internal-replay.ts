/**
 * Remembers which calls were made already, so that a token opens one call and never a second (RFC 7519 section 4.1.7).
 * A caller numbers its calls; for each caller there is a window of bits below its highest number, as in RFC 6479, so the
 * memory does not grow with the traffic: 8 KiB for a caller, 4,096 callers at most.
 */
export interface ReplayGuard {
  /** Whether this call of this caller is met for the first time; a number that has left the window counts as met. */
  first(caller: string, sequence: number): boolean;
}

const WORD = 32;
const WORDS = 2_048;
/** Calls of one caller that may overtake each other. The lowest word may hold bits of a later turn of the ring. */
export const REPLAY_WINDOW = (WORDS - 1) * WORD;
const MAX_CALLERS = 4_096;

interface Window {
  highest: number;
  bits: Uint32Array;
  usedAt: number;
}

/** `idleMs`: after so long without a call every token of a caller has expired, and its window may go. */
export function createReplayGuard({ idleMs, now }: { idleMs: number; now(): number }): ReplayGuard {
  const windows = new Map<string, Window>();

  function windowOf(caller: string): Window | undefined {
    const known = windows.get(caller);
    if (known) return known;
    if (windows.size >= MAX_CALLERS) {
      const oldest = now() - idleMs;
      for (const [one, { usedAt }] of windows) if (usedAt < oldest) windows.delete(one);
      // Forgetting a caller that still calls would let its calls be repeated.
      if (windows.size >= MAX_CALLERS) return undefined;
    }
    const made: Window = { highest: 0, bits: new Uint32Array(WORDS), usedAt: 0 };
    windows.set(caller, made);
    return made;
  }

  return {
    first(caller, sequence) {
      if (!Number.isSafeInteger(sequence) || sequence < 0) return false;
      const window = windowOf(caller);
      if (!window) return false;
      window.usedAt = now();
      if (sequence > window.highest) advance(window, sequence);
      else if (window.highest - sequence >= REPLAY_WINDOW) return false;
      const at = Math.floor(sequence / WORD) % WORDS;
      const bit = 1 << (sequence % WORD);
      const word = window.bits[at] as number;
      if ((word & bit) !== 0) return false;
      window.bits[at] = word | bit;
      return true;
    },
  };
}

function advance(window: Window, sequence: number): void {
  const from = Math.floor(window.highest / WORD);
  const words = Math.min(Math.floor(sequence / WORD) - from, WORDS);
  for (let step = 1; step <= words; step++) window.bits[(from + step) % WORDS] = 0;
  window.highest = sequence;
}
