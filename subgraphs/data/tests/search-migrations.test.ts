import { setImmediate } from "node:timers/promises";
import { decodeId } from "@bulkhead/kernel/id.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { loadMigration } from "../src/evolution/migration-state.ts";
import { runMigration } from "../src/evolution/run-migration.ts";
import { migrate } from "./evolution-fixture.ts";
import { ask, create, define, openTestData, someone, type TestData, type TestPrincipal } from "./fixture.ts";

let data: TestData;
beforeAll(async () => {
  data = await openTestData();
});
afterAll(() => data.stop());

/** Enough for several lots. */
const RECORDS = 70;
const TEXT = { type: "string", maxLength: 100 };
const ENGLISH = { ...TEXT, "x-searchable": "english" };
const GERMAN = { ...TEXT, "x-searchable": "german" };
const schema = (properties: object, required: string[] = []) => ({ type: "object", properties, required });

async function found(who: TestPrincipal, search: string): Promise<number | string> {
  const LIST = `query ($search: String) { records(collection: "people", search: $search, first: 500) { nodes { id } } }`;
  const { data: answer, refusals } = await ask(data, who, LIST, { search });
  return refusals[0]?.code ?? answer.records.nodes.length;
}

/** How many rows records have in each slot, past all walls. */
async function slots({ tenantId }: TestPrincipal) {
  const { rows } = await data.platform.databases.owner.pool.query(
    "select slot, count(*)::int as rows from data.record_text where tenant_id = $1 group by slot order by slot",
    [tenantId],
  );
  return Object.fromEntries(rows.map(({ slot, rows }) => [slot, rows]));
}

async function withRecords(old: object): Promise<TestPrincipal> {
  const ann = someone();
  await define(data, ann, old);
  for (let at = 0; at < RECORDS; at++) await create(data, ann, { title: `Running foxes ${at}`, note: "Häuser stable" });
  return ann;
}

/** Works on a migration, at most so many lots of it; true when nothing is left to do. */
async function work(who: TestPrincipal, id: string, lots = Number.POSITIVE_INFINITY): Promise<boolean> {
  const db = data.platform.databases.data;
  const migration = await loadMigration(db, who.tenantId, decodeId("collectionMigration", id, "id"));
  if (!migration) throw new Error("no such migration");
  let left = lots;
  return runMigration(db, migration, { isOver: () => --left <= 0, settleMs: 500 });
}

const UPDATE = `mutation ($input: UpdateRecordInput!) { updateRecord(input: $input) { record { id version } } }`;

interface Case {
  old: object;
  next: object;
  mapping?: object[];
  /** A search with what it finds of the records that were there, before and after. */
  finds: readonly [string, number | string, number | string][];
  slotsAfter: readonly string[];
}

