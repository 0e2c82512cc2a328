/** Whether a double holds a number of JSON: it is finite, an integer exactly, and nothing small becomes zero. */
export function isHeld(text: string): boolean {
  const number = Number(text);
  if (!Number.isFinite(number)) return false;
  if (number === 0) return !/[1-9]/.test(text.split(/[eE]/)[0] as string);
  if (Number.isSafeInteger(number) || /[.eE]/.test(text)) return true;
  return BigInt(text) === BigInt(number);
}
