import { stringifyJson } from "@bulkhead/kernel/json-text.ts";
import type { ExecutionResult } from "graphql";

const texts = new WeakMap<ExecutionResult, string>();

/** An answer as JSON, written once for everybody who gets the same one. */
export function answerText(result: ExecutionResult): string {
  let text = texts.get(result);
  if (text === undefined) {
    text = stringifyJson(result);
    texts.set(result, text);
  }
  return text;
}

/** Texts on their way through graphql-ws, which would write each message anew. */
const held = new Map<string, string>();
let count = 0;

const HELD = /"payload":\{"held":"(\d+)"\}\}$/;

/** What to give graphql-ws as the payload in place of the answer. */
export function hold(result: ExecutionResult): { held: string } {
  count++;
  const name = String(count);
  held.set(name, answerText(result));
  return { held: name };
}

/** The message with the answer put in. It is the last member, and an answer has no such member: no client can imitate it. */
export function release(message: string): string {
  const [end, name] = HELD.exec(message.slice(-64)) ?? [];
  const text = name === undefined ? undefined : held.get(name);
  if (end === undefined || name === undefined || text === undefined) return message;
  held.delete(name);
  return `${message.slice(0, -end.length)}"payload":${text}}`;
}
