import { createCursors } from "@bulkhead/kernel/cursor.ts";
import { newUuid } from "@bulkhead/kernel/id.ts";
import { deriveKey } from "@bulkhead/kernel/key.ts";
import { expect, test } from "vitest";

const cursors = createCursors(deriveKey("a secret of at least thirty-two bytes", "cursors"));
const [a, b] = [newUuid(), newUuid()];
const sealed = cursors.seal(a, "records", ["x", 1.5, null]);

test("a cursor opens for its own tenant and scope, with its values", () => {
  expect(cursors.open(a, "records", sealed)).toEqual(["x", 1.5, null]);
});

const changed = `${sealed.slice(0, -1)}${sealed.endsWith("A") ? "B" : "A"}`;
test.each([
  ["another tenant's", b, "records", sealed],
  ["another list's", a, "users", sealed],
  ["a changed one", a, "records", changed],
  ["a random text", a, "records", "bm90IGEgY3Vyc29y"],
  ["an empty one", a, "records", ""],
  ["a huge one", a, "records", "A".repeat(100_000)],
])("%s is refused in the same words", (_, tenantId, scope, cursor) => {
  expect(() => cursors.open(tenantId, scope, cursor)).toThrow(
    expect.objectContaining({
      code: "INVALID_CURSOR",
      message: expect.stringContaining("does not belong to this list"),
    }),
  );
});
