import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createSeen } from "../src/changes/seen.ts";
import { ask, create, define, openTestData, someone, type TestData, type TestPrincipal } from "./fixture.ts";
import { type Change, follow, storeBatch, take } from "./subscription.ts";

let data: TestData;
beforeAll(async () => {
  data = await openTestData();
});
afterAll(() => data.stop());

const UPDATE = `mutation ($input: UpdateRecordInput!) { updateRecord(input: $input) { record { version } } }`;
const DELETE = `mutation ($id: ID!) { deleteRecord(input: { id: $id }) { id } }`;
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => from + at);
/** Reproducible: a linear congruence will do to mix operations. */
function randomOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

test("the records come in the order of their ids, then the end, then changes", async () => {
  const ada = someone();
  const { id: collection } = await define(data, ada);
  await storeBatch(data, ada, collection, range(1, 600));
  const source = await follow(data, ada, null, "people", { snapshot: true });
  const records = await take(source, 601, false);
  expect(records.slice(0, 600).every(({ kind }) => kind === "SNAPSHOT")).toBe(true);
  const ids = records.slice(0, 600).map(({ recordId }) => recordId);
  expect(ids).toEqual([...new Set(ids)].sort());
  expect(records.at(-1)).toMatchObject({ kind: "SNAPSHOT_END", recordId: null, record: null });
  await create(data, ada, { name: "later" });
  expect(await take(source, 1)).toMatchObject([{ kind: "CREATED", record: { data: { name: "later" } } }]);
});

test("a snapshot of nothing is its end", async () => {
  const ada = someone();
  await define(data, ada);
  const source = await follow(data, ada, null, "people", { snapshot: true });
  expect(await take(source, 1)).toMatchObject([{ kind: "SNAPSHOT_END" }]);
});

/** What a client has that does as the documentation says. */
function createClient() {
  const records = new Map<string, Change["record"]>();
  const versions: string[] = [];
  return {
    records,
    versions,
    take({ kind, recordId, record }: Change) {
      if (recordId === null || kind === "SNAPSHOT_END") return;
      if (record) versions.push(`${recordId} ${record.version}`);
      if (!record) records.delete(recordId);
      else if (record.version > (records.get(recordId)?.version ?? 0)) records.set(recordId, record);
    },
  };
}

const MATCHES = [{ field: "age", greaterThanOrEqual: 50 }];

/** Follows from a snapshot on until a record `end` is created behind it; `stay` says after how many changes it leaves and resumes. */
async function mirror(who: TestPrincipal, filter: typeof MATCHES | undefined, stay: () => number) {
  const client = createClient();
  let cursor: string | null = null;
  for (let over = false; !over; ) {
    const source = await follow(data, who, cursor, "people", { snapshot: true, ...(filter ? { filter } : {}) });
    for (let left = stay(); left > 0 && !over; left--) {
      const [change] = await take(source, 1, false);
      if (!change) throw new Error("the subscription ended");
      client.take(change);
      cursor = change.cursor;
      over = change.kind === "CREATED" && change.record?.data.name === "end";
      if (client.versions.length % 40 === 0) await sleep(12);
    }
    await source.return(undefined);
  }
  return client;
}

/** Creates, changes and deletes what is there, as fast as it goes. */
async function write(who: TestPrincipal, seed: number, ids: string[], until: () => boolean): Promise<void> {
  const random = randomOf(seed);
  while (!until()) {
    const id = ids[random(ids.length)];
    const record = { name: `w${seed}`, age: random(100) };
    const dice = random(10);
    if (dice < 2 || !id) ids.push((await create(data, who, record)).id);
    else if (dice < 3) await ask(data, who, DELETE, { id });
    else {
      const { data: found } = await ask(data, who, `query ($id: ID!) { record(id: $id) { version } }`, { id });
      const version = found?.record?.version;
      if (version) await ask(data, who, UPDATE, { input: { id, version, data: record } });
    }
  }
}

