/**
 * A JSON value passed on as the text it came in, so that nobody parses and writes again what nobody looks into. Whoever
 * does not know it, `JSON.stringify` first of all, finds the value by `toJSON`.
 */
export class JsonText {
  /** Valid JSON (RFC 8259): as PostgreSQL writes a jsonb, never a client's own text. */
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  toJSON(): unknown {
    return JSON.parse(this.text);
  }
}

/** Member names as they are written, with their colon. An answer has fifty objects with the same five names. */
const names = new Map<string, string>();
const MAX_NAMES = 1_000;

/** `"key":`, written once for a name that comes often. */
export function memberName(key: string): string {
  let name = names.get(key);
  if (name === undefined) {
    name = `${JSON.stringify(key)}:`;
    if (names.size < MAX_NAMES) names.set(key, name);
  }
  return name;
}

/** As `JSON.stringify`, but a JsonText goes in as it is. For answers: plain objects, lists and scalars. */
export function stringifyJson(value: unknown): string {
  switch (typeof value) {
    case "string":
      return JSON.stringify(value);
    case "number":
      return Number.isFinite(value) ? String(value) : "null";
    case "boolean":
      return value ? "true" : "false";
    case "object":
      break;
    default:
      return "null";
  }
  if (value === null) return "null";
  if (value instanceof JsonText) return value.text;
  if (Array.isArray(value)) return stringifyList(value);
  if (typeof (value as { toJSON?: unknown }).toJSON === "function") return JSON.stringify(value);
  let text = "{";
  let comma = "";
  for (const key in value) {
    const member = (value as Record<string, unknown>)[key];
    if (member === undefined) continue;
    text += comma + memberName(key) + stringifyJson(member);
    comma = ",";
  }
  return `${text}}`;
}

function stringifyList(list: readonly unknown[]): string {
  let text = "[";
  for (let at = 0; at < list.length; at++) text += (at > 0 ? "," : "") + stringifyJson(list[at]);
  return `${text}]`;
}
