import { gzipSync } from "node:zlib";
import { tryDecodeId } from "@bulkhead/kernel/id.ts";
import { PERMISSIONS } from "@bulkhead/kernel/permission.ts";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { gate } from "../../../tests/testkit/gate.ts";
import { steer } from "../../../tests/testkit/steer-jobs.ts";
import { until } from "../../../tests/testkit/until.ts";
import { startTestWorkers, type TestWorkers, type TestWorkersOptions } from "../../../tests/testkit/workers.ts";
import { ImportTaken } from "../src/imports/commit.ts";
import { createKeptStreams } from "../src/imports/formats/text/kept-streams.ts";
import { UNPACKED_BYTES } from "../src/imports/formats/text/unpack.ts";
import { loadImport } from "../src/imports/import-state.ts";
import { runImport } from "../src/imports/run-import.ts";
import { define, someone, type TestPrincipal } from "./fixture.ts";
import { eventsOf } from "./guards.ts";
import {
  importJobHere,
  openTestImports,
  readImport,
  startImport,
  storedRows,
  type TestImports,
} from "./import-fixture.ts";

let imports: TestImports;
const runners: TestWorkers[] = [];

beforeEach(async () => {
  imports = await openTestImports({ start: false });
});
afterEach(async () => {
  await Promise.all(runners.splice(0).map((runner) => runner.stop()));
  await imports.stop();
});

interface RunnerOptions extends TestWorkersOptions {
  sliceMs?: number;
  /** No import begins before. */
  begin?: Promise<void>;
  mayImport?(): boolean;
  busy?(): number;
}

/** Workers as another process would have them. */
async function startRunner(options: RunnerOptions = {}): Promise<TestWorkers> {
  const { sliceMs, begin, mayImport = () => true, busy, ...rest } = options;
  const { databases, log } = imports.platform;
  const files = { blobs: imports.blobs.data, streams: createKeptStreams(), maxUnpackedBytes: UNPACKED_BYTES };
  const grantOf = async () => (mayImport() ? { permissions: PERMISSIONS, collections: undefined } : undefined);
  const job = importJobHere(
    { db: databases.data, ...files, grantOf, log, ...(busy && { busy }) },
    sliceMs ? { sliceMs } : {},
  );
  const run: typeof job.run = async (...given) => {
    await begin;
    return job.run(...given);
  };
  const workers = await startTestWorkers(imports.platform, [{ ...job, run }], rest);
  runners.push(workers);
  return workers;
}

const ROWS = 20_000;
const FILE = `name,age\n${Array.from({ length: ROWS }, (_, at) => (at % 10 === 9 ? "wrong,x" : `n${at},${at}`)).join("\n")}`;
const RIGHT = Array.from({ length: ROWS }, (_, at) => at + 1).filter((row) => row % 10 !== 0);

/** Calls back at the first stored batches of a tenant's import, until told to stop. */
function onBatch(tenantId: string, then: (batch: number) => void): () => void {
  let batch = 0;
  return imports.platform.feed.listen((event) => {
    if (event.tenantId === tenantId && event.type === "records.imported") then(++batch);
  });
}

/** Every row once, none that is wrong, and the events cover each row once, in order. */
async function expectWhole(principal: TestPrincipal, id: string): Promise<void> {
  expect(await readImport(imports, principal, id)).toMatchObject({
    status: "SUCCEEDED",
    rowsRead: ROWS,
    rowsStored: RIGHT.length,
    rowsRejected: ROWS - RIGHT.length,
  });
  expect((await storedRows(imports, id)).map((row) => row.import_row)).toEqual(RIGHT);
  const { outbox, audit } = await eventsOf(imports, principal.tenantId);
  const batches = outbox.filter(({ type }) => type === "records.imported").map(({ payload }) => payload);
  expect(batches.length).toBeGreaterThan(3);
  let before = 0;
  for (const { firstRow, lastRow, count } of batches as { firstRow: number; lastRow: number; count: number }[]) {
    expect(firstRow).toBeGreaterThan(before);
    expect(RIGHT.filter((row) => row >= firstRow && row <= lastRow)).toHaveLength(count);
    before = lastRow;
  }
  expect(batches.reduce((sum, { count }) => sum + Number(count), 0)).toBe(RIGHT.length);
  expect(outbox.filter(({ type }) => type === "import.finished")).toHaveLength(1);
  expect(audit.filter(({ action }) => action === "import.finish")).toHaveLength(1);
}

test("while others are asked for something, the database has a small part of it at a time", async () => {
  const [alone, beside] = [someone(), someone()];
  const firstBatch = async (principal: TestPrincipal, busy: () => number) => {
    await define(imports, principal);
    const runner = await startRunner({ busy });
    const id = await startImport(imports, principal, FILE, "PARTIAL");
    await until(async () => (await readImport(imports, principal, id)).status === "SUCCEEDED", 20_000);
    await runner.stop();
    await expectWhole(principal, id);
    const { outbox } = await eventsOf(imports, principal.tenantId);
    return Number(outbox.find(({ type }) => type === "records.imported")?.payload.lastRow);
  };
  expect(await firstBatch(alone, () => 0)).toBeGreaterThan(250);
  expect(await firstBatch(beside, () => 0.26)).toBeLessThanOrEqual(50);
});

