import { once } from "node:events";
import { performance } from "node:perf_hooks";
import type { Worker } from "node:worker_threads";
import type { ImportTurn } from "@bulkhead/data/src/imports/serve-import.ts";
import { destroyTenantKey } from "@bulkhead/kernel/envelope-destroy.ts";
import { openRootKeyFile } from "@bulkhead/kernel/root-key-file.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { testRootKeyFile } from "../../tests/testkit/root-key.ts";
import type { ImportThread } from "../imports/import-thread.ts";
import { operatorRequest } from "../operator.ts";
import { type Begun, openThreadFixture, type ThreadFixture } from "./import-fixture.ts";

// No workers here: the test itself gives imports their turns in the thread.
let fixture: ThreadFixture;
let thread: ImportThread;
beforeAll(async () => {
  fixture = await openThreadFixture();
  thread = fixture.open();
});
afterAll(() => fixture.stop());

function turn({ principal, uuid }: Begun, given: Partial<ImportTurn> = {}, to = thread) {
  const { signal } = new AbortController();
  const usual = { attempt: 1, isLastAttempt: false, signal, isOver: () => false, progress() {} };
  return to.serve({ tenantId: principal.tenantId, ...usual, ...given }, { importId: uuid });
}

const sql = (text: string, values: unknown[]) => fixture.platform.databases.owner.pool.query(text, values);

test("an import is worked on to its end, whose progress and whose right to it go through the port", async () => {
  const begun = await fixture.begin(20_000);
  const shares: number[] = [];
  expect(await turn(begun, { progress: (share) => void shares.push(share) })).toBe("done");
  expect(await fixture.read(begun)).toMatchObject({ status: "SUCCEEDED", rowsStored: 20_000 });
  expect(fixture.asked).toContain(begun.principal.id);
  expect(shares.length).toBeGreaterThan(0);
  expect(shares).toEqual(shares.toSorted((a, b) => a - b));
});

test("the process goes on answering meanwhile: nothing of a file is read in its own thread", async () => {
  const begun = await fixture.begin(100_000);
  const before = performance.eventLoopUtilization();
  await turn(begun);
  // The feed hears of batches and the test looks whether the turn is over; reading takes all of a thread.
  expect(performance.eventLoopUtilization(before).utilization).toBeLessThan(0.5);
});

test("a turn that is over leaves off between two batches, and the next goes on there", async () => {
  const begun = await fixture.begin(30_000);
  expect(await turn(begun, { isOver: () => true })).toBe("again");
  expect(await fixture.read(begun)).toMatchObject({ status: "RUNNING" });
  let outcome = "again";
  for (let turns = 0; outcome === "again" && turns < 1_000; turns++) {
    const end = performance.now() + 200;
    outcome = await turn(begun, { isOver: () => performance.now() > end });
  }
  expect(outcome).toBe("done");
  const { rows } = await sql("select import_row from data.record where import_id = $1 order by 1", [begun.uuid]);
  expect(rows.map((row) => row.import_row)).toEqual(Array.from({ length: 30_000 }, (_, at) => at + 1));
});

test("whatever others ask the database for, a process that answers nobody leaves it to them as well", async () => {
  const begun = await fixture.begin(300_000);
  const rowsOfLast = async () => {
    const { rows } = await sql(
      "select (payload->>'count')::int as count from platform.outbox where tenant_id = $1 and type = 'records.imported' order by outbox.xid desc limit 1",
      [begun.principal.tenantId],
    );
    return rows[0]?.count ?? 0;
  };
  const storeFor = async (ms: number) => {
    const end = performance.now() + ms;
    await turn(begun, { isOver: () => performance.now() > end });
    return rowsOfLast();
  };
  // It is checked, and then stored in batches as large as they are when nobody is there.
  while ((await storeFor(100)) === 0);
  expect(await rowsOfLast()).toBeGreaterThanOrEqual(250);

  let isAsked = true;
  const others = (async () => {
    // Many transactions in the database that take this process no time.
    while (isAsked) await sql("do $$ begin for i in 1..400 loop perform 1; commit; end loop; end $$", []);
  })();
  try {
    await expect.poll(() => storeFor(600), { timeout: 20_000 }).toBeLessThanOrEqual(100);
  } finally {
    isAsked = false;
    await others;
  }
  // Its last batch would be small in any case.
  expect(await fixture.read(begun)).toMatchObject({ status: "RUNNING" });
}, 40_000);

