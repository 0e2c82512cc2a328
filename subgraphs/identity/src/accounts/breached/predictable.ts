/** What a password is made of, apart from what anybody would guess. */

/** So many characters must be left when words that say who or where somebody is, runs and repetitions are one each. */
const FEWEST_LEFT = 8;
const SHORTEST_RUN = 3;
/** Shorter words are in every second sentence. */
const SHORTEST_WORD = 3;
/** The order of letters and digits, and the rows of the keyboards in use; backwards as well. */
const ORDERS = [
  "abcdefghijklmnopqrstuvwxyz",
  "01234567890",
  "qwertyuiop",
  "qwertzuiop",
  "azertyuiop",
  "asdfghjkl",
  "qsdfghjklm",
  "yxcvbnm",
  "zxcvbnm",
  "wxcvbn",
];
const FORWARDS: ReadonlySet<string> = new Set(
  ORDERS.flatMap((order) => [...order].slice(1).map((next, at) => `${order[at]}${next}`)),
);
const BACKWARDS: ReadonlySet<string> = new Set([...FORWARDS].map(([one, next]) => `${next}${one}`));
const ONE = "\ufffc";

/** Without capitals and accents. */
export function foldPassword(password: string): string {
  return password.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

/** Whether a folded password is hardly more than runs ("123456", "qwerty", "aaaa") or the same again and again. */
export function isRepetitive(folded: string): boolean {
  return [...withoutRuns(unitOf(folded))].length < FEWEST_LEFT;
}

/** Whether hardly anything is left of a folded password without words that somebody who knows of the person would try. */
export function isOfContext(folded: string, words: readonly string[]): boolean {
  const known = [...new Set(words.map(foldPassword))].filter((word) => [...word].length >= SHORTEST_WORD);
  known.sort((a, b) => b.length - a.length);
  const rest = known.reduce((text, word) => text.replaceAll(word, ONE), unitOf(folded));
  return rest.includes(ONE) && [...withoutRuns(rest)].length < FEWEST_LEFT;
}

/** The forms in which a list may have a folded password: itself, what it repeats, and without what is put around it. */
export function plainForms(folded: string): string[] {
  const unit = unitOf(folded);
  const core = unit.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, "");
  return [folded, unit, ...(2 * core.length > unit.length ? [core] : [])];
}

/** "dragon" of "dragondragon"; the text itself when it repeats nothing. */
function unitOf(text: string): string {
  const period = (text + text).indexOf(text, 1);
  return period <= text.length / 2 ? text.slice(0, period) : text;
}

/** With one character for each run. */
function withoutRuns(text: string): string {
  const characters = [...text];
  let left = "";
  for (let start = 0; start < characters.length; ) {
    const end = endOfRun(characters, start);
    const isRun = isLong(characters.slice(start, end));
    left += isRun ? ONE : characters[start];
    start = isRun ? end : start + 1;
  }
  return left;
}

/** The "ass" of "password" is no run, and "aaa" and "asd" are. */
function isLong(run: readonly string[]): boolean {
  return run.length >= SHORTEST_RUN && new Set(run).size !== 2;
}

/** As long as characters repeat or go on in one direction: "112233", "qwer", "4321", but not the "ere" of "were". */
function endOfRun(characters: readonly string[], start: number): number {
  const ends = [FORWARDS, BACKWARDS].map((steps) => {
    let end = start + 1;
    while (end < characters.length && continues(steps, characters[end - 1], characters[end])) end++;
    return end;
  });
  return Math.max(...ends);
}

function continues(steps: ReadonlySet<string>, one: string | undefined, next: string | undefined): boolean {
  return one === next || steps.has(`${one}${next}`);
}
