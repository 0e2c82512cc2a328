import { JsonText, memberName } from "./json-text.ts";

/**
 * JSON between processes. A JsonText travels as a string, marked by a first character that texts do not have (one that
 * has it gets a mark too), so that it is neither parsed nor written anew on the way and keeps every digit of its numbers.
 * Everything else is plain JSON (RFC 8259).
 */
const MARK = "\0";
const JSON_TEXT = `${MARK}j`;
const PLAIN_TEXT = `${MARK}s`;
/** How JSON.stringify begins a marked string. */
const MARK_IN_TEXT = '"\\u0000';

export function stringifyInternal(value: unknown): string {
  switch (typeof value) {
    case "string":
      return JSON.stringify(value.charCodeAt(0) === 0 ? PLAIN_TEXT + value : value);
    case "number":
      return Number.isFinite(value) ? String(value) : beyondDoubles(value);
    case "boolean":
      return value ? "true" : "false";
    case "object":
      return value === null ? "null" : stringifyObject(value);
    default:
      return "null";
  }
}

/** A number such as 1e999 is one in JSON, and is read as infinite again: as null it would mean something else. */
function beyondDoubles(value: number): string {
  if (Number.isNaN(value)) return "null";
  return value > 0 ? "1e999" : "-1e999";
}

function stringifyObject(value: object): string {
  if (value instanceof JsonText) return JSON.stringify(JSON_TEXT + value.text);
  if (Array.isArray(value)) {
    let list = "[";
    for (let at = 0; at < value.length; at++) list += (at > 0 ? "," : "") + stringifyInternal(value[at]);
    return `${list}]`;
  }
  const { toJSON } = value as { toJSON?: unknown };
  if (typeof toJSON === "function") return stringifyInternal(toJSON.call(value));
  let text = "{";
  let comma = "";
  for (const key in value) {
    const member = (value as Record<string, unknown>)[key];
    if (member === undefined) continue;
    text += comma + memberName(key) + stringifyInternal(member);
    comma = ",";
  }
  return `${text}}`;
}

/** Throws a SyntaxError when it is no JSON. */
export function parseInternal(text: string): unknown {
  const value: unknown = JSON.parse(text);
  return text.includes(MARK_IN_TEXT) ? revive(value) : value;
}

function revive(value: unknown): unknown {
  if (typeof value === "string") return value.charCodeAt(0) === 0 ? reviveMarked(value) : value;
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) {
    for (let at = 0; at < value.length; at++) value[at] = revive(value[at]);
    return value;
  }
  for (const [key, member] of Object.entries(value)) {
    const revived = revive(member);
    // Defined and not assigned: a member named __proto__ is data like any other.
    if (revived !== member) Object.defineProperty(value, key, { ...PLAIN, value: revived });
  }
  return value;
}

const PLAIN = { configurable: true, enumerable: true, writable: true };

function reviveMarked(text: string): unknown {
  if (text.startsWith(JSON_TEXT)) return new JsonText(text.slice(JSON_TEXT.length));
  return text.startsWith(PLAIN_TEXT) ? text.slice(PLAIN_TEXT.length) : text;
}
