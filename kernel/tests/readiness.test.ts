import { askReadiness, feedCheck } from "@bulkhead/kernel/readiness.ts";
import { expect, test } from "vitest";

test("every check is listed, and one that fails makes the whole unready", async () => {
  const checks = { database: () => "ok", feed: async () => "ok, 0.1 s behind" };
  expect(await askReadiness(checks)).toEqual({ ok: true, checks: { database: "ok", feed: "ok, 0.1 s behind" } });
  expect(await askReadiness({ ...checks, data: () => "does not answer" })).toEqual({
    ok: false,
    checks: { database: "ok", feed: "ok, 0.1 s behind", data: "does not answer" },
  });
});

test("a check that throws or does not answer fails, and says nothing of why to the world", async () => {
  const { ok, checks } = await askReadiness({
    throws: () => {
      throw new Error("password is hunter2");
    },
    rejects: () => Promise.reject(new Error("password is hunter2")),
    hangs: () => new Promise<string>(() => {}),
  });
  expect(ok).toBe(false);
  expect(checks.hangs).toBe("no answer within two seconds");
  expect(JSON.stringify(checks)).not.toContain("hunter2");
});

test.each([
  [100, "ok, 0.1 s behind"],
  [4_900, "ok, 4.9 s behind"],
  [7_240, "7.2 s behind: the outbox cannot be read, or a transaction holds it back"],
  [Number.POSITIVE_INFINITY, "never read: the outbox cannot be read, or a transaction holds it back"],
])("a feed that is %d ms behind says %s", async (lag, says) => {
  expect(await feedCheck({ lagMs: () => lag })()).toBe(says);
});
