import { performance } from "node:perf_hooks";
import type { ServeImport } from "@bulkhead/data/src/imports/serve-import.ts";
import type { GrantOfPrincipal } from "@bulkhead/data/src/jobs/still-may.ts";
import { destroyTenantKey } from "@bulkhead/kernel/envelope-destroy.ts";
import { tryDecodeId } from "@bulkhead/kernel/id.ts";
import { rolePassword } from "@bulkhead/kernel/key.ts";
import { PERMISSIONS } from "@bulkhead/kernel/permission.ts";
import { openRootKeyFile } from "@bulkhead/kernel/root-key-file.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  define,
  openTestData,
  someone,
  type TestData,
  type TestPrincipal,
} from "../../subgraphs/data/tests/fixture.ts";
import { readImport, startImport, storedRows } from "../../subgraphs/data/tests/import-fixture.ts";
import { testRootKeyFile } from "../../tests/testkit/root-key.ts";
import { createImportThread, type ImportThread } from "../imports/import-thread.ts";
import type { ThreadSetup } from "../imports/messages.ts";
import { operatorRequest } from "../operator.ts";

// No workers here: the test itself gives imports their turns in the thread.
let data: TestData;
let thread: ImportThread;
const asked: string[] = [];
let mayImport = true;

beforeAll(async () => {
  data = await openTestData();
  thread = open();
});
afterAll(async () => {
  await thread.stop();
  await data.stop();
});

const grantOf: GrantOfPrincipal = async (_, id) => {
  asked.push(id);
  return mayImport ? { permissions: PERMISSIONS, collections: undefined } : undefined;
};

function open(limits?: { maxOldGenerationSizeMb: number }): ImportThread {
  const { url, secret, feed, log } = data.platform;
  const settings = {
    environment: "test",
    rootKey: `file:${testRootKeyFile()}`,
    kmsEndpoint: undefined,
    vaultToken: undefined,
    vaultTokenFile: undefined,
    s3Bucket: undefined,
    s3Region: "us-east-1",
    s3Endpoint: undefined,
    s3PathStyle: "no",
    importUnpackedBytes: 2 ** 30,
    logLevel: "info",
  } satisfies ThreadSetup["settings"];
  const database = { url, password: rolePassword(secret, "bulkhead_data"), writeMs: 1_000, maxConnections: 3 };
  return createImportThread({
    setup: { database, settings },
    listen: feed.listen,
    grantOf,
    log,
    ...(limits && { limits }),
  });
}

const file = (rows: number) => `name,age\n${Array.from({ length: rows }, (_, at) => `n${at},${at}`).join("\n")}`;

async function begin(rows: number): Promise<{ ann: TestPrincipal; id: string }> {
  const ann = someone();
  await define(data, ann);
  return { ann, id: await startImport(data, ann, file(rows), "STRICT") };
}

type Turn = Parameters<ServeImport>[0];

function turn(ann: TestPrincipal, id: string, given: Partial<Turn> = {}, to = thread) {
  const { signal } = new AbortController();
  const usual = { attempt: 1, isLastAttempt: false, signal, isOver: () => false, progress() {} };
  return to.serve({ tenantId: ann.tenantId, ...usual, ...given }, { importId: tryDecodeId("import", id) ?? "" });
}

test("an import is worked on to its end, whose progress and whose right to it go through the port", async () => {
  const { ann, id } = await begin(20_000);
  const shares: number[] = [];
  expect(await turn(ann, id, { progress: (share) => void shares.push(share) })).toBe("done");
  expect(await readImport(data, ann, id)).toMatchObject({ status: "SUCCEEDED", rowsStored: 20_000 });
  expect(asked).toContain(ann.id);
  expect(shares[0]).toBeLessThan(1);
  expect(shares).toEqual(shares.toSorted((a, b) => a - b));
});

test("the process goes on answering meanwhile: nothing of a file is read in its own thread", async () => {
  const { ann, id } = await begin(100_000);
  const before = performance.eventLoopUtilization();
  await turn(ann, id);
  // The feed hears of batches and the test looks whether the turn is over; reading takes all of a thread.
  expect(performance.eventLoopUtilization(before).utilization).toBeLessThan(0.5);
});

test("a turn that is over leaves off between two batches, and the next goes on there", async () => {
  const { ann, id } = await begin(30_000);
  expect(await turn(ann, id, { isOver: () => true })).toBe("again");
  const half = await readImport(data, ann, id);
  expect(half.status).toBe("RUNNING");
  let outcome = "again";
  for (let turns = 0; outcome === "again" && turns < 1_000; turns++) {
    const end = performance.now() + 200;
    outcome = await turn(ann, id, { isOver: () => performance.now() > end });
  }
  expect(outcome).toBe("done");
  expect((await storedRows(data, id)).map(({ import_row }) => import_row)).toEqual(
    Array.from({ length: 30_000 }, (_, at) => at + 1),
  );
});

test("who may not import any more is refused there", async () => {
  const { ann, id } = await begin(10);
  mayImport = false;
  expect(await turn(ann, id).finally(() => (mayImport = true))).toBe("done");
  expect(await readImport(data, ann, id)).toMatchObject({ status: "FAILED", failure: { code: "IMPORT_REFUSED" } });
});

test("an error keeps its code on its way, and where it is from in the log", async () => {
  const { ann, id } = await begin(10);
  await data.platform.databases.owner.pool.query(
    "update platform.blob set expires_at = now() - interval '1 day' where tenant_id = $1",
    [ann.tenantId],
  );
  await expect(turn(ann, id)).rejects.toMatchObject({ code: "NOT_FOUND" });
  const line = data.platform.logged
    .map((one) => JSON.parse(one))
    .find(({ msg }) => msg === "an import met an unforeseen fault");
  expect(line).toMatchObject({ level: "error", importId: tryDecodeId("import", id) });
});

test("keys that are destroyed are forgotten by the thread as well", async () => {
  const { ann, id } = await begin(30_000);
  expect(await turn(ann, id, { isOver: () => true })).toBe("again");
  const rootKey = openRootKeyFile({ path: testRootKeyFile(), create: false });
  await destroyTenantKey({ ...operatorRequest(ann.tenantId), db: data.platform.databases.worker, rootKey });
  await expect.poll(() => turn(ann, id, { isOver: () => true }).catch(({ code }) => code)).toBe("KEY_DESTROYED");
});

test("a thread that runs out of memory fails its turn and nothing else; the next one has another thread", async () => {
  const small = open({ maxOldGenerationSizeMb: 12 });
  const { ann, id } = await begin(1_000);
  await expect(turn(ann, id, {}, small)).rejects.toThrow("the thread of imports has ended");
  await expect(turn(ann, id, {}, small)).rejects.toThrow("the thread of imports has ended");
  const failed = data.platform.logged.filter((line) => line.includes("the thread of imports has failed"));
  expect(failed).toHaveLength(2);
  await small.stop();
  expect(await turn(ann, id)).toBe("done");
  expect(await readImport(data, ann, id)).toMatchObject({ status: "SUCCEEDED", rowsStored: 1_000 });
});
