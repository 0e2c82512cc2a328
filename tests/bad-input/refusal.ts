import { ERROR_STATUS, type ErrorCode } from "@bulkhead/kernel/error.ts";
import { expect } from "vitest";

export interface Refusal {
  code: string;
  message: string;
  fields: { path: string; code: string; message: string }[];
}

/** The refusals in an answer, whether it is GraphQL's or a problem of REST. */
export function refusalsIn(text: string): Refusal[] {
  const body = JSON.parse(text) as Record<string, unknown>;
  if (Array.isArray(body.errors) && typeof body.code !== "string")
    return (body.errors as { message: string; extensions: { code: string; fields?: Refusal["fields"] } }[]).map(
      ({ message, extensions }) => ({
        code: extensions.code,
        message,
        fields: extensions.fields ?? [],
      }),
    );
  if (typeof body.code !== "string") return [];
  const errors = (body.errors ?? []) as { pointer: string; code: string; detail: string }[];
  return [
    {
      code: body.code,
      message: String(body.detail),
      fields: errors.map(({ pointer, code, detail }) => ({ path: pointer, code, message: detail })),
    },
  ];
}

/** A sentence one can act upon: some words, and a full stop. The fault of one field may be as short as "Give an object." */
function expectSentence(message: string, atLeast: number): void {
  expect({ message, long: message.length >= atLeast }).toEqual({ message, long: true });
  expect(message).toMatch(/^[A-Z`"'/$\w].*[.?!]$/s);
}

/** Expects a documented code, a sentence that says what to do, and nothing of what must not be repeated. */
export function expectRefused(
  answer: { status: number; text: string; headers?: Headers },
  code: ErrorCode | readonly ErrorCode[],
  secrets: readonly string[] = [],
): Refusal {
  const refusals = refusalsIn(answer.text);
  const [first] = refusals;
  const codes = [code].flat();
  expect({ status: answer.status, text: answer.text.slice(0, 500), code: first?.code }).toEqual({
    status: answer.status,
    text: answer.text.slice(0, 500),
    code: expect.toSatisfy((one: ErrorCode) => codes.includes(one)),
  });
  for (const refusal of refusals) {
    expect(Object.keys(ERROR_STATUS)).toContain(refusal.code);
    expectSentence(refusal.message, refusal.fields.length > 0 ? 10 : 20);
    for (const field of refusal.fields) expectSentence(field.message, 10);
  }
  for (const secret of secrets) expect(answer.text).not.toContain(secret);
  if (!first) throw new Error("nothing was refused");
  return first;
}
