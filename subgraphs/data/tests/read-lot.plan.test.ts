import { newUuid, tryDecodeId } from "@bulkhead/kernel/id.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { lotStatement, readLot, type Walk } from "../src/bulk/read-lot.ts";
import { define, openTestData, someone, type TestData } from "./fixture.ts";

let data: TestData;
beforeAll(async () => {
  data = await openTestData();
});
afterAll(() => data.stop());

const RECORDS = 200;
const LOT_BYTES = 512 * 1024;

/** A collection of records whose one text is what the SQL says. */
async function records(text: string): Promise<Walk> {
  const who = someone();
  const { id } = await define(data, who, { type: "object", properties: { text: { type: "string" } } });
  const collectionId = tryDecodeId("collection", id) ?? "";
  await data.platform.databases.owner.pool.query(
    `insert into data.record (tenant_id, id, collection_id, data, version, schema_version, created_at, updated_at,
       created_by, updated_by)
     select $1, uuidv7(interval '-1 hour'), $2, jsonb_build_object('text', ${text}), 1, 1, now(), now(), 'x', 'x'
     from generate_series(1, ${RECORDS}) n`,
    [who.tenantId, collectionId],
  );
  return { tenantId: who.tenantId, collectionId, untilId: newUuid(), afterId: null };
}

/** Pages of 8 KiB that reading a lot takes. */
async function pagesOf(walk: Walk): Promise<number> {
  const { text, values = [] } = lotStatement(walk, () => "", 1_000);
  const { rows } = await data.platform.databases.owner.pool.query(`explain (analyze, buffers, format json) ${text}`, [
    ...values,
  ]);
  const { Plan: plan } = rows[0]["QUERY PLAN"][0];
  return plan["Shared Hit Blocks"] + plan["Shared Read Blocks"];
}

test("of large records a lot reads those that it answers, and not all that it might", async () => {
  const walk = await records("(select string_agg(md5(n || ' ' || m), '') from generate_series(1, 2000) m)");
  const lot = await readLot(data.platform.databases.data, walk, () => "", 1_000);
  expect(lot).toHaveLength(Math.ceil(LOT_BYTES / 64_013));
  // All of them are 1,600 pages and more.
  expect(await pagesOf(walk)).toBeLessThan(400);
});

test("what is packed where it is stored is cut by the bytes that it has as text, and no record is left out", async () => {
  const walk = await records("repeat('text ', 20000)");
  const found: string[] = [];
  for (let afterId: string | null = null; ; ) {
    const lot = await readLot(data.platform.databases.data, { ...walk, afterId }, () => "", 1_000);
    if (lot.length === 0) break;
    expect(lot.length).toBeLessThanOrEqual(Math.ceil(LOT_BYTES / 100_000));
    found.push(...lot.map(({ id }) => id));
    afterId = found.at(-1) ?? null;
  }
  expect(new Set(found).size).toBe(RECORDS);
});
