import { openDatabase } from "@bulkhead/kernel/database.ts";
import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import type { JobContext } from "@bulkhead/kernel/job-kind.ts";
import { rolePassword } from "@bulkhead/kernel/key.ts";
import { platformPrincipal } from "@bulkhead/kernel/principal.ts";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { prepareUpdates } from "../src/bulk/prepare-lot.ts";
import { createCollectionDirectory } from "../src/collections/directory.ts";
import { createValidators } from "../src/collections/validators.ts";
import { compileValidator } from "../src/json-schema/validator.ts";
import { namesInHistory } from "../src/retention/history-names.ts";
import { dueBefore, selectDue } from "../src/retention/read-due.ts";
import { readRetentions } from "../src/retention/retention-state.ts";
import { runRetention } from "../src/retention/run-retention.ts";
import { update as changeCollection } from "./evolution-fixture.ts";
import { ask, create, define, openTestData, someone, type TestData, type TestPrincipal } from "./fixture.ts";
import { eventsOf } from "./guards.ts";
import { bytesOf, remove, restore, update } from "./history-fixture.ts";

/** What a schema keeps for a time goes when that is over, from wherever it is kept. */
let data: TestData;
beforeAll(async () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  data = await openTestData();
});
afterAll(async () => {
  await data.stop();
  vi.useRealTimers();
});

const pass = (days: number) => vi.setSystemTime(Date.now() + days * 86_400_000);

const MAIL = { type: "string", maxLength: 80, "x-unique": true, "x-searchable": true };
const schemaOf = (days: string | undefined, more: object = {}) => ({
  type: "object",
  additionalProperties: false,
  properties: { name: { type: "string" }, mail: { ...MAIL, ...(days ? { "x-retention": days } : {}) } },
  ...more,
});

const sql = async (text: string, values: unknown[] = []) =>
  (await data.platform.databases.owner.pool.query(text, values)).rows;

/** The consumer of events has heard of the tenant's collections as they are. */
async function heard({ tenantId }: TestPrincipal): Promise<void> {
  const consumer = data.room.consumers.find(({ name }) => name === "retention");
  const found = await sql("select id from data.collection where tenant_id = $1", [tenantId]);
  const events = found.map(({ id }) => ({
    ...{ type: "collection.changed", payload: {}, tenantId, subject: id },
    ...{ xid: "1", id: "1", occurredAt: new Date().toISOString() },
  }));
  await consumer?.handle(events, new AbortController().signal);
}

async function run({ tenantId }: TestPrincipal, lots = Number.POSITIVE_INFINITY) {
  let asked = 0;
  const ctx: JobContext = {
    principal: platformPrincipal(tenantId),
    requestId: encodeId("request", newUuid()),
    clientAddress: null,
    tenantId,
    jobId: newUuid(),
    attempt: 1,
    isLastAttempt: false,
    signal: new AbortController().signal,
    isOver: () => asked++ >= lots,
    progress: () => undefined,
  };
  return data.room.jobs.find(({ name }) => name === "data.retention")?.run(ctx, {});
}

/** Rows of a tenant that hold a text, wherever records are kept. */
async function holding({ tenantId }: TestPrincipal, text: string): Promise<Record<string, number>> {
  const tables = ["record", "record_version", "deleted_record", "record_text"];
  const counts = tables.map(
    (table) => `(select count(*)::int from data.${table} r where tenant_id = $1 and r::text ilike $2) as ${table}`,
  );
  return (await sql(`select ${counts.join(", ")}`, [tenantId, `%${text}%`]))[0];
}

const NOWHERE = { record: 0, record_version: 0, deleted_record: 0, record_text: 0 };