test("who may not import any more is refused there", async () => {
  const begun = await fixture.begin(10);
  const before = fixture.grant.now;
  fixture.grant.now = undefined;
  expect(await turn(begun).finally(() => (fixture.grant.now = before))).toBe("done");
  expect(await fixture.read(begun)).toMatchObject({ status: "FAILED", failure: { code: "IMPORT_REFUSED" } });
});

test("an error keeps its code on its way, and where it is from in the log", async () => {
  const begun = await fixture.begin(10);
  const { tenantId } = begun.principal;
  await sql("update platform.blob set expires_at = now() - interval '1 day' where tenant_id = $1", [tenantId]);
  await expect(turn(begun)).rejects.toMatchObject({ code: "NOT_FOUND" });
  const lines = fixture.platform.logged.map((line) => JSON.parse(line));
  const line = lines.find(({ msg }) => msg === "an import met an unforeseen fault");
  expect(line).toMatchObject({ level: "error", importId: begun.uuid });
});

test("keys that are destroyed are forgotten by the thread as well", async () => {
  const begun = await fixture.begin(30_000);
  expect(await turn(begun, { isOver: () => true })).toBe("again");
  const rootKey = openRootKeyFile({ path: testRootKeyFile(), create: false });
  const { worker } = fixture.platform.databases;
  await destroyTenantKey({ ...operatorRequest(begun.principal.tenantId), db: worker, rootKey });
  await expect.poll(() => turn(begun, { isOver: () => true }).catch(({ code }) => code)).toBe("KEY_DESTROYED");
});

test("a thread that cannot begin, since its storage is away, is no fault of the import", async () => {
  const away = { s3Bucket: "files", s3Endpoint: "http://127.0.0.1:1", s3PathStyle: "yes" } as const;
  await expect(turn(await fixture.begin(10), {}, fixture.open(undefined, away))).rejects.toMatchObject({
    code: "UNAVAILABLE",
  });
  expect(fixture.platform.logged.join("")).toMatch(/openBytes .*an unforeseen fault in the thread of imports/);
});

/** Ends the next thread that is begun, once it has asked about everybody's right to import. */
async function endWhenAsked(begun: Begun[]): Promise<void> {
  const [worker] = (await once(process, "worker")) as [Worker];
  await expect.poll(() => begun.every(({ principal }) => fixture.asked.includes(principal.id))).toBe(true);
  await worker.terminate();
}

test.each([1, 2])(
  "of %i turns in a thread that ends one alone may be at fault, and all go on in another",
  async (count) => {
    const begun = await Promise.all(Array.from({ length: count }, () => fixture.begin(300_000)));
    const doomed = fixture.open();
    const killed = endWhenAsked(begun);
    const ends = begun.map((one) => turn(one, {}, doomed).catch((error: Error) => error));
    await killed;
    const ended = { message: "the thread of imports has ended" };
    for (const end of await Promise.all(ends)) expect(end).toMatchObject(count === 1 ? ended : { code: "UNAVAILABLE" });
    const before = fixture.asked.length;
    const next = begun.map(async (one) => {
      const outcome = await turn(one, { isOver: () => true }, doomed);
      return { outcome, begun: new Set(fixture.asked.slice(before)).size };
    });
    // One after the other.
    expect(await Promise.all(next)).toEqual(begun.map((_, at) => ({ outcome: "again", begun: at + 1 })));
  },
);

test("a thread that runs out of memory fails its turn and nothing else; the next one has another thread", async () => {
  const small = fixture.open({ maxOldGenerationSizeMb: 12 });
  const begun = await fixture.begin(1_000);
  for (let times = 0; times < 2; times++)
    await expect(turn(begun, {}, small)).rejects.toThrow(/the thread of imports has ended|Imports cannot be worked on/);
  const failed = fixture.platform.logged.filter((line) => line.includes("the thread of imports has failed"));
  expect(failed).toHaveLength(2);
  await small.stop();
  expect(await turn(begun)).toBe("done");
  expect(await fixture.read(begun)).toMatchObject({ status: "SUCCEEDED", rowsStored: 1_000 });
});