describe("each row is stored exactly once", () => {
  test("when the process stops in the middle and another goes on", async () => {
    const ada = someone();
    await define(imports, ada);
    const id = await startImport(imports, ada, FILE, "PARTIAL");
    const first = await startRunner();
    // Looked up and not waited for by its news, which may come when all is done.
    await until(async () => (await readImport(imports, ada, id)).rowsStored > 0);
    await first.stop();
    const halfway = await readImport(imports, ada, id);
    expect(halfway.status).toBe("RUNNING");
    expect(halfway.rowsStored).toBeGreaterThan(0);
    expect(halfway.rowsStored).toBeLessThan(RIGHT.length);
    expect(await storedRows(imports, id)).toHaveLength(halfway.rowsStored);
    await startRunner();
    await imports.ended(id);
    await expectWhole(ada, id);
  });

  test("when the database drops every connection of the room, again and again", async () => {
    const ada = someone();
    await define(imports, ada);
    const id = await startImport(imports, ada, FILE, "PARTIAL");
    const owner = imports.platform.databases.owner.pool;
    let drops = 0;
    const kill = async () => {
      await owner.query(
        "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'bulkhead_data' and datname = current_database()",
      );
      drops++;
    };
    onBatch(ada.tenantId, (batch) => {
      if (batch === 1 || batch === 4) void kill();
    });
    await startRunner();
    await imports.ended(id);
    expect(drops).toBe(2);
    await expectWhole(ada, id);
  });

  test("when an import is cut into many turns", async () => {
    const ada = someone();
    await define(imports, ada);
    const id = await startImport(imports, ada, FILE, "PARTIAL");
    await startRunner({ sliceMs: 1 });
    await imports.ended(id);
    await expectWhole(ada, id);
  });

  test("when a packed file is read in turns by two processes, of which one stops", async () => {
    const ada = someone();
    await define(imports, ada);
    await startRunner({ sliceMs: 300 });
    const second = await startRunner({ sliceMs: 300 });
    const stop = onBatch(ada.tenantId, (batch) => {
      if (batch === 10) void second.stop();
    });
    const id = await startImport(imports, ada, gzipSync(FILE), "PARTIAL");
    await imports.ended(id);
    stop();
    await expectWhole(ada, id);
  });

  test("when two runners believe they have the same import: one stores a batch, the other lets go", async () => {
    const ada = someone();
    await define(imports, ada);
    const id = await startImport(imports, ada, FILE, "PARTIAL");
    const db = imports.platform.databases.data;
    const run = async () => {
      const job = await loadImport(db, ada.tenantId, tryDecodeId("import", id) ?? "");
      const files = { blobs: imports.blobs.data, streams: createKeptStreams(), maxUnpackedBytes: UNPACKED_BYTES };
      return job && runImport({ db, ...files }, job, () => false);
    };
    const both = await Promise.allSettled([run(), run()]);
    const failed = both.filter((one) => one.status === "rejected");
    expect(failed.map(({ reason }) => reason)).toEqual([expect.any(ImportTaken)]);
    await expectWhole(ada, id);
  });

  test("when several runners serve several tenants' imports", async () => {
    const tenants = Array.from({ length: 4 }, () => someone());
    const started: [TestPrincipal, string][] = [];
    for (const tenant of tenants) {
      await define(imports, tenant);
      for (let at = 0; at < 2; at++) started.push([tenant, await startImport(imports, tenant, "name\nAda\nBob\n")]);
    }
    await Promise.all([startRunner(), startRunner(), startRunner()]);
    for (const [tenant, id] of started) {
      await imports.ended(id);
      expect((await storedRows(imports, id)).map((row) => row.data.name)).toEqual(["Ada", "Bob"]);
      const { outbox } = await eventsOf(imports, tenant.tenantId);
      expect(
        outbox.filter(({ type, subject }) => type === "import.finished" && subject === tryDecodeId("import", id)),
      ).toHaveLength(1);
    }
  });
});

test("a turn ends when whoever wants the import may not have it any more", async () => {
  const ada = someone();
  await define(imports, ada);
  let may = true;
  await startRunner({ sliceMs: 600_000, mayImport: () => may });
  const rows = 300_000;
  const id = await startImport(imports, ada, `name\n${"n\n".repeat(rows)}`, "PARTIAL");
  await until(async () => (await readImport(imports, ada, id)).rowsStored > 0);
  may = false;
  await imports.ended(id);
  const ended = await readImport(imports, ada, id);
  expect(ended).toMatchObject({ status: "FAILED", failure: { code: "IMPORT_REFUSED" } });
  expect(ended.rowsStored).toBeLessThan(rows);
  expect(await storedRows(imports, id)).toHaveLength(ended.rowsStored);
});