test("a value goes from the record, its versions, its slots and its words; whoever gives it again is refused; others keep theirs", async () => {
  const [ada, bob] = [someone(), someone()];
  for (const who of [ada, bob]) await define(data, who, schemaOf("P90D"));
  await heard(ada);
  const { id } = await create(data, ada, { name: "a", mail: "zebra one" });
  await update(data, ada, id, 1, { name: "b", mail: "zebra two" });
  const { id: gone } = await create(data, ada, { name: "gone", mail: "zebra three" });
  await update(data, ada, gone, 1, { name: "gone", mail: "zebra four" });
  await remove(data, ada, gone);
  const { id: without } = await create(data, ada, { name: "without", mail: "zebra five" });
  await update(data, ada, without, 1, { name: "without" });
  await create(data, bob, { name: "bob", mail: "zebra six" });

  pass(89);
  const before = await holding(ada, "zebra");
  expect(before).toEqual({ record: 1, record_version: 3, deleted_record: 1, record_text: 2 });
  expect(await run(ada)).toBe("done");
  expect(await holding(ada, "zebra")).toEqual(before);

  pass(2);
  // What it has already may stay until the run comes by.
  expect((await update(data, ada, id, 2, { name: "c", mail: "zebra two" })).refusals).toEqual([]);
  const young = await create(data, ada, { name: "young", mail: "tiger" });
  // Whoever has no bytes left loses it as well.
  await sql("insert into platform.plan_limit (plan, quota, most) values ('full', 'bytes', 1)");
  await sql("insert into platform.tenant_plan (tenant_id, plan) values ($1, 'full')", [ada.tenantId]);
  expect(await run(ada)).toBe("done");
  await sql("delete from platform.tenant_plan where tenant_id = $1", [ada.tenantId]);
  expect(await holding(ada, "zebra")).toEqual(NOWHERE);
  expect(await holding(ada, "tiger")).toMatchObject({ record: 1 });
  expect(await holding(bob, "zebra")).toMatchObject({ record: 1 });

  const { outbox, audit } = await eventsOf(data, ada.tenantId);
  expect(outbox.at(-1)).toMatchObject({
    type: "record.updated",
    payload: { version: 4, data: { name: "c" }, previous: { mail: "zebra two" }, updatedBy: "platform" },
  });
  const detail = { collection: "people", records: 0, values: 1, versions: 6 };
  expect(audit.at(-1)).toMatchObject({ action: "records.expire", body: { detail } });
  const bytes = await bytesOf(data, ada);
  expect(bytes.counted).toBe(bytes.kept);

  const over = { code: "INVALID_RECORD", fields: [{ path: "/mail", code: "RETENTION_OVER" }] };
  expect((await update(data, ada, id, 4, { name: "d", mail: "lion" })).refusals).toMatchObject([over]);
  expect((await update(data, ada, id, 4, { name: "d" })).refusals).toEqual([]);
  expect((await restore(data, ada, { id: gone })).refusals).toEqual([]);
  expect((await update(data, ada, young.id, 1, { name: "y", mail: "tiger two" })).refusals).toEqual([]);
  const old = { id, version: 1, data: "{}", schema_version: 1, created_at: "2020-01-01T00:00:00Z", created_by: "x" };
  const prepared = prepareUpdates([old], { mail: "lion" }, compileValidator(schemaOf("P90D")));
  expect(prepared).toMatchObject({ changes: [], failures: [{ path: "/mail", code: "RETENTION_OVER" }] });

  expect(await run(ada)).toBe("done");
  expect((await eventsOf(data, ada.tenantId)).audit.filter(({ action }) => action === "records.expire")).toHaveLength(
    1,
  );
});

test("a deleted record that still has the value, and a version of one, is not brought back with it", async () => {
  const ada = someone();
  await define(data, ada, schemaOf("P1D"));
  const { id } = await create(data, ada, { mail: "zebra" });
  await update(data, ada, id, 1, {});
  const { id: gone } = await create(data, ada, { mail: "zebra too" });
  await remove(data, ada, gone);
  pass(2);
  const over = { code: "INVALID_RECORD", fields: [{ path: "/mail", code: "RETENTION_OVER" }] };
  expect((await restore(data, ada, { id, version: 1 })).refusals).toMatchObject([over]);
  expect((await restore(data, ada, { id: gone })).refusals).toMatchObject([over]);
});

