import type { FieldFault } from "@bulkhead/kernel/error.ts";
import { createLog } from "@bulkhead/kernel/log.ts";
import { expect, test } from "vitest";
import { createPasswordPolicy } from "../../src/accounts/password-policy.ts";
import { readNewPassword, typedPassword } from "../../src/accounts/read-password.ts";

const policy = createPasswordPolicy({ log: createLog({ level: "fatal", destination: process.stderr }) });

async function read(value: string) {
  const faults: FieldFault[] = [];
  const password = await readNewPassword(policy, value, "password", {}, faults);
  return { password, codes: faults.map(({ code }) => code), text: JSON.stringify(faults) };
}

const LONGEST = "two hundred characters of words ".repeat(7).slice(0, 200);

test.each([
  ["eleven characters", "elevenchars", "INVALID_LENGTH"],
  ["nothing", "", "INVALID_LENGTH"],
  ["eleven characters of two units each", "🔑".repeat(11), "INVALID_LENGTH"],
  ["201 characters", "a".repeat(201), "INVALID_LENGTH"],
  ["a NUL", "correct horse\0battery", "INVALID_CHARACTER"],
  ["a line break", "correct horse\nbattery", "INVALID_CHARACTER"],
  ["half a character", "correct horse \ud800 battery", "INVALID_CHARACTER"],
])("%s is refused, without being quoted", async (_, value, code) => {
  const { codes, text } = await read(value);
  expect(codes).toEqual([code]);
  if (value !== "") expect(text).not.toContain(value);
});

test.each([
  ["twelve characters", "twelve chars"],
  ["200 characters", LONGEST],
  ["twelve characters of two units each", "🔑🚪🏠🌳🚲🐈🎻🌧️🧭🍎🪜⛵"],
  ["letters of any script", "пароль из слов"],
  ["spaces at both ends, which count", "  ten letters  "],
])("%s are a password, as they are", async (_, value) => {
  expect(await read(value)).toMatchObject({ password: value, codes: [] });
});

test("what looks the same on two keyboards is the same password", async () => {
  const composed = await read("Zo\u00eb und die Maus");
  expect(await read("Zoe\u0308 und die Maus")).toEqual(composed);
  expect((await read("correct\u00a0horse\u3000battery")).password).toBe("correct horse battery");
});

test("what is typed is compared in the form in which it was set; what nobody can have set is the empty text", async () => {
  expect(typedPassword("Zoe\u0308\u00a0und die Maus")).toBe((await read("Zo\u00eb und die Maus")).password);
  expect(typedPassword("short")).toBe("short");
  for (const value of ["a".repeat(201), "a".repeat(1_000_000), "correct horse\0battery", "\ud800"])
    expect(typedPassword(value)).toBe("");
  const composed = "\u00eb".repeat(200);
  expect(typedPassword(composed.normalize("NFD"))).toBe(composed);
});
