/**
 * Whether a double holds a number of JSON: it is finite, nothing small becomes zero, and an integer stays the one it was.
 * An integer beyond 2^53 also does when it is how a double is written, in as few digits as tell it from its neighbours
 * and zeros behind them: exports write such numbers, and reading them changes nothing.
 */
export function isHeld(text: string): boolean {
  const number = Number(text);
  if (!Number.isFinite(number)) return false;
  if (number === 0) return !/[1-9]/.test(text.split(/[eE]/)[0] as string);
  if (Number.isSafeInteger(number) || /[.eE]/.test(text)) return true;
  return digitsOf(text) === digitsOf(number.toExponential().split("e")[0] as string) || BigInt(text) === BigInt(number);
}

function digitsOf(text: string): string {
  return text.replace(/[-.]/g, "").replace(/0+$/, "");
}
