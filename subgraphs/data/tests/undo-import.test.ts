import { tryDecodeId } from "@bulkhead/kernel/id.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { endOrUndo } from "../src/imports/actions/end-or-undo.ts";
import type { ImportJob } from "../src/imports/import-state.ts";
import { stateOf, stocked } from "./action-fixture.ts";
import { ask, create, type TestPrincipal } from "./fixture.ts";
import { eventsOf } from "./guards.ts";
import { bytesOf } from "./history-fixture.ts";
import { readImport, startImport } from "./import-fixture.ts";
import { type ImportTurns, openImportTurns } from "./import-turns.ts";

let data: ImportTurns;
beforeAll(async () => {
  data = await openImportTurns();
});
afterAll(() => data.stop());

const RECORDS = 700;
/** Every other record with another number, as many new ones, and one value that somebody else may take. */
const rows = Array.from({ length: RECORDS }, (_, at) => (at % 2 === 0 ? `c${at},,${at + 1}` : `x${at},,${at}`));
const FILE = `code,serial,n\n${rows.join("\n")}\nlast,77,1\n`;

interface Started {
  ann: TestPrincipal;
  id: string;
  turn(stop?: (job: ImportJob) => boolean): Promise<boolean>;
  job(): Promise<ImportJob>;
}

async function started(action: string, mode = "STRICT", file = FILE): Promise<Started> {
  const ann = await stocked(data, RECORDS);
  const others = action === "CREATE" ? {} : { action, key: "code" };
  const id = await startImport(data, ann, file, mode, "people", others);
  return { ann, id, job: () => data.jobOf(ann, id), turn: (stop) => data.turn(ann, id, stop) };
}

const isIn = (phase: string, has: (job: ImportJob) => number) => (job: ImportJob) =>
  job.checkpoint.phase === phase && has(job) > 0;
const isStoring = isIn("STORE", ({ checkpoint }) => checkpoint.rowsStored);
const isDeleting = isIn("DELETE", ({ checkpoint }) => checkpoint.recordsDeleted);

async function plainState(ann: TestPrincipal) {
  const { living, deleted } = await stateOf(data, ann);
  return { living: living.map((one) => one.data), deleted, kept: (await bytesOf(data, ann)).kept };
}

/** What the worker does behind the end; then only what is kept is counted. */
async function tidiedUp(ann: TestPrincipal, job: ImportJob) {
  await data.tidyUp(job);
  const bytes = await bytesOf(data, ann);
  expect(bytes.counted).toBe(bytes.kept);
}

/** What subscribers believe that there is, who have followed every event. */
async function believed(ann: TestPrincipal): Promise<number> {
  const { outbox } = await eventsOf(data, ann.tenantId);
  let more = 0;
  for (const { type, payload } of outbox) {
    if (type === "records.imported") more += Number(payload.count);
    if (type === "record.restored") more++;
    if (type === "record.deleted") more--;
  }
  return more;
}

const NEW = `code,serial,n\n${Array.from({ length: 4_000 }, (_, at) => `new${at},,1`).join("\n")}\nlast,77,1\n`;

describe("what STRICT has begun and cannot end leaves nothing", () => {
  test.each(["CREATE", "UPSERT", "REPLACE"])("%s: when a value is taken meanwhile", async (action) => {
    const { ann, id, turn, job } = await started(action, "STRICT", action === "CREATE" ? NEW : FILE);
    const before = await plainState(ann);
    expect(await turn(isStoring)).toBe(false);
    const midway = await readImport(data, ann, id);
    expect(midway.rowsStored).toBeGreaterThan(0);
    if (action !== "CREATE") expect(midway.recordsUpdated * midway.recordsCreated).toBeGreaterThan(0);
    expect((await stateOf(data, ann)).living).not.toEqual(before.living);
    const { id: other } = await create(data, ann, { code: "theirs", serial: 77 });
    // In turns of one lot each, as often as it takes.
    while (!(await turn(({ checkpoint }) => checkpoint.phase === "UNDO")));
    const failure = { code: "VALUE_TAKEN_SINCE", message: expect.stringMatching(/Nothing of the file stays\.$/) };
    expect(await readImport(data, ann, id)).toMatchObject({ status: "FAILED", failure, rowsStored: 0 });
    const nothing = { recordsCreated: 0, recordsUpdated: 0, recordsUnchanged: 0, recordsDeleted: 0 };
    expect(await readImport(data, ann, id)).toMatchObject(nothing);
    await ask(data, ann, "mutation ($input: DeleteRecordInput!) { deleteRecord(input: $input) { id } }", {
      input: { id: other },
    });
    const after = await plainState(ann);
    expect(after.living).toEqual(before.living);
    expect(after.deleted).toBe(before.deleted + 1);
    await tidiedUp(ann, await job());
    expect(await believed(ann)).toBe(-1);
  });

  test("REPLACE: when it is cancelled in the middle of its deletion", async () => {
    const { ann, id, turn, job } = await started("REPLACE");
    const before = await plainState(ann);
    expect(await turn(isDeleting)).toBe(false);
    expect((await stateOf(data, ann)).deleted).toBeGreaterThan(0);
    const failure = { code: "IMPORT_CANCELLED", line: null, message: "An Admin cancelled it." };
    expect(await endOrUndo(data.platform.databases.data, await job(), failure)).toBe(false);
    while (!(await turn(() => false)));
    await tidiedUp(ann, await job());
    expect(await readImport(data, ann, id)).toMatchObject({ status: "FAILED", failure, recordsDeleted: 0 });
    expect(await plainState(ann)).toEqual(before);
    const { noted, staged, versions } = await stateOf(data, ann);
    expect({ noted, staged, versions }).toEqual({ noted: 0, staged: 0, versions: 0 });
    expect(await believed(ann)).toBe(0);
  });

  test("also when the plan is used up: what is put back had its place", async () => {
    const { ann, turn, job } = await started("UPSERT");
    const before = await plainState(ann);
    await turn(isStoring);
    const { pool } = data.platform.databases.owner;
    await pool.query("insert into platform.plan_limit (plan, quota, most) values ('tight', 'bytes', 1)");
    await pool.query("insert into platform.tenant_plan (tenant_id, plan) values ($1, 'tight')", [ann.tenantId]);
    // As the worker does with the refusal.
    await expect(turn()).rejects.toMatchObject({ code: "QUOTA_EXCEEDED" });
    await endOrUndo(data.platform.databases.data, await job(), {
      code: "IMPORT_OVER_QUOTA",
      line: null,
      message: "Full.",
    });
    expect(await turn()).toBe(true);
    expect(await plainState(ann)).toEqual(before);
  });
});

