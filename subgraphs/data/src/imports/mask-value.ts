const MAX_SHOWN = 20;

/**
 * A value as a report may show it: its first and last character and stars between, at most 20 in all. Enough to find the
 * cell in the file, too little to learn what stands there.
 */
export function maskValue(value: string): string {
  const [first = "", second, third] = value.slice(0, 6);
  if (third === undefined) return "*".repeat(second === undefined ? first.length : 2);
  const isPair = /[\udc00-\udfff]/.test(value.slice(-1));
  const last = value.slice(isPair ? -2 : -1);
  const middle = Math.min(value.length, MAX_SHOWN) - 2;
  return `${first}${"*".repeat(middle)}${last}`.toWellFormed();
}
