import { hash } from "node:crypto";
import { createBlobSweeper } from "@bulkhead/kernel/blob-sweeper.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { until } from "../../../tests/testkit/until.ts";
import { startTestWorkers } from "../../../tests/testkit/workers.ts";
import { people } from "./bulk-fixture.ts";
import { askExport, controlExport, fileOf, readExport } from "./export-fixture.ts";
import { beginExport } from "./export-turns.ts";
import { ask, openTestData, someone, type TestData } from "./fixture.ts";
import { eventsOf } from "./guards.ts";

let data: TestData;
beforeAll(async () => {
  data = await openTestData();
});
afterAll(() => data.stop());

const RECORDS = 2_500;
const LINES = ["name,age", ...Array.from({ length: RECORDS }, (_, at) => `n${at},7`)];

test("a paused export keeps its parts and its place, and becomes the file it would have been", async () => {
  const { who, id, turn } = await beginExport(data, RECORDS, { format: "CSV", fields: ["name", "age"] });
  expect(await turn()).toBe("again");
  const pause = () => controlExport(data, who, "pause", id);
  expect(await turn({ before: pause, isOver: () => false })).toBe("again");
  expect((await pause()).data.pauseExport.export).toEqual({ id, status: "PAUSED" });
  // Its job has nothing to do any more.
  expect(await turn()).toBe("done");
  const { databases, log } = data.platform;
  await createBlobSweeper({ db: databases.worker, bytes: "postgres", log, graceMs: 0 }).sweep();
  expect(await readExport(data, who, id)).toMatchObject({ status: "PAUSED", recordsWritten: 1_000, finishedAt: null });

  expect((await controlExport(data, who, "resume", id)).data.resumeExport.export).toEqual({ id, status: "QUEUED" });
  expect(await turn()).toBe("done");
  expect([await turn({ run: 1 }), await turn({ run: 1, isOver: () => false })]).toEqual(["again", "done"]);
  const ended = await readExport(data, who, id);
  expect(ended).toMatchObject({ status: "SUCCEEDED", recordsWritten: RECORDS });
  expect(ended.parts).toHaveLength(3);
  const file = await fileOf(data, who, ended);
  expect(file.toString().trimEnd().split(/\r?\n/).toSorted()).toEqual(LINES.toSorted());
  expect(ended.sha256).toBe(hash("sha256", file));
});

test("one that was paused before its first record begins its file as any other", async () => {
  const { who, id, turn } = await beginExport(data, 3, { format: "CSV", fields: ["name", "age"] });
  for (const verb of ["pause", "resume"] as const) await controlExport(data, who, verb, id);
  expect(await turn({ run: 1, isOver: () => false })).toBe("done");
  const file = await fileOf(data, who, await readExport(data, who, id));
  expect(file.toString().trimEnd().split(/\r?\n/)[0]).toBe("name,age");
});

test("its pace is measured anew after a pause, and nothing is said of it meanwhile", async () => {
  const { who, id, turn } = await beginExport(data, 5_500);
  const READ =
    "query ($id: ID!) { export(id: $id) { status progress recordsPerSecond expectedEndAt recordsWritten createdAt } }";
  const state = async () => (await ask(data, who, READ, { id })).data.export;
  expect(await state()).toMatchObject({ progress: 0, recordsPerSecond: null, expectedEndAt: null });
  await turn();
  // Of one part nobody can say how fast it was.
  expect(await state()).toMatchObject({ status: "RUNNING", progress: 1_000 / 5_500, recordsPerSecond: null });
  await turn();
  const going = await state();
  expect(going.progress).toBeCloseTo(2_000 / 5_500);
  expect(going.recordsPerSecond).toBeGreaterThan(0);
  expect(Date.parse(going.expectedEndAt)).toBeGreaterThan(Date.parse(going.createdAt));
  await controlExport(data, who, "pause", id);
  const nothing = { recordsPerSecond: null, expectedEndAt: null };
  expect(await state()).toMatchObject({ ...nothing, status: "PAUSED", progress: going.progress });
  await controlExport(data, who, "resume", id);
  await turn({ run: 1 });
  expect(await state()).toMatchObject({ ...nothing, status: "RUNNING", recordsWritten: 3_000 });
  await turn({ run: 1 });
  expect((await state()).recordsPerSecond).toBeGreaterThan(0);
});

test("it holds no job while it is paused; each step is audited with what was written by then", async () => {
  const ada = someone();
  await people(data, ada, 3);
  const id = await askExport(data, ada);
  expect((await controlExport(data, ada, "pause", id)).refusals).toEqual([]);
  const workers = await startTestWorkers(data.platform, data.room.jobs);
  const { pool } = data.platform.databases.owner;
  const open = "select from platform.job where tenant_id = $1 and state in ('QUEUED', 'RUNNING')";
  await until(async () => (await pool.query(open, [ada.tenantId])).rows.length === 0, 20_000);
  expect(await readExport(data, ada, id)).toMatchObject({ status: "PAUSED", recordsWritten: 0 });
  await controlExport(data, ada, "resume", id);
  await until(async () => (await readExport(data, ada, id)).status === "SUCCEEDED", 20_000);
  await workers.stop();
  const { bytes, sha256 } = await readExport(data, ada, id);
  const { audit } = await eventsOf(data, ada.tenantId);
  const steps = audit.filter(({ action }) => action.startsWith("export."));
  const at = { collection: "people", format: "NDJSON" };
  expect(steps).toMatchObject([
    { action: "export.create" },
    { action: "export.pause", body: { detail: { ...at, status: "QUEUED", records: 0, bytes: 0 } } },
    { action: "export.resume", body: { detail: { ...at, status: "PAUSED", records: 0, bytes: 0 } } },
    { action: "export.finish", body: { detail: { ...at, records: 3, bytes, sha256, durationMs: expect.any(Number) } } },
  ]);
  for (const verb of ["pause", "resume", "cancel"] as const)
    expect((await controlExport(data, ada, verb, id)).refusals).toMatchObject([{ code: "CONFLICT" }]);
});

test("one that is paused is cancelled, and its parts are gone", async () => {
  const { who, id, turn } = await beginExport(data, RECORDS);
  await turn();
  await controlExport(data, who, "pause", id);
  expect((await controlExport(data, who, "cancel", id)).data.cancelExport.export.status).toBe("CANCELLED");
  const parts = "select from platform.blob where tenant_id = $1 and (expires_at is null or expires_at > now())";
  expect((await data.platform.databases.owner.pool.query(parts, [who.tenantId])).rows).toEqual([]);
  expect((await controlExport(data, who, "resume", id)).refusals).toMatchObject([{ code: "CONFLICT" }]);
});
