import { tryDecodeId } from "@bulkhead/kernel/id.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, create, define, openTestData, someone, type TestData } from "./fixture.ts";
import { lastWritten } from "./guards.ts";
import { bytesOf, remove, restore, update } from "./history-fixture.ts";

let data: TestData;
beforeAll(async () => {
  data = await openTestData();
});
afterAll(() => data.stop());

const PURGE = `mutation ($input: PurgeRecordInput!) { purgeRecord(input: $input) { id } }`;

/** Tables of the room that hold a text anywhere in a tenant's rows. */
async function tablesWith(tenantId: string, text: string): Promise<string[]> {
  const { pool } = data.platform.databases.owner;
  const { rows } = await pool.query<{ name: string }>(
    "select format('%I.%I', table_schema, table_name) as name from information_schema.tables where table_schema = 'data'",
  );
  const found: string[] = [];
  for (const { name } of rows) {
    const { rowCount } = await pool.query(`select from ${name} t where t.tenant_id = $1 and t::text like $2`, [
      tenantId,
      `%${text}%`,
    ]);
    if (rowCount) found.push(name);
  }
  return found;
}

test("a purged record is gone from every table, with all that it ever was, and its bytes", async () => {
  const ada = someone();
  await define(data, ada);
  const { id } = await create(data, ada, { name: "zanzibar" });
  // More versions than go in one transaction.
  await data.platform.databases.owner.pool.query(
    `insert into data.record_version (tenant_id, record_id, version, collection_id, data, schema_version, written_at, written_by)
     select tenant_id, id, n + 2, collection_id, data, 1, now(), created_by from data.record, generate_series(1, 1000) n
     where tenant_id = $1`,
    [ada.tenantId],
  );
  await update(data, ada, id, 1, { name: "zanzibar two" });
  await remove(data, ada, id);
  expect(await tablesWith(ada.tenantId, "zanzibar")).toEqual(["data.deleted_record", "data.record_version"]);
  expect((await ask(data, ada, PURGE, { input: { id } })).data).toEqual({ purgeRecord: { id } });
  expect(await tablesWith(ada.tenantId, "zanzibar")).toEqual([]);
  expect(await tablesWith(ada.tenantId, tryDecodeId("record", id) ?? "")).toEqual([]);
  const { event, audited } = await lastWritten(data, ada.tenantId);
  expect(event).toMatchObject({ type: "record.purged" });
  expect(audited).toMatchObject({ action: "record.purge", target_id: id });
  expect((await restore(data, ada, { id })).refusals).toMatchObject([{ code: "NOT_FOUND" }]);
});

test("its bytes are free again, and those of others stay counted", async () => {
  const ada = someone();
  await define(data, ada);
  const [one, other] = [await create(data, ada, { name: "one" }), await create(data, ada, { name: "other" })];
  for (const { id } of [one, other]) await update(data, ada, id, 1, { name: "changed", note: "x".repeat(100) });
  await remove(data, ada, one.id);
  await ask(data, ada, PURGE, { input: { id: one.id } });
  const bytes = await bytesOf(data, ada);
  expect(bytes.counted).toBe(bytes.kept);
  expect(bytes.counted).toBeGreaterThan(100);
});

test("a living record is not purged", async () => {
  const ada = someone();
  await define(data, ada);
  const { id } = await create(data, ada, { name: "one" });
  expect((await ask(data, ada, PURGE, { input: { id } })).refusals).toMatchObject([{ code: "CONFLICT" }]);
});

test("of one who restores and one who purges at once one wins, and nothing is left half", async () => {
  const ada = someone();
  await define(data, ada);
  for (let round = 0; round < 6; round++) {
    const { id } = await create(data, ada, { name: `round ${round}` });
    await update(data, ada, id, 1, { name: "two" });
    await remove(data, ada, id);
    const [purged, restored] = await Promise.all([
      ask(data, ada, PURGE, { input: { id } }),
      restore(data, ada, { id }),
    ]);
    expect([purged, restored].filter(({ refusals }) => refusals.length === 0)).toHaveLength(1);
    const { rows } = await data.platform.databases.owner.pool.query(
      "select from data.record_version where tenant_id = $1 and record_id = $2",
      [ada.tenantId, tryDecodeId("record", id)],
    );
    expect(rows).toHaveLength(restored.refusals.length === 0 ? 3 : 0);
  }
  const bytes = await bytesOf(data, ada);
  expect(bytes.counted).toBe(bytes.kept);
});
