import type { FieldFault } from "@bulkhead/kernel/error.ts";
import { expect, test } from "vitest";
import { readPassword, typedPassword } from "../../src/accounts/read-password.ts";

function read(value: string) {
  const faults: FieldFault[] = [];
  const password = readPassword(value, "password", faults);
  return { password, codes: faults.map(({ code }) => code), text: JSON.stringify(faults) };
}

test.each([
  ["eleven characters", "elevenchars", "INVALID_LENGTH"],
  ["nothing", "", "INVALID_LENGTH"],
  ["eleven characters of two units each", "🔑".repeat(11), "INVALID_LENGTH"],
  ["201 characters", "a".repeat(201), "INVALID_LENGTH"],
  ["a NUL", "correct horse\0battery", "INVALID_CHARACTER"],
  ["a line break", "correct horse\nbattery", "INVALID_CHARACTER"],
  ["half a character", "correct horse \ud800 battery", "INVALID_CHARACTER"],
])("%s is refused, without being quoted", (_, value, code) => {
  const { codes, text } = read(value);
  expect(codes).toEqual([code]);
  if (value !== "") expect(text).not.toContain(value);
});

test.each([
  ["twelve characters", "twelve chars"],
  ["200 characters", "a".repeat(200)],
  ["twelve characters of two units each", "🔑".repeat(12)],
  ["letters of any script", "пароль из слов"],
  ["spaces at both ends, which count", "  ten letters  "],
])("%s are a password, as they are", (_, value) => {
  expect(read(value)).toMatchObject({ password: value, codes: [] });
});

test("what looks the same on two keyboards is the same password", () => {
  expect(read("Zoe\u0308 und die Maus").password).toBe(read("Zo\u00eb und die Maus").password);
  expect(read("correct\u00a0horse\u3000battery").password).toBe("correct horse battery");
});

test("what is typed is compared in the form in which it was set; what nobody can have set is the empty text", () => {
  expect(typedPassword("Zoe\u0308\u00a0und die Maus")).toBe(read("Zo\u00eb und die Maus").password);
  expect(typedPassword("short")).toBe("short");
  for (const value of ["a".repeat(201), "a".repeat(1_000_000), "correct horse\0battery", "\ud800"])
    expect(typedPassword(value)).toBe("");
  const composed = "\u00eb".repeat(200);
  expect(typedPassword(composed.normalize("NFD"))).toBe(composed);
});
