import path from "node:path";
import { tryDecodeId } from "@bulkhead/kernel/id.ts";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { type Running, run } from "../../../tests/testkit/process.ts";
import { testRootKeyFile } from "../../../tests/testkit/root-key.ts";
import { until } from "../../../tests/testkit/until.ts";
import { startTestWorkers, type TestWorkers } from "../../../tests/testkit/workers.ts";
import { stateOf, stocked } from "./action-fixture.ts";
import { csvOf, imported, rowsFor, stockOf } from "./crash-model.ts";
import { create, openTestData, type TestData, type TestPrincipal } from "./fixture.ts";
import { eventsOf } from "./guards.ts";
import { bytesOf } from "./history-fixture.ts";
import { readImport, startImport } from "./import-fixture.ts";

/**
 * A worker is killed with -9 in the middle of each phase; what is left in the end is what would be without. Where in a
 * phase, the seed decides; `CRASH_SEED` says another one, and `CRASH_ROUNDS` how many in a row (CI makes one).
 */
const SEED = Number(process.env.CRASH_SEED ?? 1);
const ROUNDS = Number(process.env.CRASH_ROUNDS ?? 1);

let data: TestData;
let victim: Running | undefined;
let workers: TestWorkers | undefined;
beforeAll(async () => {
  data = await openTestData();
});
afterEach(async () => {
  victim?.signalGroup("SIGKILL");
  await victim?.ended;
  await workers?.stop();
  workers = undefined;
});
afterAll(() => data.stop());

const RECORDS = 1_500;
const ROWS = 4_000;
const LEASE_MS = 1_000;

/** Phases in which a worker is killed, one after the other; before UNDO somebody takes a value of the last row. */
const CASES = [
  ["CREATE", "STRICT", ["CHECK", "STORE"]],
  ["CREATE", "STRICT", ["STORE", "UNDO"]],
  ["CREATE", "PARTIAL", ["STORE"]],
  ["UPSERT", "STRICT", ["CHECK", "STORE"]],
  ["UPSERT", "STRICT", ["STORE", "UNDO"]],
  ["UPSERT", "PARTIAL", ["STORE"]],
  ["REPLACE", "STRICT", ["STORE", "DELETE"]],
  ["REPLACE", "STRICT", ["STORE", "UNDO"]],
  ["REPLACE", "PARTIAL", ["STORE", "DELETE"]],
] as const;

test.each(
  Array.from({ length: ROUNDS }, (_, at) => SEED + at).flatMap((seed) => CASES.map((one) => [...one, seed] as const)),
)("%s %s, killed in %s (seed %i)", async (action, mode, phases, seed) => {
  const ann = await stocked(data, RECORDS);
  const rows = rowsFor(action, RECORDS, ROWS, mode === "PARTIAL" ? 50 : ROWS + 1);
  const others = action === "CREATE" ? {} : { action, key: "code" };
  const id = await startImport(data, ann, csvOf(rows, 77), mode, "people", others);
  const isUndone = (phases as readonly string[]).includes("UNDO");
  const share = shareOf(`${seed} ${action} ${mode}`);
  for (const phase of phases) {
    if (phase === "UNDO") await create(data, ann, { code: "theirs", serial: 77 });
    await killIn(phase, ann, id, share);
  }
  workers = await startTestWorkers(data.platform, data.room.jobs, { leaseMs: LEASE_MS });
  await until(async () => {
    await workers?.reconcile();
    return (await readImport(data, ann, id)).finishedAt !== null;
  }, 40_000);
  const before = stockOf(RECORDS);
  const expected = isUndone ? before : imported(before, action, rows, 77);
  if (isUndone) expected.set("theirs", { code: "theirs", serial: 77 });
  await expectWhole(ann, id, isUndone ? "FAILED" : "SUCCEEDED", expected);
});

/** Lets a worker go on until the import is so far in the phase, and kills it. */
async function killIn(phase: string, ann: TestPrincipal, id: string, share: number): Promise<void> {
  const { url, secret, databases } = data.platform;
  const program = path.join(import.meta.dirname, "import-worker-process.ts");
  const argv = [program, url, secret, testRootKeyFile(), String(LEASE_MS)];
  const begun = run(process.execPath, argv, process.env as Record<string, string>);
  victim = begun;
  await begun.printed("ready");
  const look = async () => {
    const { rows } = await databases.owner.pool.query(
      `select phase, finished_at is not null as ended, at_row, records_created + records_updated as stored, records_deleted
       from data.import where tenant_id = $1 and id = $2`,
      [ann.tenantId, tryDecodeId("import", id)],
    );
    return rows[0];
  };
  const isThere = {
    CHECK: ({ at_row }: { at_row: number }) => at_row > share * ROWS * 0.4,
    STORE: ({ stored }: { stored: number }) => stored > share * ROWS * 0.3,
    DELETE: ({ records_deleted }: { records_deleted: number }) => records_deleted > share * 100,
    UNDO: () => true,
  }[phase];
  // Without a pause: a phase may be over in a tenth of a second.
  for (let found = await look(); !found.ended && !(found.phase === phase && isThere?.(found)); found = await look());
  begun.signalGroup("SIGKILL");
  await begun.ended;
  // Otherwise nothing was tried.
  expect(await look()).toMatchObject({ phase, ended: false });
}

async function expectWhole(
  ann: TestPrincipal,
  id: string,
  status: string,
  expected: Map<string, object>,
): Promise<void> {
  const { living } = await stateOf(data, ann);
  expect(new Map(living.map((one) => [String(one.data.code), one.data]))).toEqual(expected);
  expect(living).toHaveLength(expected.size);
  const done = await readImport(data, ann, id);
  expect(done.status).toBe(status);
  if (status === "FAILED") {
    expect(done).toMatchObject({ failure: { code: "VALUE_TAKEN_SINCE" }, rowsStored: 0 });
    expect(done).toMatchObject({ recordsCreated: 0, recordsUpdated: 0, recordsDeleted: 0 });
  } else expect(done.rowsStored + done.rowsRejected).toBe(ROWS);
  const { outbox, audit } = await eventsOf(data, ann.tenantId);
  expect(audit.filter(({ action }) => action === "import.finish")).toHaveLength(1);
  // Whoever has followed all events knows as many records as there are.
  const count = (type: string) => outbox.filter((one) => one.type === type).length;
  const batches = outbox.filter((one) => one.type === "records.imported");
  const came = batches.reduce((sum, { payload }) => sum + Number(payload.count), 0);
  const known = RECORDS + came + count("record.created") + count("record.restored") - count("record.deleted");
  expect(known).toBe(living.length);
  await expect
    .poll(
      async () => {
        const { noted, staged } = await stateOf(data, ann);
        const { counted, kept } = await bytesOf(data, ann);
        return { noted, staged, over: counted - kept };
      },
      { timeout: 10_000 },
    )
    .toEqual({ noted: 0, staged: 0, over: 0 });
}

/** Between 0 and 1, the same for the same words. */
function shareOf(words: string): number {
  let state = 2_166_136_261;
  for (const character of words) state = Math.imul(state ^ (character.codePointAt(0) ?? 0), 16_777_619);
  return (state >>> 0) / 2 ** 32;
}