test("a run that is stopped or doubled changes each record once, and the next reads only what became due", async () => {
  const ada = someone();
  await define(data, ada, schemaOf("P30D"));
  for (let at = 0; at < 45; at++) await create(data, ada, { mail: `zebra ${at}` });
  await heard(ada);
  pass(31);
  expect(await run(ada, 1)).toBe("again");
  expect((await holding(ada, "zebra")).record).toBe(25);
  // Either may be the one that is overtaken.
  const ends = await Promise.all([run(ada), run(ada)].map((one) => one.catch(() => "overtaken")));
  expect(ends).toContain("done");
  await run(ada);
  expect(await holding(ada, "zebra")).toEqual(NOWHERE);
  expect(await sql("select distinct version from data.record where tenant_id = $1", [ada.tenantId])).toEqual([
    { version: 2 },
  ]);
  const { audit } = await eventsOf(data, ada.tenantId);
  const values = audit.flatMap(({ action, body }) => (action === "records.expire" ? [body.detail] : []));
  expect(values).toEqual([{ collection: "people", records: 0, values: 45, versions: 45 }]);

  for (let at = 0; at < 3; at++) await create(data, ada, { mail: `tiger ${at}` });
  pass(31);
  const [state] = await sql("select * from data.retention where tenant_id = $1", [ada.tenantId]);
  const range = {
    collectionId: state.collection_id,
    afterId: state.after_id,
    before: dueBefore(30),
    rows: 50,
    withDeleted: true,
  };
  const { text, values: given = [] } = selectDue(ada.tenantId, range);
  const client = await data.platform.databases.data.pool.connect();
  await client.query("begin");
  await client.query("select set_config('app.tenant_id', $1, true)", [ada.tenantId]);
  await client.query("set local enable_seqscan = off");
  const { rows } = await client.query(
    `explain (analyze, costs off, timing off, summary off, buffers off) ${text}`,
    given,
  );
  await client.query("rollback");
  client.release();
  const plan = rows.map((row) => row["QUERY PLAN"]).join("\n");
  expect(plan).toMatch(/Index Scan using record_order on record .*rows=3/);
  expect(plan).toMatch(/Index Scan using deleted_record_created on deleted_record .*rows=0/);
  expect(plan).not.toContain("Rows Removed");
});

/** So many versions before the one that a record has, each with a text as the SQL says. */
async function keepVersions({ tenantId }: TestPrincipal, count: number, text: string): Promise<void> {
  await sql("update data.record set version = $2 where tenant_id = $1", [tenantId, count + 1]);
  await sql("delete from data.record_version where tenant_id = $1", [tenantId]);
  await sql(
    `insert into data.record_version (tenant_id, record_id, version, collection_id, data, schema_version, written_at, written_by)
     select tenant_id, id, n, collection_id, jsonb_build_object('mail', 'zebra', 'name', ${text}), 1, now(), 'x'
     from data.record, generate_series(1, $2::int) n where tenant_id = $1`,
    [tenantId, count],
  );
}

test("a record's many versions go in turns", async () => {
  const ada = someone();
  await define(data, ada, schemaOf("P30D"));
  await create(data, ada, { mail: "zebra" });
  await heard(ada);
  await keepVersions(ada, 250, "'old'");
  pass(31);
  expect(await run(ada, 1)).toBe("again");
  expect(await holding(ada, "zebra")).toMatchObject({ record: 1, record_version: 50 });
  expect(await run(ada)).toBe("done");
  expect(await holding(ada, "zebra")).toEqual(NOWHERE);
});

test("of versions of a megabyte as many go at once as one transaction bears", async () => {
  const ada = someone();
  await define(data, ada, schemaOf("P30D"));
  await create(data, ada, { mail: "zebra" });
  await heard(ada);
  await keepVersions(ada, 40, "repeat('x', 1000000)");
  pass(31);
  const { url, secret, log, feed } = data.platform;
  const role = "bulkhead_data";
  const db = openDatabase({ url, role, password: rolePassword(secret, role), maxConnections: 2, log, writeMs: 250 });
  const [state] = await readRetentions(db, ada.tenantId);
  if (!state) throw new Error("nothing is kept for a time");
  const deps = { db, collections: createCollectionDirectory(db, feed), validators: createValidators(db) };
  const by = { tenantId: ada.tenantId, createdBy: "platform" };
  expect(await runRetention(deps, by, state, () => false)).toBe(true);
  await db.pool.end();
  expect(await holding(ada, "zebra")).toEqual(NOWHERE);
});

