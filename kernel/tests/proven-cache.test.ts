import { createProvenCache } from "@bulkhead/kernel/proven-cache.ts";
import { expect, test } from "vitest";

/** A source whose loads end when the test says so. */
function controlled(trusted: () => boolean = () => true, max = 10) {
  const loads: { secret: string; answer(value: string | undefined): void; fail(error: Error): void }[] = [];
  const load = (secret: string) =>
    new Promise<string | undefined>((resolve, reject) => loads.push({ secret, answer: resolve, fail: reject }));
  return { loads, cache: createProvenCache<string>({ load, max, trusted }) };
}

test("a key at hand is answered at once, and another secret for it is wrong without asking anybody", async () => {
  const { loads, cache } = controlled();
  const asked = cache.get("k", "right");
  loads[0]?.answer("ada");
  expect(await asked).toBe("ada");
  expect(cache.get("k", "right")).toBe("ada");
  expect(cache.get("k", "wrong")).toBeUndefined();
  expect(cache.peek("k", "right")).toBe("ada");
  expect(cache.peek("k", "wrong")).toBeUndefined();
  expect(loads).toHaveLength(1);
});

test("a wrong secret never shares the answer of the right one that is asked about at the same time", async () => {
  const { loads, cache } = controlled();
  const [right, wrong] = [cache.get("k", "right"), cache.get("k", "wrong")];
  const again = cache.get("k", "right");
  expect(loads.map(({ secret }) => secret)).toEqual(["right", "wrong"]);
  loads[0]?.answer("ada");
  loads[1]?.answer(undefined);
  expect([await right, await wrong, await again]).toEqual(["ada", undefined, "ada"]);
});

test("what opens nothing is asked about once for all who ask at the same time, and is not kept", async () => {
  const { loads, cache } = controlled();
  const asked = Array.from({ length: 50 }, () => cache.get("k", "unknown"));
  expect(loads).toHaveLength(1);
  loads[0]?.answer(undefined);
  expect(await Promise.all(asked)).toEqual(new Array(50).fill(undefined));
  void cache.get("k", "unknown");
  expect(loads).toHaveLength(2);
});

test("an answer that a change overtook is not kept, even if the change names another key", async () => {
  const { loads, cache } = controlled();
  const before = cache.get("k", "right");
  cache.forget("other");
  const after = cache.get("k", "right");
  expect(loads).toHaveLength(2);
  loads[0]?.answer("old");
  expect(await before).toBe("old");
  expect(cache.peek("k", "right")).toBeUndefined();
  loads[1]?.answer(undefined);
  expect(await after).toBeUndefined();
  expect(cache.peek("k", "right")).toBeUndefined();
});

test("what is forgotten is asked about again", async () => {
  const { loads, cache } = controlled();
  const first = cache.get("k", "right");
  loads[0]?.answer("ada");
  await first;
  cache.forget("k");
  expect(cache.get("k", "right")).toBeInstanceOf(Promise);
  expect(loads).toHaveLength(2);
});

test("while news does not arrive nothing kept is believed, nothing is kept, and a failure refuses", async () => {
  let trusted = true;
  const { loads, cache } = controlled(() => trusted);
  const first = cache.get("k", "right");
  loads[0]?.answer("ada");
  await first;
  trusted = false;
  expect(cache.peek("k", "right")).toBeUndefined();
  const second = cache.get("k", "right");
  loads[1]?.fail(new Error("away"));
  await expect(second).rejects.toThrow("away");
});

test("it holds no more than it may", async () => {
  const { loads, cache } = controlled(() => true, 2);
  for (const key of ["a", "b", "c"]) {
    const asked = cache.get(key, `secret ${key}`);
    loads.at(-1)?.answer(key);
    await asked;
  }
  expect(cache.peek("a", "secret a")).toBeUndefined();
  expect(cache.peek("c", "secret c")).toBe("c");
});
