import type { FieldFault } from "@bulkhead/kernel/error.ts";
import { readName, refuseFaults } from "@bulkhead/kernel/input.ts";
import { expect, test } from "vitest";

function read(value: string): { name: string; codes: string[] } {
  const faults: FieldFault[] = [];
  const name = readName(value, "input.name", faults);
  return { name, codes: faults.map(({ code }) => code) };
}

test.each([
  ["Ada", "Ada"],
  ["  Ada Lovelace ", "Ada Lovelace"],
  ["Zoe\u0308", "Zo\u00eb"],
  ["👩‍🚀 Ada", "👩‍🚀 Ada"],
  ["🚀".repeat(200), "🚀".repeat(200)],
])("the name %j is taken as %j", (value, name) => {
  expect(read(value)).toEqual({ name, codes: [] });
});

test.each([
  ["", "INVALID_LENGTH"],
  [" \t ", "INVALID_LENGTH"],
  ["a".repeat(201), "INVALID_LENGTH"],
  ["a\u0000b", "INVALID_CHARACTER"],
  ["a\nb", "INVALID_CHARACTER"],
  ["a\ud800b", "INVALID_CHARACTER"],
  ["invoice\u202efdp.exe", "INVALID_CHARACTER"],
])("the name %j is refused as %s", (value, code) => {
  expect(read(value).codes).toEqual([code]);
});

test("all faults come in one error, and without any there is none", () => {
  expect(() => refuseFaults([])).not.toThrow();
  const faults = ["a", "b"].map((path) => ({ path, code: "X", message: `${path} is wrong.` }));
  expect(() => refuseFaults(faults)).toThrow(expect.objectContaining({ code: "BAD_USER_INPUT", fields: faults }));
  expect(() => refuseFaults(faults.slice(1))).toThrow("b is wrong.");
});