test("records of a schema that says so are deleted, told and kept among the deleted, and stay deleted", async () => {
  const ada = someone();
  await define(data, ada, schemaOf(undefined, { "x-retention": "P7D" }));
  await heard(ada);
  const { id } = await create(data, ada, { name: "old" });
  pass(6);
  await create(data, ada, { name: "young" });
  pass(2);
  expect(await run(ada)).toBe("done");
  const { outbox, audit } = await eventsOf(data, ada.tenantId);
  expect(outbox.filter(({ type }) => type === "record.deleted")).toMatchObject([{ payload: { version: 1 } }]);
  expect(audit.at(-1)).toMatchObject({
    action: "records.expire",
    body: { detail: { records: 1, values: 0, versions: 0 } },
  });
  expect(await sql("select deleted_by from data.deleted_record where tenant_id = $1", [ada.tenantId])).toEqual([
    { deleted_by: "platform" },
  ]);
  expect((await restore(data, ada, { id })).refusals).toMatchObject([
    { fields: [{ path: "", code: "RETENTION_OVER" }] },
  ]);
  const answer = await ask(
    data,
    ada,
    `{ collection(name: "people") { retention fields { name retention } } records(collection: "people", first: 5) { nodes { data } } }`,
  );
  expect(answer.data.records.nodes).toEqual([{ data: { name: "young" } }]);
  expect(answer.data.collection.retention).toBe("P7D");
});

test("a run is asked for by a version of a schema, and for each next day; another time begins again, none ends it", async () => {
  const ada = someone();
  await define(data, ada, schemaOf("P90D"));
  await heard(ada);
  await heard(ada);
  const jobs = () =>
    sql("select key from platform.job where tenant_id = $1 and kind = 'data.retention'", [ada.tenantId]);
  expect(await jobs()).toHaveLength(1);
  await create(data, ada, { mail: "zebra" });
  pass(91);
  await run(ada);
  await run(ada);
  expect(await jobs()).toHaveLength(2);
  const given = {
    principal: platformPrincipal(ada.tenantId),
    requestId: "req_x",
    clientAddress: null,
    tenantId: ada.tenantId,
  };
  await data.room.jobs.find(({ name }) => name === "data.retention")?.onGivenUp?.(given, {}, "CANCELLED");
  expect(await jobs()).toHaveLength(3);
  const state = () =>
    sql("select days, schema_version, after_id from data.retention where tenant_id = $1", [ada.tenantId]);
  const changeTo = async (version: number, schema: object) => {
    const { data: answer } = await changeCollection(data, ada, { version, schema });
    expect(answer.updateCollection.migration).toBeNull();
    await heard(ada);
  };
  await changeTo(1, { ...schemaOf("P90D"), title: "People" });
  expect(await state()).toEqual([{ days: 90, schema_version: 2, after_id: expect.any(String) }]);
  await changeTo(2, schemaOf("P30D"));
  expect(await state()).toEqual([{ days: 30, schema_version: 3, after_id: null }]);
  await changeTo(3, schemaOf(undefined));
  expect(await state()).toEqual([]);
});

test("history is searched under the name that a value had then", () => {
  const steps = [
    { version: 5, mapping: [{ field: "mail", from: "email" }] },
    { version: 3, mapping: [{ field: "other", value: 1 }] },
    {
      version: 2,
      mapping: [
        { field: "email", from: "address", remove: false },
        { field: "address", remove: true },
      ],
    },
  ];
  expect(namesInHistory("mail", steps)).toEqual([
    { first: 5, last: 2_147_483_647, name: "mail" },
    { first: 3, last: 4, name: "email" },
    { first: 2, last: 2, name: "email" },
    { first: 0, last: 1, name: "address" },
  ]);
  expect(namesInHistory("email", [{ version: 2, mapping: [{ field: "mail", from: "email" }] }])).toEqual([
    { first: 2, last: 2_147_483_647, name: "email" },
  ]);
});
