import type { Permission } from "@bulkhead/kernel/permission.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { until } from "../../../tests/testkit/until.ts";
import { startTestWorkers } from "../../../tests/testkit/workers.ts";
import { stateOf, stocked } from "./action-fixture.ts";
import { grants, openTestData, someone, type TestData } from "./fixture.ts";
import { createImport, readImport, startImport, upload } from "./import-fixture.ts";

let data: TestData;
beforeAll(async () => {
  data = await openTestData();
});
afterAll(() => data.stop());

const WITH: readonly Permission[] = ["import:create", "import:read"];

describe("what an import needs beside import:create", () => {
  test.each([
    ["UPSERT", [], "records:update"],
    ["REPLACE", [], "records:update"],
    ["REPLACE", ["records:update"], "records:delete"],
    ["UPSERT", ["record:update"], "records:update"],
  ] as const)("%s with %j lacks %s", async (action, held, missing) => {
    const ann = await stocked(data, 1);
    const bob = someone(ann.tenantId, [...WITH, ...held]);
    const input = { collection: "people", upload: await upload(data, bob, "code\nc0\n"), action, key: "code" };
    for (const dryRun of [false, true]) {
      const { refusals } = await createImport(data, bob, { ...input, dryRun });
      expect(refusals).toMatchObject([{ code: "FORBIDDEN", extensions: { missing: [missing] } }]);
    }
  });

  test("is asked again while it runs: whoever has lost it changes nothing any more", async () => {
    const ann = await stocked(data, 3);
    const others = { action: "REPLACE", key: "code" };
    const id = await startImport(data, ann, "code,n\nc0,9\n", "STRICT", "people", others);
    grants.set(ann.id, { permissions: [...WITH, "records:update"], collections: undefined });
    const before = await stateOf(data, ann);
    const workers = await startTestWorkers(data.platform, data.room.jobs);
    await until(async () => {
      await workers.reconcile();
      return (await readImport(data, ann, id)).finishedAt !== null;
    }, 20_000);
    await workers.stop();
    expect(await readImport(data, ann, id)).toMatchObject({ status: "FAILED", failure: { code: "IMPORT_REFUSED" } });
    expect((await stateOf(data, ann)).living).toEqual(before.living);
  });
});

describe("input that is refused with its place", () => {
  test.each([
    [{ action: "UPSERT" }, "input.key", "KEY_REQUIRED"],
    [{ action: "REPLACE", key: "n" }, "input.key", "KEY_NOT_UNIQUE"],
    [{ action: "UPSERT", key: "nothing" }, "input.key", "KEY_NOT_UNIQUE"],
    [{ key: "code" }, "input.key", "KEY_NOT_USED"],
    [{ idempotencyKey: "" }, "input.idempotencyKey", "INVALID_KEY"],
    [{ idempotencyKey: "a\nb" }, "input.idempotencyKey", "INVALID_KEY"],
  ])("%j: %s %s", async (others, path, code) => {
    const ann = await stocked(data, 0);
    const input = { collection: "people", upload: await upload(data, ann, "code\nc0\n"), ...others };
    const { refusals } = await createImport(data, ann, input);
    expect(refusals).toMatchObject([{ code: "BAD_USER_INPUT", fields: [{ path, code }] }]);
    if (code.startsWith("KEY_NOT_UNIQUE") || code === "KEY_REQUIRED")
      expect(refusals[0]?.fields?.[0]?.message).toContain('"code" or "serial"');
  });
});

test("another tenant's idempotency key is no key of mine", async () => {
  const [ann, bob] = [await stocked(data, 0), await stocked(data, 0)];
  const ask = async (who: typeof ann) =>
    createImport(data, who, {
      collection: "people",
      upload: await upload(data, who, "code\na\n"),
      idempotencyKey: "shared",
    });
  // The same id in another tenant, which no credential has: the tenant alone must keep them apart.
  const [one, two] = [await ask(ann), await ask({ ...bob, id: ann.id })];
  expect([...one.refusals, ...two.refusals]).toEqual([]);
  expect(two.data.createImport.import.id).not.toBe(one.data.createImport.import.id);
});
