import { readAsTenant, type Statement } from "@bulkhead/kernel/database.ts";
import { newUuid, tryDecodeId } from "@bulkhead/kernel/id.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { lotStatement } from "../src/bulk/read-lot.ts";
import { lotStatement as migrationLot } from "../src/evolution/read-lot.ts";
import { FIRST_ID } from "../src/evolution/statements.ts";
import { MAX_LOT_BYTES } from "../src/records/lot-bytes.ts";
import { selectDue } from "../src/retention/read-due.ts";
import { define, openTestData, someone, type TestData } from "./fixture.ts";

let data: TestData;
beforeAll(async () => {
  data = await openTestData();
});
afterAll(() => data.stop());

const RECORDS = 200;
/** More than there are. */
const ROWS = 1_000;

interface Whole {
  tenantId: string;
  collectionId: string;
}

/** A collection of records whose one text is what the SQL says. */
async function records(text: string, count = RECORDS): Promise<Whole> {
  const who = someone();
  const { id } = await define(data, who, { type: "object", properties: { text: { type: "string" } } });
  const collectionId = tryDecodeId("collection", id) ?? "";
  await data.platform.databases.owner.pool.query(
    `insert into data.record (tenant_id, id, collection_id, data, version, schema_version, created_at, updated_at,
       created_by, updated_by)
     select $1, uuidv7(interval '-1 hour'), $2, jsonb_build_object('text', ${text}), 1, 1, now(), now(), 'x', 'x'
     from generate_series(1, ${count}) n`,
    [who.tenantId, collectionId],
  );
  return { tenantId: who.tenantId, collectionId };
}

/** Every other one is deleted. */
async function deleteHalf({ tenantId }: Whole): Promise<void> {
  await data.platform.databases.owner.pool.query(
    `with numbered as (select id, row_number() over (order by id) as number from data.record where tenant_id = $1),
       gone as (delete from data.record r using numbered n where r.tenant_id = $1 and r.id = n.id and n.number % 2 = 0 returning r.*)
     insert into data.deleted_record (tenant_id, id, collection_id, version, data, schema_version, restored_from, created_at,
       created_by, updated_at, updated_by, deleted_at, deleted_by)
     select tenant_id, id, collection_id, version + 1, data, schema_version, restored_from, created_at, created_by,
       updated_at, updated_by, now(), 'x' from gone`,
    [tenantId],
  );
}

interface LotOf {
  what: string;
  prepare?(whole: Whole): Promise<void>;
  statement(whole: Whole, afterId: string | null): Statement;
}

const LOTS: LotOf[] = [
  {
    what: "a bulk change or an export",
    statement: (whole, afterId) => lotStatement({ ...whole, untilId: newUuid(), afterId }, () => "", ROWS),
  },
  {
    what: "a migration",
    statement: ({ tenantId, collectionId: collection_id }, afterId) =>
      migrationLot({ tenantId, collection_id, at_id: afterId ?? FIRST_ID, until_id: newUuid() }, ROWS),
  },
  {
    what: "a removal of what is over, whose records are partly deleted",
    prepare: deleteHalf,
    statement: ({ tenantId, collectionId }, afterId) =>
      selectDue(tenantId, { collectionId, afterId, before: newUuid(), rows: ROWS, withDeleted: true }),
  },
];

const read = ({ tenantId }: Whole, statement: Statement) =>
  readAsTenant<{ id: string; data: string }>(data.platform.databases.data, tenantId, statement);

/** Pages of 8 KiB that reading a lot takes. */
async function pagesOf({ text, values = [] }: Statement): Promise<number> {
  const { rows } = await data.platform.databases.owner.pool.query(`explain (analyze, buffers, format json) ${text}`, [
    ...values,
  ]);
  const { Plan: plan } = rows[0]["QUERY PLAN"][0];
  return plan["Shared Hit Blocks"] + plan["Shared Read Blocks"];
}

describe.each(LOTS)("$what", ({ statement, prepare }) => {
  test("of large records a lot reads those that it answers, and not all that it might", async () => {
    const whole = await records("(select string_agg(md5(n || ' ' || m), '') from generate_series(1, 2000) m)");
    await prepare?.(whole);
    const lot = await read(whole, statement(whole, null));
    expect(lot).toHaveLength(Math.ceil(MAX_LOT_BYTES / 64_013));
    // All of them are 1,600 pages and more.
    expect(await pagesOf(statement(whole, null))).toBeLessThan(400);
  });

  test("what is packed where it is stored is cut by the bytes that it has as text, and no record is left out", async () => {
    const whole = await records("repeat('text ', 20000)");
    await prepare?.(whole);
    const found: string[] = [];
    for (let afterId: string | null = null; ; ) {
      const lot = await read(whole, statement(whole, afterId));
      if (lot.length === 0) break;
      expect(lot.length).toBeLessThanOrEqual(Math.ceil(MAX_LOT_BYTES / 100_000));
      found.push(...lot.map(({ id }) => id));
      afterId = found.at(-1) ?? null;
    }
    expect(found).toHaveLength(RECORDS);
    expect(new Set(found).size).toBe(RECORDS);
  });

  test("one that alone is more than a lot is a lot", async () => {
    const whole = await records("(select string_agg(md5(n || ' ' || m), '') from generate_series(1, 32000) m)", 3);
    await prepare?.(whole);
    const lot = await read(whole, statement(whole, null));
    expect(lot.map(({ data: text }) => text.length > MAX_LOT_BYTES)).toEqual([true]);
  });
});