test("while others write, a snapshot and its changes tell each state once and end as the table is", async () => {
  const ada = someone();
  const { id: collection } = await define(data, ada);
  await storeBatch(data, ada, collection, range(1, 1_500));
  const first = await take(await follow(data, ada, null, "people", { snapshot: true }), 1_500);
  const ids = first.map(({ recordId }) => recordId ?? "");
  let written = false;
  const writers = range(1, 5).map((seed) => write(ada, seed, ids, () => written));
  const random = randomOf(99);
  const unbroken = [mirror(ada, undefined, () => Infinity), mirror(ada, MATCHES, () => Infinity)];
  const broken = [mirror(ada, undefined, () => 200 + random(300)), mirror(ada, MATCHES, () => 20 + random(60))];
  await sleep(2_500);
  written = true;
  await Promise.all(writers);
  let over = false;
  const all = Promise.all([...unbroken, ...broken]).finally(() => {
    over = true;
  });
  // Whoever still reads its snapshot finds the first of them there, and the next behind it.
  while (!over) await Promise.all([create(data, ada, { name: "end", age: 99 }), sleep(100)]);
  const clients = await all;
  const { rows } = await data.platform.databases.owner.pool.query(
    "select data ->> 'name' as name, version, data from data.record where tenant_id = $1 and data ->> 'name' <> 'end'",
    [ada.tenantId],
  );
  const shown = (all: { version: number; data: object }[]) =>
    all.map(({ version, data: one }) => `${version} ${JSON.stringify(one, Object.keys(one).sort())}`).sort();
  const matching = rows.filter((row) => row.data.age >= 50);
  for (const [at, client] of clients.entries())
    expect(shown([...client.records.values()].flatMap((one) => (one && one.data.name !== "end" ? [one] : [])))).toEqual(
      shown(at % 2 === 0 ? rows : matching),
    );
  for (const { versions } of clients.slice(0, 2)) expect(new Set(versions).size).toBe(versions.length);
  expect(clients[0]?.versions.length).toBeGreaterThan(1_500);
}, 60_000);

test("a snapshot's cursor goes on with the same filter only, and in its own collection", async () => {
  const ada = someone();
  const { id: collection } = await define(data, ada);
  await define(data, ada, undefined, "others");
  await storeBatch(data, ada, collection, range(1, 3));
  const [one, two] = await take(await follow(data, ada, null, "people", { snapshot: true }), 2);
  const rest = await take(await follow(data, ada, one?.cursor), 3);
  expect(rest.map(({ kind, recordId }) => [kind, recordId])).toEqual([
    ["SNAPSHOT", two?.recordId],
    ["SNAPSHOT", expect.any(String)],
    ["SNAPSHOT_END", null],
  ]);
  const refused = (...args: [string, string, object?]) =>
    follow(data, ada, args[0], args[1], args[2]).catch((error: unknown) => error);
  const invalid = { code: "INVALID_CURSOR" };
  expect(await refused(one?.cursor ?? "", "people", { filter: MATCHES })).toMatchObject(invalid);
  expect(await refused(one?.cursor ?? "", "others")).toMatchObject(invalid);
  expect(await refused(`s.A${one?.cursor.slice(2)}`, "people")).toMatchObject(invalid);
  expect(await refused("s.", "people")).toMatchObject(invalid);
});

test("what a snapshot delivered can be read again by its cursor while it is still so", async () => {
  const ada = someone();
  await define(data, ada);
  const { id } = await create(data, ada, { name: "Ada" });
  const [item, end] = await take(await follow(data, ada, null, "people", { snapshot: true }), 2);
  const read = (cursor?: string) => ask(data, ada, CHANGE, { cursor });
  expect((await read(item?.cursor)).data.recordChange).toMatchObject({
    kind: "SNAPSHOT",
    recordId: id,
    record: { version: 1, data: { name: "Ada" } },
  });
  await ask(data, ada, UPDATE, { input: { id, version: 1, data: { name: "Eve" } } });
  expect((await read(item?.cursor)).refusals).toMatchObject([{ code: "NOT_FOUND", extensions: { superseded: true } }]);
  expect((await read(end?.cursor)).data.recordChange).toMatchObject({ kind: "SNAPSHOT_END", record: null });
  await ask(data, ada, DELETE, { id });
  expect((await read(item?.cursor)).refusals).toMatchObject([{ code: "NOT_FOUND" }]);
});

const CHANGE = `query ($cursor: String!) { recordChange(collection: "people", cursor: $cursor) { kind recordId record { version data } } }`;

test("what pages saw is remembered as long as it matters, page by page", () => {
  const seen = createSeen("a");
  seen.note("10:13:11", "m");
  seen.note("10:13:11", "n");
  seen.note("12:20:12,15", undefined);
  expect([
    seen.has("a", "5"),
    seen.has("b", "9"),
    seen.has("b", "11"),
    seen.has("b", "12"),
    seen.has("n", "13"),
  ]).toEqual([false, true, false, true, false]);
  expect([seen.has("z", "12"), seen.has("z", "13"), seen.has("z", "15"), seen.has("z", "19")]).toEqual([
    false,
    true,
    false,
    true,
  ]);
  expect(seen.has("z", "20")).toBe(false);
  expect(seen.has("z", "13")).toBe(false);
});