test.each<[string, Case]>([
  [
    "that adds a searchable field",
    {
      old: schema({ title: ENGLISH, note: TEXT }),
      next: schema({ title: ENGLISH, note: GERMAN }),
      finds: [
        ["runs fox", RECORDS, RECORDS],
        ["haus stable", 0, RECORDS],
        ["haus fox", 0, RECORDS],
      ],
      slotsAfter: ["-1", "1", "2"],
    },
  ],
  [
    "that adds the first one",
    {
      old: schema({ title: TEXT, note: TEXT }),
      next: schema({ title: TEXT, note: GERMAN }),
      finds: [["haus stable", "INDEX_REQUIRED", RECORDS]],
      slotsAfter: ["0", "1"],
    },
  ],
  [
    "that removes one",
    {
      old: schema({ title: ENGLISH, note: GERMAN }),
      next: schema({ title: ENGLISH, note: TEXT }),
      finds: [
        ["runs fox", RECORDS, RECORDS],
        ["haus stable", RECORDS, 0],
      ],
      slotsAfter: ["-1", "1"],
    },
  ],
  [
    "that removes the last one",
    {
      old: schema({ title: TEXT, note: GERMAN }),
      next: schema({ title: TEXT, note: TEXT }),
      finds: [["haus stable", RECORDS, "INDEX_REQUIRED"]],
      slotsAfter: [],
    },
  ],
  [
    "that changes a language",
    {
      old: schema({ title: ENGLISH, note: GERMAN }),
      next: schema({ title: ENGLISH, note: { ...TEXT, "x-searchable": true } }),
      finds: [
        ["haus stable", RECORDS, 0],
        ["häuser stable", RECORDS, RECORDS],
      ],
      slotsAfter: ["-1", "1", "3"],
    },
  ],
  [
    "that maps one",
    {
      old: schema({ title: ENGLISH, note: GERMAN }),
      next: schema({ title: GERMAN, text: GERMAN }),
      mapping: [
        { field: "text", from: "note" },
        { field: "title", value: "" },
      ],
      finds: [["haus stable", RECORDS, RECORDS]],
      slotsAfter: ["-1", "3", "4"],
    },
  ],
])(
  "a migration %s: searches find by the old texts until it is in force, and then all by the new ones",
  async (_, { old, next, mapping, finds, slotsAfter }) => {
    const ann = await withRecords(old);
    const [probe, before, after] = finds.at(-1) ?? ["", 0, 0];
    const expectAll = async (at: 1 | 2) => {
      for (const one of finds) expect([one[0], await found(ann, one[0])]).toEqual([one[0], one[at]]);
    };
    await expectAll(1);
    const id = await migrate(data, ann, { schema: next, mapping: mapping ?? [] });
    expect(await work(ann, id, 1)).toBe(false);
    await expectAll(1);
    let over = false;
    const seen = new Set<number | string>();
    async function read(): Promise<void> {
      while (!over) {
        seen.add(await found(ann, probe));
        // An answer may need no round trip, and the others need their turn.
        await setImmediate();
      }
    }
    const kept: object[] = [];
    async function write(): Promise<void> {
      while (!over || kept.length < 5) {
        const made = await create(data, ann, { title: "Running late", note: "Dächer" });
        const input = {
          id: made.id,
          version: 1,
          data: { title: "Sleeping cats", ...(mapping ? {} : { note: "Hütten" }) },
        };
        const { refusals } = await ask(data, ann, UPDATE, { input });
        if (refusals.length > 0) throw new Error(JSON.stringify(refusals));
        kept.push(made);
      }
    }
    const others = [read(), write()];
    expect(await work(ann, id)).toBe(true);
    over = true;
    await Promise.all(others);
    expect([...seen].filter((one) => one !== before && one !== after)).toEqual([]);
    await expectAll(2);
    const all = RECORDS + kept.length;
    const stored = await slots(ann);
    expect(Object.keys(stored).sort()).toEqual([...slotsAfter].sort());
    if (!mapping) for (const slot of slotsAfter) expect(stored[slot]).toBe(all);
  },
);

test.each(["FAILED", "CANCELLED"])("a migration that ends %s leaves searches and rows as they were", async (how) => {
  const old = schema({ title: ENGLISH, note: TEXT });
  const ann = await withRecords(old);
  const before = await slots(ann);
  const isFailing = how === "FAILED";
  const next = schema({ title: TEXT, note: GERMAN }, isFailing ? ["added"] : []);
  const id = await migrate(data, ann, { schema: next, mapping: isFailing ? [{ field: "note", value: "x" }] : [] });
  expect(await work(ann, id, 1)).toBe(false);
  if (!isFailing) {
    expect(await slots(ann)).not.toEqual(before);
    const CANCEL = `mutation ($id: ID!) { cancelCollectionMigration(input: { id: $id }) { migration { state } } }`;
    expect((await ask(data, ann, CANCEL, { id })).refusals).toEqual([]);
  }
  expect(await work(ann, id)).toBe(true);
  expect(await slots(ann)).toEqual(before);
  expect([await found(ann, "runs fox"), await found(ann, "haus")]).toEqual([RECORDS, 0]);
});
