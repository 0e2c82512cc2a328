import { RE2JS } from "re2js";

/** Longest pattern, and most instructions that all patterns of one schema may compile to. */
const MAX_PATTERN_LENGTH = 256;
const MAX_PROGRAM = 20_000;

/** Instructions × characters that one record may cost: about a third of a second. */
const MAX_STEPS = 10_000_000;

export class PatternTooCostly extends Error {}

/** One schema's patterns. RE2 runs in time linear in the text (no backtracking), and the sum of it is bounded here. */
export interface Patterns {
  /** For ajv's `code.regExp`. Throws when the pattern is not RE2 syntax. */
  compile: ((pattern: string, flags: string) => { test(text: string): boolean }) & { code: string };
  /** Begins a new record: its budget is whole again. */
  reset(): void;
}

export function createPatterns(): Patterns {
  const compiled = new Map<string, { test(text: string): boolean }>();
  let program = 0;
  let steps = 0;

  function compile(pattern: string): { test(text: string): boolean } {
    const known = compiled.get(pattern);
    if (known) return known;
    if (pattern.length > MAX_PATTERN_LENGTH)
      throw new PatternTooCostly(`A pattern may have at most ${MAX_PATTERN_LENGTH} characters.`);
    const expression = RE2JS.compile(RE2JS.translateRegExp(pattern));
    const size = expression.programSize();
    program += size;
    if (program > MAX_PROGRAM)
      throw new PatternTooCostly("The patterns of this schema are too large: use smaller repeats.");
    const test = (text: string) => {
      steps += size * (text.length + 1);
      if (steps > MAX_STEPS) throw new PatternTooCostly("The texts are too long for the patterns of this schema.");
      return expression.test(text);
    };
    compiled.set(pattern, { test });
    return { test };
  }

  return {
    compile: Object.assign(compile, { code: "re2js" }),
    reset() {
      steps = 0;
    },
  };
}
