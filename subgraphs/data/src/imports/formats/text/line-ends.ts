const LF = 10;

/** Ends of lines in a text: CRLF, LF or CR. */
export function countLineEnds(text: string): number {
  let count = 0;
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) count++;
  for (let at = text.indexOf("\r"); at !== -1; at = text.indexOf("\r", at + 1))
    if (text.charCodeAt(at + 1) !== LF) count++;
  return count;
}
