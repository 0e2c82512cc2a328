/** What a budget allows. */
export interface RatePolicy {
  /** Lower-case letters: it stands in headers, refusals and the log. */
  name: string;
  /** Tokens that come back each second. */
  perSecond: number;
  /** Tokens at once after a rest. */
  burst: number;
}

/** A process answers a few thousand requests a second, so a larger number would be no limit at all. */
export const MAX_RATE = 100_000;

/** Milliseconds between two tokens. */
export function intervalOf({ perSecond }: RatePolicy): number {
  return 1_000 / perSecond;
}

/** Throws, with the reason, on a policy that refuses everything or limits nothing. */
export function checkPolicy({ name, perSecond, burst }: RatePolicy): void {
  if (!/^[a-z][a-z-]{0,31}$/.test(name)) throw new Error(`a limit cannot be named "${name}": use lower-case letters`);
  const faults = { "tokens per second": perSecond, burst };
  for (const [what, value] of Object.entries(faults)) {
    const why = faultOf(value);
    if (why) throw new Error(`the limit "${name}" has ${value} as ${what}: ${why}`);
  }
}

function faultOf(value: number): string | undefined {
  if (!Number.isInteger(value)) return "it must be a whole number";
  if (value < 1) return "below 1 it refuses everything";
  return value > MAX_RATE ? `above ${MAX_RATE} it limits nothing a process could serve` : undefined;
}
