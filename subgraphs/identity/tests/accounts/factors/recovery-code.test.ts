import { expect, test } from "vitest";
import { digestRecoveryCode, newRecoveryCode, readRecoveryCode } from "../../../src/accounts/factors/recovery-code.ts";

test("a code has eighty bits in four groups, and no two of its characters look alike", () => {
  const codes = Array.from({ length: 2_000 }, newRecoveryCode);
  for (const code of codes) expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}$/);
  expect(new Set(codes).size).toBe(2_000);
  // Each place takes each of the 32 characters.
  for (let place = 0; place < 19; place++)
    if (place % 5 !== 4) expect(new Set(codes.map((code) => code[place])).size).toBe(32);
});

test("case, dashes, spaces and look-alikes do not matter when it is typed", () => {
  const key = Buffer.alloc(32, 1);
  const digest = digestRecoveryCode(key, "a", "0123-4567-1ABC-DEF0");
  for (const typed of ["0123-4567-1abc-def0", "o123 4567 lABC DEFO", " 01234567iabcdefo ", "O1-23-4567-LABCDEF0"])
    expect(digestRecoveryCode(key, "a", typed), typed).toEqual(digest);
  for (const none of ["", "0123-4567-1ABC-DEF", "0123-4567-1ABC-DEF01", "0123-4567-1ABC-DEFU", "0123-4567-1ABC-DÉF0"])
    expect(readRecoveryCode(none), none).toBeUndefined();
});

test("what is kept of a code depends on its account and on a key that is not in the database", () => {
  const code = newRecoveryCode();
  const kept = [
    digestRecoveryCode(Buffer.alloc(32, 1), "a", code),
    digestRecoveryCode(Buffer.alloc(32, 2), "a", code),
    digestRecoveryCode(Buffer.alloc(32, 1), "b", code),
  ];
  expect(new Set(kept.map(String)).size).toBe(3);
});
