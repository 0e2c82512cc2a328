import { createTenantCache } from "@bulkhead/kernel/tenant-cache.ts";
import { expect, test } from "vitest";

function counting() {
  const loads: string[] = [];
  const cache = createTenantCache<string>({
    load: async (tenantId, id) => {
      loads.push(`${tenantId}/${id}`);
      return id === "none" ? undefined : `${id} of ${tenantId}`;
    },
    max: 10,
  });
  return { loads, cache };
}

test("the same id in two tenants is two things", async () => {
  const { cache } = counting();
  expect(await cache.get("a", "1")).toBe("1 of a");
  expect(cache.peek("b", "1")).toBeUndefined();
  expect(await cache.get("b", "1")).toBe("1 of b");
  cache.forget("a", "1");
  expect(cache.peek("a", "1")).toBeUndefined();
  expect(cache.peek("b", "1")).toBe("1 of b");
});

test("what is not there is not kept", async () => {
  const { loads, cache } = counting();
  expect(await cache.get("a", "none")).toBeUndefined();
  expect(await cache.get("a", "none")).toBeUndefined();
  expect(loads).toEqual(["a/none", "a/none"]);
});

test("forgetting all reaches loads under way, whose callers are answered and whose results are not kept", async () => {
  const { loads, cache } = counting();
  await cache.get("a", "1");
  const under = cache.get("a", "2");
  cache.forgetAll();
  expect(await under).toBe("2 of a");
  expect(cache.peek("a", "1")).toBeUndefined();
  expect(cache.peek("a", "2")).toBeUndefined();
  await cache.get("a", "2");
  expect(loads).toEqual(["a/1", "a/2", "a/2"]);
});
