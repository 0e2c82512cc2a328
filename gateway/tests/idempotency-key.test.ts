import { expect, test } from "vitest";
import { readIdempotencyKey } from "../src/rest/idempotency-key.ts";

test.each([
  ['"8e03978e-40d5"', "8e03978e-40d5"],
  ['"with space, comma"', "with space, comma"],
  [String.raw`"a \"quoted\" \\ one"`, String.raw`a "quoted" \ one`],
  ["8e03978e-40d5", "8e03978e-40d5"],
  ["x".repeat(255), "x".repeat(255)],
  [undefined, undefined],
])("%s is the key %s", (header, key) => {
  expect(readIdempotencyKey(header)).toBe(key);
});

test.each(["", '""', '"never closed', "two words", '"a", "b"', "é", `"${"x".repeat(256)}"`, ["one", "two"]])(
  "%s is none, and is refused with its header's name",
  (header) => {
    expect(() => readIdempotencyKey(header)).toThrow(
      expect.objectContaining({
        code: "BAD_USER_INPUT",
        fields: [expect.objectContaining({ path: "Idempotency-Key" })],
      }),
    );
  },
);
