import { newUuid } from "@bulkhead/kernel/id.ts";
import { platformPrincipal } from "@bulkhead/kernel/principal.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { stageKeys } from "../src/evolution/unique-keys.ts";
import { recordsByKey, TooMuchAtOnce } from "../src/imports/actions/stored-records.ts";
import { commitBatch, ImportTaken } from "../src/imports/commit.ts";
import { type ImportJob, nextCheckpoint } from "../src/imports/import-state.ts";
import { stateOf, stocked } from "./action-fixture.ts";
import { ask, type TestPrincipal } from "./fixture.ts";
import { bytesOf } from "./history-fixture.ts";
import { importJobHere, readImport, startImport } from "./import-fixture.ts";
import { type ImportTurns, openImportTurns } from "./import-turns.ts";

let data: ImportTurns;
beforeAll(async () => {
  data = await openImportTurns();
});
afterAll(() => data.stop());

const turn: ImportTurns["turn"] = (...given) => data.turn(...given);
const jobOf: ImportTurns["jobOf"] = (...given) => data.jobOf(...given);

const sql = (text: string, values: unknown[]) => data.platform.databases.owner.pool.query(text, values);

const isStoring = ({ checkpoint }: ImportJob) => checkpoint.phase === "STORE";
const UPDATE = "mutation ($input: UpdateRecordInput!) { updateRecord(input: $input) { record { version } } }";

test.each(["STRICT", "PARTIAL"])(
  "%s: REPLACE deletes no record whose row was read before somebody gave it another key",
  async (mode) => {
    const ann = await stocked(data, 3);
    const file = "code,n,note\nc0,0,was\nc1,5,was\n";
    const id = await startImport(data, ann, file, mode, "people", { action: "REPLACE", key: "code" });
    expect(await turn(ann, id, isStoring)).toBe(false);
    const list = `query { records(collection: "people") { nodes { id data version } } }`;
    const { nodes } = (await ask(data, ann, list)).data.records;
    // One that is as the file has it, and one that the import has written.
    for (const { id: record, version, data: was } of nodes.filter(
      ({ data }: { data: { code: string } }) => data.code !== "c2",
    )) {
      const input = { id: record, version, data: { ...was, code: `moved-${was.code}` } };
      expect((await ask(data, ann, UPDATE, { input })).refusals).toEqual([]);
    }
    while (!(await turn(ann, id)));
    expect(await readImport(data, ann, id)).toMatchObject({ status: "SUCCEEDED", recordsDeleted: 1 });
    expect((await stateOf(data, ann)).living.map(({ data }) => data.code)).toEqual(["moved-c0", "moved-c1"]);
  },
);

