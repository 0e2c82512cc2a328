/** Work that was done since its pace is measured. */
export interface Stretch {
  /** When it began; null before. */
  from: string | null;
  /** When it came as far as it is; null before. */
  to: string | null;
  /** Records, or rows of a file, that were done in it. */
  count: number;
  /** Share of the whole work, from 0 to 1, that was done when it began, and is by now; null when nobody knows the whole. */
  shares: { from: number; to: number } | null;
}

export interface Pace {
  perSecond: number | null;
  expectedEndAt: string | null;
}

export const NO_PACE: Pace = { perSecond: null, expectedEndAt: null };

/** How fast it has gone, and when it ends if it goes on like that. */
export function paceOf({ from, to, count, shares }: Stretch): Pace {
  if (from === null || to === null) return NO_PACE;
  const end = Date.parse(to);
  const seconds = (end - Date.parse(from)) / 1_000;
  if (seconds <= 0 || count <= 0) return NO_PACE;
  const done = shares ? shares.to - shares.from : 0;
  const left = shares && done > 0 ? ((1 - shares.to) / done) * seconds * 1_000 : undefined;
  return { perSecond: count / seconds, expectedEndAt: left === undefined ? null : instantAt(end + left) };
}

/** The last one that RFC 3339 writes is years away: what goes that slowly has no expected end. */
function instantAt(ms: number): string | null {
  return ms < Date.UTC(9999, 0) ? new Date(ms).toISOString() : null;
}

const TOLD_EVERY_MS = 1_000;

/** Whether the time has come to tell again how far it is. */
export function isToBeTold({ toldAt }: { toldAt: number }): boolean {
  return Math.abs(Date.now() - toldAt) >= TOLD_EVERY_MS;
}
