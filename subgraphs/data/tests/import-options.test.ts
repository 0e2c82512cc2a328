import { afterAll, beforeAll, expect, test } from "vitest";
import { stocked } from "./action-fixture.ts";
import { ask, define, openTestData, someone, type TestData } from "./fixture.ts";
import { eventsOf, testGuards } from "./guards.ts";
import { createImport, upload } from "./import-fixture.ts";

const OPTIONS = `query ($input: ImportOptionsInput!) { importOptions(input: $input) {
  collection profile mode format encoding compression delimiter items formulas action key dryRun bytesLeft } }`;

testGuards({
  source: OPTIONS,
  permission: "import:read",
  async variables(data, principal) {
    await define(data, principal);
    return { input: { collection: "people" } };
  },
  unknown: () => ({ input: { collection: "nothing" } }),
});

let data: TestData;
beforeAll(async () => {
  data = await openTestData();
});
afterAll(() => data.stop());

const SAVE = `mutation ($input: SaveImportProfileInput!) { saveImportProfile(input: $input) { importProfile { name } } }`;

test("says what an import would be started with, and writes nothing", async () => {
  const ann = await stocked(data, 0);
  const profile = { collection: "people", name: "ledger", mode: "PARTIAL", delimiter: "PIPE" };
  expect((await ask(data, ann, SAVE, { input: profile })).refusals).toEqual([]);
  const before = await eventsOf(data, ann.tenantId);
  const input = {
    collection: "people",
    profile: "ledger",
    action: "UPSERT",
    key: "code",
    encoding: "UTF_16LE",
    bytes: 7,
  };
  const { data: answer, refusals } = await ask(data, ann, OPTIONS, { input });
  expect(refusals).toEqual([]);
  const found = { format: null, encoding: "UTF_16LE", compression: null, delimiter: "PIPE", items: null };
  expect(answer.importOptions).toEqual({
    ...{ collection: "people", profile: "ledger", mode: "PARTIAL", action: "UPSERT", key: "code", dryRun: false },
    ...{ ...found, formulas: "GUARDED", bytesLeft: null },
  });
  expect(await eventsOf(data, ann.tenantId)).toEqual(before);
});

test.each([
  [{ profile: "nothing" }, "NOT_FOUND", "input.profile"],
  [{ action: "UPSERT" }, "BAD_USER_INPUT", "input.key"],
  [{ action: "REPLACE", key: "n" }, "BAD_USER_INPUT", "input.key"],
  [{ key: "code" }, "BAD_USER_INPUT", "input.key"],
  [{ format: "NDJSON", delimiter: "TAB" }, "BAD_USER_INPUT", "input.delimiter"],
  [{ items: "data" }, "BAD_USER_INPUT", "input.items"],
  [{ idempotencyKey: "" }, "BAD_USER_INPUT", "input.idempotencyKey"],
])("refuses %j as createImport does", async (said, code, path) => {
  const ann = await stocked(data, 0);
  const input = { collection: "people", ...said };
  const { refusals } = await ask(data, ann, OPTIONS, { input });
  expect(refusals).toMatchObject([{ code, fields: [{ path }] }]);
  const file = await upload(data, ann, "code\nx\n");
  const toImport = await createImport(data, ann, { ...input, upload: file });
  expect(toImport.refusals).toEqual(refusals.map((one) => ({ ...one, path: "createImport" })));
});

test("needs what the import needs", async () => {
  const ann = await stocked(data, 0);
  const reader = someone(ann.tenantId, ["import:read"]);
  const creator = someone(ann.tenantId, ["import:read", "import:create"]);
  const replace = { collection: "people", action: "REPLACE", key: "code" };
  for (const [who, input, missing] of [
    [reader, { collection: "people" }, "import:create"],
    [creator, replace, "records:update"],
  ] as const)
    expect((await ask(data, who, OPTIONS, { input })).refusals).toMatchObject([
      { code: "FORBIDDEN", extensions: { missing: [missing] } },
    ]);
});

test("an idempotency key of another request is refused; the same request is answered though the plan is full by then", async () => {
  const ann = await stocked(data, 1);
  const asked = { collection: "people", mode: "PARTIAL", idempotencyKey: "k" };
  const file = await upload(data, ann, "code\nx\n");
  expect((await createImport(data, ann, { ...asked, upload: file })).refusals).toEqual([]);
  const { pool } = data.platform.databases.owner;
  await pool.query(
    "insert into platform.plan_limit (plan, quota, most) values ('full', 'records', 1), ('full', 'bytes', 1000)",
  );
  await pool.query("insert into platform.tenant_plan (tenant_id, plan) values ($1, 'full')", [ann.tenantId]);
  const options = async (input: object) => (await ask(data, ann, OPTIONS, { input })).refusals;
  expect(await options({ ...asked, bytes: 5 })).toEqual([]);
  expect(await options({ ...asked, dryRun: true })).toMatchObject([
    { code: "CONFLICT", fields: [{ code: "IDEMPOTENCY_KEY_REUSED" }] },
  ]);
  expect(await options({ collection: "people" })).toMatchObject([
    { code: "QUOTA_EXCEEDED", extensions: { quota: "records" } },
  ]);
  const trial = { collection: "people", dryRun: true };
  expect(await options({ ...trial, bytes: 5_000_000_000 })).toMatchObject([
    { code: "QUOTA_EXCEEDED", extensions: { quota: "bytes" } },
  ]);
  const { bytesLeft } = (await ask(data, ann, OPTIONS, { input: { ...trial, bytes: 5 } })).data.importOptions;
  expect(bytesLeft).toBeGreaterThan(5);
  expect(bytesLeft).toBeLessThan(1_000);
});