describe("records that are much larger than their rows", () => {
  const LARGE = {
    type: "object",
    properties: {
      code: { type: "string", maxLength: 40, "x-unique": true },
      n: { type: "integer", "x-indexed": true },
      note: { type: "string" },
    },
  };
  const COUNT = 12;

  async function stockedLarge(): Promise<TestPrincipal> {
    const ann = await stocked(data, COUNT, LARGE);
    const grow =
      "update data.record set data = data || jsonb_build_object('note', repeat('x', 700000)) where tenant_id = $1";
    await sql(grow, [ann.tenantId]);
    return ann;
  }

  const rows = Array.from({ length: COUNT }, (_, at) => `c${at},${at + 100}`);
  const HOW = { action: "UPSERT", key: "code" };

  test("are not held together: fewer are read at a time, and each row counts once", async () => {
    const ann = await stockedLarge();
    const id = await startImport(data, ann, `code,n\n${rows.join("\n")}\nc3,7\n`, "PARTIAL", "people", HOW);
    const job = await jobOf(ann, id);
    const field = job.fields.find(({ name }) => name === "code");
    if (!field || !job.key) throw new Error("the key is no field");
    const read = (keys: number) =>
      recordsByKey(data.platform.databases.data, job, { field, slot: job.key?.slot ?? "" }, [
        ...Array.from({ length: keys }, (_, at) => `vc${at}`),
      ]);
    await expect(read(COUNT)).rejects.toBeInstanceOf(TooMuchAtOnce);
    expect((await read(1)).size).toBe(1);
    while (!(await turn(ann, id)));
    const ended = await readImport(data, ann, id);
    expect(ended).toMatchObject({ status: "SUCCEEDED", recordsUpdated: COUNT, rowsRejected: 1, rowsRead: COUNT + 1 });
    expect(ended.rejections.nodes).toMatchObject([{ row: COUNT + 1, code: "KEY_REPEATED" }]);
  });

  test("are checked alike by STRICT, and put back a few at a time", async () => {
    const ann = await stockedLarge();
    const before = (await stateOf(data, ann)).living.map((one) => one.data);
    const id = await startImport(data, ann, `code,n\n${rows.join("\n")}\n`, "STRICT", "people", HOW);
    while (!(await turn(ann, id, ({ checkpoint }) => checkpoint.recordsUpdated > COUNT / 2)));
    expect(await readImport(data, ann, id)).toMatchObject({
      status: "SUCCEEDED",
      recordsUpdated: COUNT,
      rowsRejected: 0,
    });
    const again = await startImport(
      data,
      ann,
      `code,n\n${rows.map((row) => `${row}0`).join("\n")}\n`,
      "STRICT",
      "people",
      HOW,
    );
    expect(await turn(ann, again, ({ checkpoint }) => checkpoint.recordsUpdated > 2)).toBe(false);
    const cancel = "mutation ($input: CancelImportInput!) { cancelImport(input: $input) { import { status } } }";
    expect((await ask(data, ann, cancel, { input: { id: again } })).refusals).toEqual([]);
    while (!(await turn(ann, again)));
    expect(await readImport(data, ann, again)).toMatchObject({
      status: "CANCELLED",
      rowsStored: 0,
      failure: { code: "IMPORT_CANCELLED" },
    });
    const after = (await stateOf(data, ann)).living.map((one) => one.data);
    expect(after).toEqual(before.map((one) => ({ ...one, n: Number(one.n) + 100 })));
  });
});

/** The kind of job that runs imports; of what is left behind one that was given up its end itself removes a lot. */
const kindOf = () => {
  const { databases, log } = data.platform;
  const deps = { db: databases.data, ...data.files, grantOf: async () => undefined, log };
  return importJobHere(deps, { tidyMs: 0 });
};

const contextOf = ({ tenantId }: TestPrincipal) => {
  return { principal: platformPrincipal(tenantId), requestId: "req_x", clientAddress: null, tenantId };
};

const payloadsOf = async ({ tenantId }: TestPrincipal) => {
  const list = "select payload from platform.job_payload where tenant_id = $1 order by payload -> 'again' nulls first";
  return (await sql(list, [tenantId])).rows;
};

test("a job that fails to take an import back is followed by another, however often", async () => {
  const ann = await stocked(data, 300);
  const rows = Array.from({ length: 300 }, (_, at) => `c${at},7`);
  const id = await startImport(data, ann, `code,n\n${rows.join("\n")}\n`, "STRICT", "people", {
    action: "UPSERT",
    key: "code",
  });
  expect(await turn(ann, id, ({ checkpoint }) => checkpoint.phase === "STORE")).toBe(false);
  const kind = kindOf();
  const ctx = contextOf(ann);
  const payloads = () => payloadsOf(ann);
  for (const given of [1, 2, 3]) {
    const last = (await payloads()).at(-1)?.payload;
    for (let time = 0; time < 2; time++) await kind.onGivenUp?.(ctx, last, "FAILED");
    expect(await payloads()).toHaveLength(given + 1);
  }
  while (!(await turn(ann, id)));
  expect(await readImport(data, ann, id)).toMatchObject({
    status: "FAILED",
    rowsStored: 0,
    failure: { code: "IMPORT_INTERRUPTED" },
  });
});

