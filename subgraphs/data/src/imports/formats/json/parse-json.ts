import { MAX_DATA_DEPTH } from "../../../json-schema/cost.ts";
import { findJsonFault } from "./find-json-fault.ts";
import type { JsonFault } from "./json-fault.ts";
import { isHeld } from "./json-number.ts";
import { endOfNumber, endOfString } from "./json-tokens.ts";

export type ParsedJson = { value: unknown; fault?: undefined } | { value?: undefined; fault: JsonFault };

/**
 * Parses a JSON text and refuses what JSON.parse would change without a word: names that come twice in an object, of which
 * it keeps the last, and numbers that a double does not hold. What it keeps as it was (`__proto__`, half surrogate pairs,
 * great depth) is refused by the collection's validator.
 */
export function parseJson(text: string): ParsedJson {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { fault: noJson(error) };
  }
  const seen = scan(text);
  // Deeper than any record may be: not looked into by anything that calls itself.
  if (seen.depth > MAX_DATA_DEPTH + 1) return { fault: tooDeep() };
  if (seen.isHeld && seen.names === namesIn(value)) return { value };
  const fault = findJsonFault(text);
  return fault ? { fault } : { value };
}

const QUOTE = 34;
const MINUS = 45;
const ZERO = 48;
const NINE = 57;
const COLON = 58;
const OPEN_ARRAY = 91;
const CLOSE_ARRAY = 93;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;
const SURELY_HELD_LENGTH = 15;

/** One pass over a text that is JSON: how many names it has, how deep it goes, and whether doubles hold its numbers. */
function scan(text: string): { names: number; depth: number; isHeld: boolean } {
  let names = 0;
  let level = 0;
  let depth = 0;
  let held = true;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at);
    else if (code === COLON) names++;
    else if (code === OPEN_OBJECT || code === OPEN_ARRAY) depth = Math.max(depth, ++level);
    else if (code === CLOSE_OBJECT || code === CLOSE_ARRAY) level--;
    else if (code === MINUS || (code >= ZERO && code <= NINE)) {
      const end = endOfNumber(text, at);
      if (end - at > SURELY_HELD_LENGTH || hasExponent(text, at, end)) held &&= isHeld(text.slice(at, end));
      at = end - 1;
    }
  }
  return { names, depth, isHeld: held };
}

function hasExponent(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if ((text.charCodeAt(at) | 32) === 101) return true;
  return false;
}

function namesIn(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  let count = 0;
  if (Array.isArray(value)) {
    for (const item of value) count += namesIn(item);
    return count;
  }
  for (const name of Object.keys(value)) count += 1 + namesIn((value as Record<string, unknown>)[name]);
  return count;
}

/** The engine's own words quote the text, so only the place is taken from them. */
function noJson(error: unknown): JsonFault {
  const place = /at position (\d+)/.exec((error as Error).message)?.[1];
  const where = place === undefined ? "it breaks off" : `see its character ${Number(place) + 1}`;
  return { code: "ROW_JSON", pointer: null, message: `The text is not JSON (RFC 8259): ${where}.` };
}

function tooDeep(): JsonFault {
  return { code: "VALUE_JSON", pointer: null, message: `Nest at most ${MAX_DATA_DEPTH} levels deep.` };
}
