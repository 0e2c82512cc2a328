import { createPushedCache } from "@bulkhead/kernel/pushed-cache.ts";
import { expect, test } from "vitest";

/** A source whose loads end when the test says so. */
function controlled() {
  const loads: { key: string; answer(value: string | undefined): void; fail(error: Error): void }[] = [];
  const load = (key: string) =>
    new Promise<string | undefined>((resolve, reject) => loads.push({ key, answer: resolve, fail: reject }));
  return { loads, load };
}

test("a hit is answered without waiting, a miss is loaded once for all who ask", async () => {
  const { loads, load } = controlled();
  const cache = createPushedCache<string>({ load, max: 10 });
  const asked = [cache.get("a"), cache.get("a"), cache.get("b")];
  expect(loads.map(({ key }) => key)).toEqual(["a", "b"]);
  loads[0]?.answer("A");
  loads[1]?.answer("B");
  expect(await Promise.all(asked)).toEqual(["A", "A", "B"]);
  expect(cache.get("a")).toBe("A");
  expect(loads).toHaveLength(2);
});

test("what is forgotten is loaded again", async () => {
  let version = 1;
  const cache = createPushedCache({ load: async () => version, max: 10 });
  expect(await cache.get("a")).toBe(1);
  version = 2;
  expect(await cache.get("a")).toBe(1);
  cache.forget("a");
  expect(await cache.get("a")).toBe(2);
});

test("a load that a change overtook is not kept, and nobody who asks afterwards is given it", async () => {
  const { loads, load } = controlled();
  const cache = createPushedCache<string>({ load, max: 10 });
  const before = cache.get("a");
  cache.forget("a");
  const after = cache.get("a");
  loads[1]?.answer("new");
  loads[0]?.answer("old");
  expect(await before).toBe("old");
  expect(await after).toBe("new");
  expect(cache.get("a")).toBe("new");
});

test("neither a failure nor the absence of a thing is kept", async () => {
  const { loads, load } = controlled();
  const cache = createPushedCache<string>({ load, max: 10 });
  const failing = cache.get("a");
  loads[0]?.fail(new Error("away"));
  await expect(failing).rejects.toThrow("away");
  const absent = cache.get("a");
  loads[1]?.answer(undefined);
  expect(await absent).toBeUndefined();
  const found = cache.get("a");
  loads[2]?.answer("A");
  expect(await found).toBe("A");
});

test("while the feed is silent nothing kept is believed and nothing is kept", async () => {
  let trusted = false;
  let version = 0;
  const cache = createPushedCache({ load: async () => ++version, max: 10, trusted: () => trusted });
  expect(await cache.get("a")).toBe(1);
  trusted = true;
  expect(await cache.get("a")).toBe(2);
  expect(cache.get("a")).toBe(2);
  trusted = false;
  expect(await cache.get("a")).toBe(3);
});

test("it holds no more than it may, and drops the least recently used", async () => {
  let loads = 0;
  const cache = createPushedCache({ load: async (key) => `${key}${++loads}`, max: 2 });
  for (const key of ["a", "b", "a", "c"]) await cache.get(key);
  expect(cache.get("a")).toBe("a1");
  expect(cache.get("c")).toBe("c3");
  expect(cache.get("b")).toBeInstanceOf(Promise);
});

test("a peek answers what is at hand and believed, and loads nothing", async () => {
  let trusted = true;
  let loads = 0;
  const cache = createPushedCache({ load: async () => ++loads, max: 10, trusted: () => trusted });
  expect(cache.peek("a")).toBeUndefined();
  expect(loads).toBe(0);
  await cache.get("a");
  expect(cache.peek("a")).toBe(1);
  trusted = false;
  expect(cache.peek("a")).toBeUndefined();
  expect(loads).toBe(1);
});

test("while the feed is silent a load is joined only as long as it is young, and the older answer is not kept", async () => {
  const { loads, load } = controlled();
  let trusted = false;
  const cache = createPushedCache<string>({ load, max: 10, trusted: () => trusted });
  const asked = [cache.get("a"), cache.get("a")];
  expect(loads).toHaveLength(1);
  const began = performance.now();
  await expect.poll(() => performance.now() - began).toBeGreaterThan(300);
  asked.push(cache.get("a"));
  expect(loads).toHaveLength(2);
  loads[1]?.answer("new");
  loads[0]?.answer("old");
  expect(await Promise.all(asked)).toEqual(["old", "old", "new"]);
  trusted = true;
  expect(cache.peek("a")).toBeUndefined();
});