describe("the queue", () => {
  test("gives each tenant its turn: many imports of one do not hold up another's", async () => {
    const [busy, quiet] = [someone(), someone()];
    await define(imports, busy);
    await define(imports, quiet);
    const ids: string[] = [];
    for (let at = 0; at < 3; at++) ids.push(await startImport(imports, busy, "name\nAda\n"));
    ids.push(await startImport(imports, quiet, "name\nGrace\n"));
    const order: string[] = [];
    imports.platform.feed.listen(({ type, subject }) => {
      if (type === "import.finished") order.push(subject);
    });
    const othersWait = gate();
    const runner = await startRunner({ concurrency: 1, perTenant: 1, begin: othersWait.opened });
    await until(async () => (await runner.waiting()) === 1, 20_000);
    othersWait.open();
    for (const id of ids) await imports.ended(id);
    const [first, second, third, quietOne] = ids.map((id) => tryDecodeId("import", id));
    expect(order.filter((id) => id !== quietOne)).toEqual([first, second, third]);
    // One turn at most is before it, and whose that is, is nobody's concern.
    expect(order.indexOf(quietOne ?? "")).toBeLessThanOrEqual(1);
  });

  test("gives each tenant its turn: a long import of one does not hold up another's short one", async () => {
    const [busy, quiet] = [someone(), someone()];
    await define(imports, busy);
    await define(imports, quiet);
    const order: string[] = [];
    imports.platform.feed.listen(({ type, subject }) => {
      if (type === "import.finished") order.push(subject);
    });
    const long = await startImport(imports, busy, `name,age\n${"n,1\n".repeat(60_000)}`, "PARTIAL");
    await startRunner({ concurrency: 1, perTenant: 1, sliceMs: 100 });
    await until(async () => (await readImport(imports, busy, long)).rowsStored > 0, 20_000);
    const short = await startImport(imports, quiet, "name\nGrace\n");
    for (const id of [short, long]) await imports.ended(id);
    expect(order).toEqual([short, long].map((id) => tryDecodeId("import", id)));
    expect(await readImport(imports, busy, long)).toMatchObject({ status: "SUCCEEDED", rowsStored: 60_000 });
  });

  test("hears at once of an import that another process accepted", async () => {
    const ada = someone();
    await define(imports, ada);
    await startRunner();
    const start = performance.now();
    await imports.ended(await startImport(imports, ada, "name\nAda\n"));
    expect(performance.now() - start).toBeLessThan(2_000);
  });

  test("forgets an import when it has ended and its file is deleted, whether it succeeded or failed", async () => {
    const ada = someone();
    await define(imports, ada);
    const ids = [await startImport(imports, ada, "name\nAda\n"), await startImport(imports, ada, "nome\nAda\n")];
    await startRunner();
    for (const id of ids) await imports.ended(id);
    await untilAnswer("select count(*) from platform.job where state <> 'SUCCEEDED'", "0");
    const left = await imports.platform.databases.owner.pool.query(
      "select (select count(*) from platform.blob) + (select count(*) from platform.blob_chunk) as count",
    );
    expect(left.rows).toEqual([{ count: "0" }]);
  });

  test("gives up an import that meets a fault nobody foresaw, says so, and serves the tenant's next", async () => {
    const ada = someone();
    await define(imports, ada);
    const broken = await startImport(imports, ada, "name\nAda\n");
    await imports.platform.databases.owner.pool.query("delete from platform.blob_chunk where tenant_id = $1", [
      ada.tenantId,
    ]);
    const next = await startImport(imports, ada, "name\nBob\n");
    await startRunner();
    await imports.ended(next);
    await imports.ended(broken);
    const failed = await readImport(imports, ada, broken);
    expect(failed).toMatchObject({ status: "FAILED", failure: { code: "IMPORT_INTERRUPTED", line: null } });
    expect(failed.failure?.message).toMatch(/req_[0-9a-z]{26}/);
    expect(imports.platform.logged.filter((line) => line.includes("unforeseen"))).toHaveLength(3);
    expect(await readImport(imports, ada, next)).toMatchObject({ status: "SUCCEEDED" });
  });

  test("ends the import whose job an Admin cancels, and deletes its file", async () => {
    const ada = someone();
    await define(imports, ada);
    // Suspended, so that the job waits.
    await startRunner({ tenantStatus: async () => "SUSPENDED" });
    const id = await startImport(imports, ada, "name\nAda\n");
    const { pool } = imports.platform.databases.owner;
    const found = await pool.query<{ id: string }>("select id from platform.job where tenant_id = $1", [ada.tenantId]);
    await steer(imports.platform, ada.tenantId).cancel(found.rows[0]?.id ?? "");
    await imports.ended(id);
    expect(await readImport(imports, ada, id)).toMatchObject({
      status: "CANCELLED",
      rowsStored: 0,
      failure: { code: "IMPORT_CANCELLED", line: null },
    });
    await untilAnswer("select count(*) from platform.blob", "0");
    const { outbox } = await eventsOf(imports, ada.tenantId);
    expect(outbox.filter(({ type }) => type === "import.finished")).toHaveLength(1);
  });
});

/** Asks until the answer is this one; the test's own timeout is the limit. */
async function untilAnswer(sql: string, answer: string): Promise<void> {
  const { pool } = imports.platform.databases.owner;
  while ((await pool.query<{ count: string }>(sql)).rows[0]?.count !== answer);
}