test("what others have made of a record meanwhile is theirs, and is counted", async () => {
  const { ann, id, turn } = await started("UPSERT");
  await turn(isStoring);
  const list = `query { records(collection: "people", first: 2, sort: [{ field: "n" }]) { nodes { id data version } } }`;
  const [first] = (await ask(data, ann, list)).data.records.nodes;
  const update = "mutation ($input: UpdateRecordInput!) { updateRecord(input: $input) { record { version } } }";
  const change = { id: first.id, version: first.version, data: { code: first.data.code, n: 5_000 } };
  expect((await ask(data, ann, update, { input: change })).refusals).toEqual([]);
  await create(data, ann, { code: "theirs", serial: 77 });
  expect(await turn()).toBe(true);
  const ended = await readImport(data, ann, id);
  expect(ended).toMatchObject({ recordsUpdated: 1, recordsCreated: 0, rowsStored: 1 });
  expect(ended.failure?.message).toContain("1 record was changed or deleted by somebody else");
  const { living } = await stateOf(data, ann);
  expect(living.find((one) => one.data.code === first.data.code)?.data).toEqual({ code: first.data.code, n: 5_000 });
});

test("what somebody gave the key of a later row is put back to what they made of it", async () => {
  const { ann, id, turn } = await started("UPSERT");
  await turn(isStoring);
  const list = `query { records(collection: "people", first: 1, filter: [{ field: "code", equals: "c0" }]) { nodes { id version } } }`;
  const [written] = (await ask(data, ann, list)).data.records.nodes;
  const update = "mutation ($input: UpdateRecordInput!) { updateRecord(input: $input) { record { version } } }";
  const change = { id: written.id, version: written.version, data: { code: "x699", n: 5_000 } };
  expect((await ask(data, ann, update, { input: change })).refusals).toEqual([]);
  await create(data, ann, { code: "theirs", serial: 77 });
  while (!(await turn()));
  expect(await readImport(data, ann, id)).toMatchObject({ status: "FAILED", failure: { code: "VALUE_TAKEN_SINCE" } });
  const { living } = await stateOf(data, ann);
  expect(living.find((one) => one.data.code === "x699")?.data).toEqual({ code: "x699", n: 5_000 });
});

test("REPLACE deletes neither what it has written and somebody gave another key, nor what was made after it was asked for", async () => {
  const { ann, id, turn, job } = await started("REPLACE");
  expect(await turn(isIn("DELETE", () => 1))).toBe(false);
  const { pool } = data.platform.databases.owner;
  const list = `query { records(collection: "people", first: 1, filter: [{ field: "code", equals: "c698" }]) { nodes { id data version } } }`;
  const [written] = (await ask(data, ann, list)).data.records.nodes;
  const update = "mutation ($input: UpdateRecordInput!) { updateRecord(input: $input) { record { version } } }";
  const change = { id: written.id, version: written.version, data: { code: "other", n: 1 } };
  expect((await ask(data, ann, update, { input: change })).refusals).toEqual([]);
  // Of an instance whose clock is behind.
  const { id: late } = await create(data, ann, { code: "late" });
  const behind = "update data.record set id = uuidv7(interval '-1 hour') where tenant_id = $1 and id = $2";
  await pool.query(behind, [ann.tenantId, tryDecodeId("record", late)]);
  while (!(await turn()));
  expect(await readImport(data, ann, id)).toMatchObject({ status: "SUCCEEDED", recordsDeleted: RECORDS / 2 });
  const codes = (await stateOf(data, ann)).living.map((one) => one.data.code);
  expect(codes).toEqual(expect.arrayContaining(["other", "late"]));
  await tidiedUp(ann, await job());
});

test("PARTIAL keeps what it has stored", async () => {
  const { ann, id, turn, job } = await started("UPSERT", "PARTIAL");
  await turn(isStoring);
  const midway = await stateOf(data, ann);
  expect(midway.noted).toBe(0);
  const failure = { code: "IMPORT_CANCELLED", line: null, message: "An Admin cancelled it." };
  expect(await endOrUndo(data.platform.databases.data, await job(), failure)).toBe(true);
  expect((await stateOf(data, ann)).living).toEqual(midway.living);
  expect((await readImport(data, ann, id)).rowsStored).toBeGreaterThan(0);
});
