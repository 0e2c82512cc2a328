import path from "node:path";
import { tryDecodeId } from "@bulkhead/kernel/id.ts";
import { expect } from "vitest";
import { type Running, run } from "../../../tests/testkit/process.ts";
import { testRootKeyFile } from "../../../tests/testkit/root-key.ts";
import { stateOf } from "./action-fixture.ts";
import type { Place } from "./crash-files.ts";
import { type Outcome, stockOf } from "./crash-model.ts";
import { ask, type TestData, type TestPrincipal } from "./fixture.ts";
import { eventsOf } from "./guards.ts";
import { bytesOf } from "./history-fixture.ts";
import { readImport } from "./import-fixture.ts";

export const RECORDS = 1_500;
export const ROWS = 4_000;

export const LEASE_MS = 1_000;

/**
 * A worker of imports as a process of its own. It saves how far it is at least as often as a turn is over: a short one
 * is what makes reading a small file a matter of several steps.
 */
export function startWorker({ platform: { url, secret } }: TestData, sliceMs: number, concurrency = 1): Running {
  const program = path.join(import.meta.dirname, "import-worker-process.ts");
  const argv = [program, url, secret, testRootKeyFile(), ...[LEASE_MS, sliceMs, concurrency].map(String)];
  return run(process.execPath, argv, process.env as Record<string, string>);
}

interface Progress {
  phase: string;
  ended: boolean;
  at_row: number;
  stored: number;
  records_deleted: number;
}

export async function progressOf(data: TestData, ann: TestPrincipal, id: string): Promise<Progress> {
  const { rows } = await data.platform.databases.owner.pool.query(
    `select phase, finished_at is not null as ended, at_row, records_created + records_updated as stored, records_deleted
     from data.import where tenant_id = $1 and id = $2`,
    [ann.tenantId, tryDecodeId("import", id)],
  );
  return rows[0];
}

/** Resolves when the import is in that phase, and as far in it as the share says; or has ended. */
export async function untilIn(
  data: TestData,
  ann: TestPrincipal,
  id: string,
  phase: string,
  share: number,
): Promise<void> {
  const isThere: { [phase: string]: (progress: Progress) => boolean } = {
    CHECK: ({ at_row }) => at_row > share * ROWS * 0.4,
    STORE: ({ stored }) => stored > share * ROWS * 0.3,
    DELETE: ({ records_deleted }) => records_deleted > share * 100,
    UNDO: () => true,
  };
  // Without a pause: a phase may be over in a tenth of a second.
  for (;;) {
    const found = await progressOf(data, ann, id);
    if (found.ended || (found.phase === phase && isThere[phase]?.(found))) return;
  }
}

/** Locks a record, until what it answers is called. */
export async function hold(data: TestData, { tenantId }: TestPrincipal, code: string): Promise<() => Promise<void>> {
  const client = await data.platform.databases.owner.pool.connect();
  await client.query("begin");
  await client.query("select from data.record where tenant_id = $1 and data ->> 'code' = $2 for update", [
    tenantId,
    code,
  ]);
  return async () => {
    await client.query("rollback");
    client.release();
  };
}

const REJECTIONS = `query ($id: ID!) { import(id: $id) { rejections(first: 500) { nodes { row line column path field code } } } }`;

/** What was there before, when all was taken back because somebody has made the record of `theirs` meanwhile. */
export function takenBack(theirs: { code: string }): Outcome {
  const nothing = { rowsStored: 0, rowsRejected: 0, recordsCreated: 0, recordsUpdated: 0 };
  const counts = { ...nothing, rowsRead: ROWS, recordsUnchanged: 0, recordsDeleted: 0 };
  return { stock: new Map([...stockOf(RECORDS), [theirs.code, theirs]]), wrong: [], counts };
}

/** The collection is what it is to be, the import says so, and so do its report, its events and what is counted. */
export async function expectWhole(
  data: TestData,
  ann: TestPrincipal,
  id: string,
  status: string,
  { stock, wrong, counts }: Outcome,
  places: readonly Place[],
): Promise<void> {
  const done = await readImport(data, ann, id);
  const failure = status === "FAILED" ? { code: "VALUE_TAKEN_SINCE" } : null;
  expect(done).toMatchObject({ status, failure, ...counts });
  const { data: report } = await ask(data, ann, REJECTIONS, { id });
  expect(report.import.rejections.nodes).toEqual(
    wrong.map((at) => ({ row: at + 1, ...places[at], field: "/n", code: "VALUE_RANGE" })),
  );
  const { living } = await stateOf(data, ann);
  expect(new Map(living.map((one) => [String(one.data.code), one.data]))).toEqual(stock);
  expect(living).toHaveLength(stock.size);
  const { outbox, audit } = await eventsOf(data, ann.tenantId);
  const finished = audit.filter(({ action }) => action === "import.finish");
  expect(finished).toMatchObject([{ body: { detail: { status, ...counts } } }]);
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
