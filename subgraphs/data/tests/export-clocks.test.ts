import { decodeId } from "@bulkhead/kernel/id.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { people } from "./bulk-fixture.ts";
import { askExport, readExport } from "./export-fixture.ts";
import { contextOf, exportJobOf } from "./export-turns.ts";
import { create, openTestData, someone, type TestData, type TestPrincipal } from "./fixture.ts";

// No workers here: what is asked for waits until the test gives it its turn.
let data: TestData;
beforeAll(async () => {
  data = await openTestData();
});
afterAll(() => data.stop());

async function written(who: TestPrincipal, id: string): Promise<number> {
  const payload = { exportId: decodeId("export", id, "id") };
  expect(
    await exportJobOf(data).run(
      contextOf(who.tenantId, () => false),
      payload,
    ),
  ).toBe("done");
  const { status, recordsWritten } = await readExport(data, who, id);
  expect(status).toBe("SUCCEEDED");
  return recordsWritten;
}

test("what was made after an export was asked for is not in it", async () => {
  const ada = someone();
  await people(data, ada, 3);
  const id = await askExport(data, ada);
  await create(data, ada, { name: "late" });
  expect(await written(ada, id)).toBe(3);
});

test("a record that was there is in it though the clock that it was made by is ahead; two at once have ids of their own", async () => {
  const ada = someone();
  await people(data, ada, 3);
  const { pool } = data.platform.databases.owner;
  const ahead = `update data.record set id = uuidv7(interval '10 minutes')
    where id = (select id from data.record where tenant_id = $1 limit 1) returning id`;
  const { rows } = await pool.query<{ id: string }>(ahead, [ada.tenantId]);
  const both = await Promise.all([askExport(data, ada), askExport(data, ada)]);
  for (const id of both) expect(await written(ada, id)).toBe(3);
  const ids = both.map((id) => decodeId("export", id, "id"));
  expect(new Set(ids).size).toBe(2);
  // A moment later, and no more: as a UUIDv7 that is the first 48 bits.
  const timeOf = (id: string | undefined) => Number.parseInt((id ?? "").replace("-", "").slice(0, 12), 16);
  for (const id of ids) expect([timeOf(id), id[14]]).toEqual([timeOf(rows[0]?.id) + 1, "7"]);
});
