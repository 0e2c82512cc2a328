import { MAX_PATH, toPointer } from "../../../json-schema/json.ts";
import type { JsonFault } from "./json-fault.ts";
import { isHeld } from "./json-number.ts";
import { endOfNumber, endOfString } from "./json-tokens.ts";

/**
 * Finds the first name that comes twice in its object, or number that a double does not hold, in a text that JSON.parse
 * takes and that is not deeper than a record may be.
 */
export function findJsonFault(text: string): JsonFault | undefined {
  return findInValue({ text, at: 0, path: [] });
}

interface Walk {
  text: string;
  at: number;
  path: string[];
}

function findInValue(walk: Walk): JsonFault | undefined {
  const sign = next(walk);
  if (sign === "{") return findInObject(walk);
  if (sign === "[") return findInArray(walk);
  if (sign === '"') {
    readString(walk);
    return undefined;
  }
  const end = endOfNumber(walk.text, walk.at);
  const word = walk.text.slice(walk.at, end);
  walk.at = end;
  return /^[-\d]/.test(word) && !isHeld(word) ? notHeld(walk.path) : undefined;
}

function findInObject(walk: Walk): JsonFault | undefined {
  const names = new Set<string>();
  for (walk.at++; next(walk) !== "}"; ) {
    if (next(walk) === ",") walk.at++;
    next(walk);
    const name = JSON.parse(readString(walk)) as string;
    walk.path.push(name);
    if (names.has(name)) return twice(walk.path);
    names.add(name);
    // The colon.
    next(walk);
    walk.at++;
    const fault = findInValue(walk);
    if (fault) return fault;
    walk.path.pop();
  }
  walk.at++;
  return undefined;
}

function findInArray(walk: Walk): JsonFault | undefined {
  walk.at++;
  for (let index = 0; next(walk) !== "]"; index++) {
    if (next(walk) === ",") walk.at++;
    walk.path.push(String(index));
    const fault = findInValue(walk);
    if (fault) return fault;
    walk.path.pop();
  }
  walk.at++;
  return undefined;
}

/** The next character that is no space, without going past it. */
function next(walk: Walk): string {
  while (walk.text.charCodeAt(walk.at) <= 32) walk.at++;
  return walk.text[walk.at] as string;
}

function readString(walk: Walk): string {
  const start = walk.at;
  walk.at = endOfString(walk.text, start) + 1;
  return walk.text.slice(start, walk.at);
}

const pointerOf = (path: readonly string[]) => toPointer(path).slice(0, MAX_PATH);

function twice(path: readonly string[]): JsonFault {
  const message = "The object has this name before. Give each name once.";
  return { code: "VALUE_DUPLICATE", pointer: pointerOf(path), message };
}

function notHeld(path: readonly string[]): JsonFault {
  const message =
    "A double-precision number does not hold this one exactly, or at all. Give a smaller one, or text in quotes.";
  return { code: "VALUE_NUMBER", pointer: pointerOf(path), message };
}
