import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createShelves, type Kept } from "../src/cache/shelves.ts";

const MAX = 10_000;

const put = fc.record({
  is: fc.constant("put" as const),
  tenantId: fc.constantFrom("a", "b", "c", "d", "e", "f"),
  key: fc.integer({ min: 0, max: 20 }).map(String),
  families: fc.uniqueArray(fc.constantFrom("record", "records", "collection"), { minLength: 1 }),
  bytes: fc.integer({ min: 1, max: 900 }),
});
const get = fc.record({
  is: fc.constant("get" as const),
  tenantId: put.map(({ tenantId }) => tenantId),
  key: fc.integer({ min: 0, max: 20 }).map(String),
});
const drop = fc.record({
  is: fc.constant("drop" as const),
  tenantId: put.map(({ tenantId }) => tenantId),
  family: fc.constantFrom("record", "collection"),
});

test("whatever is put, asked for and dropped: bytes within the bound and each tenant's share, and nothing stale", () => {
  fc.assert(
    fc.property(fc.array(fc.oneof({ weight: 6, arbitrary: put }, get, drop), { maxLength: 120 }), (steps) => {
      const shelves = createShelves(MAX);
      const model = new Map<string, Kept>();
      const nameOf = ({ tenantId, key }: { tenantId: string; key: string }) => `${tenantId} ${key}`;
      for (const step of steps) {
        if (step.is === "put") {
          const kept = { ...step, begun: 0, result: { data: {} } };
          const took = shelves.put(kept);
          expect(took).toBe(step.bytes <= MAX / 16);
          if (took) model.set(nameOf(step), kept);
        } else if (step.is === "get") {
          // It may have been pushed out, but what is found is what was put last.
          const found = shelves.get(step.tenantId, step.key);
          if (found) expect(found).toBe(model.get(nameOf(step)));
        } else {
          shelves.drop(step.tenantId, step.family);
          for (const [name, kept] of model)
            if (kept.tenantId === step.tenantId && kept.families.includes(step.family)) model.delete(name);
        }
        const held = [...model.values()].filter(({ tenantId, key }) => shelves.get(tenantId, key));
        const sum = (all: readonly Kept[]) => all.reduce((total, { bytes }) => total + bytes, 0);
        expect(shelves.bytes()).toBe(sum(held));
        expect(sum(held)).toBeLessThanOrEqual(MAX);
        for (const tenant of "abcdef")
          expect(sum(held.filter(({ tenantId }) => tenantId === tenant))).toBeLessThanOrEqual(MAX / 4);
      }
    }),
    { numRuns: 150 },
  );
});

test("the one who asks for most pushes out its own", () => {
  const shelves = createShelves(MAX);
  const entry = (tenantId: string, key: string) => ({
    tenantId,
    key,
    families: ["record"],
    begun: 0,
    bytes: 500,
    result: {},
  });
  shelves.put(entry("quiet", "kept"));
  for (let at = 0; at < 1_000; at++) shelves.put(entry("loud", String(at)));
  expect(shelves.get("quiet", "kept")).toBeDefined();
  expect([shelves.get("loud", "994"), shelves.get("loud", "999")?.key]).toEqual([undefined, "999"]);
});

test("a full cache takes no more memory than it was given", async () => {
  const script = path.join(import.meta.dirname, "fixtures/measure-cache.ts");
  const { stdout } = await promisify(execFile)(process.execPath, ["--expose-gc", script], { timeout: 30_000 });
  const { maxBytes, said, grown } = JSON.parse(stdout) as Record<"maxBytes" | "said" | "grown", number>;
  console.log(`response cache: ${stdout.trim()}`);
  // Full: otherwise it would be no wonder that it is little.
  expect(said).toBeGreaterThan(maxBytes * 0.9);
  expect(grown).toBeLessThan(maxBytes * 1.1);
}, 40_000);