test("nothing is written for an import that is not there any more", async () => {
  const ann = await stocked(data, 1);
  const job = await jobOf(ann, await startImport(data, ann, "code\nnew\n"));
  await sql("delete from data.import where tenant_id = $1", [ann.tenantId]);
  const staged = stageKeys(job, job.importId, [{ slot: "u1", value: "of a person" }]);
  const commit = commitBatch(data.platform.databases.data, job, nextCheckpoint(job.checkpoint, {}), [staged]);
  await expect(commit).rejects.toBeInstanceOf(ImportTaken);
  expect((await stateOf(data, ann)).staged).toBe(0);
});

const stageMany = (ann: TestPrincipal, { importId }: ImportJob) =>
  sql(
    "insert into data.staged_key (tenant_id, owner_id, slot, value) select $1, $2, 'u1', n::text from generate_series(1, 2500) n",
    [ann.tenantId, importId],
  );

test("what is left behind a large file is removed in turns", async () => {
  const ann = await stocked(data, 1);
  const id = await startImport(data, ann, "code\nnew\n");
  while (!(await turn(ann, id)));
  const job = await jobOf(ann, id);
  await stageMany(ann, job);
  expect(await data.tidyUp(job, () => true)).toBe(false);
  expect((await stateOf(data, ann)).staged).toBeGreaterThan(0);
  expect(await data.tidyUp(job)).toBe(true);
  expect((await stateOf(data, ann)).staged).toBe(0);
});

test.each(["CANCELLED", "FAILED"] as const)(
  "of one whose job was %s by another job, where it is much",
  async (state) => {
    const ann = await stocked(data, 1);
    const id = await startImport(data, ann, "code\nnew\n");
    const job = await jobOf(ann, id);
    await stageMany(ann, job);
    const kind = kindOf();
    const [first] = await payloadsOf(ann);
    for (let time = 0; time < 2; time++) await kind.onGivenUp?.(contextOf(ann), first.payload, state);
    expect(await readImport(data, ann, id)).toMatchObject({ status: state, rowsStored: 0 });
    expect((await stateOf(data, ann)).staged).toBeGreaterThan(0);
    const [, { payload }, ...more] = await payloadsOf(ann);
    expect(more).toEqual([]);
    const { signal } = new AbortController();
    const ofTurn = { jobId: newUuid(), attempt: 1, isLastAttempt: false, signal, progress: () => undefined };
    const run = (isOver: boolean) => kind.run({ ...contextOf(ann), ...ofTurn, isOver: () => isOver }, payload);
    expect(await run(true)).toBe("again");
    expect(await run(false)).toBe("done");
    expect((await stateOf(data, ann)).staged).toBe(0);
    expect((await bytesOf(data, ann)).counted).toBe((await bytesOf(data, ann)).kept);
  },
);

test("a report counts for the plan: a small file cannot fill the disk with what is wrong in it", async () => {
  const ann = await stocked(data, 0);
  const wrong = `code,n\n${"x,y\n".repeat(5_000)}`;
  const reported = await startImport(data, ann, wrong, "PARTIAL");
  while (!(await turn(ann, reported)));
  await data.tidyUp(await jobOf(ann, reported));
  const { counted, kept } = await bytesOf(data, ann);
  expect(counted).toBe(kept);
  expect(counted).toBeGreaterThan(20 * wrong.length);
  await sql("insert into platform.plan_limit (plan, quota, most) values ('small', 'bytes', $1)", [2 * counted]);
  await sql("insert into platform.tenant_plan (tenant_id, plan) values ($1, 'small')", [ann.tenantId]);
  const more = await startImport(data, ann, wrong.repeat(2), "PARTIAL");
  await expect(turn(ann, more)).rejects.toMatchObject({ code: "QUOTA_EXCEEDED" });
  expect((await bytesOf(data, ann)).counted).toBeLessThanOrEqual(2 * counted);
  await sql("delete from data.import_rejection where tenant_id = $1", [ann.tenantId]);
  expect((await bytesOf(data, ann)).counted).toBe(2 * wrong.length);
});
