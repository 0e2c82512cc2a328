const PLUS = 43;
const COMMA = 44;
const BACKSLASH = 92;
const CLOSE_ARRAY = 93;
const CLOSE_OBJECT = 125;

/** Where the closing quote of the string that opens at `start` stands. */
export function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); ; end = text.indexOf('"', end + 1)) {
    let slashes = 0;
    while (text.charCodeAt(end - 1 - slashes) === BACKSLASH) slashes++;
    if (slashes % 2 === 0) return end;
  }
}

/** Behind the last character of the number that begins at `start`: no other than one of JSON's own signs follows it. */
export function endOfNumber(text: string, start: number): number {
  let at = start + 1;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if ((code <= COMMA && code !== PLUS) || code === CLOSE_ARRAY || code === CLOSE_OBJECT) break;
  }
  return at;
}
