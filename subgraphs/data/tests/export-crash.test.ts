import { hash } from "node:crypto";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { tryDecodeId } from "@bulkhead/kernel/id.ts";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { type Running, run } from "../../../tests/testkit/process.ts";
import { testRootKeyFile } from "../../../tests/testkit/root-key.ts";
import { until } from "../../../tests/testkit/until.ts";
import { startTestWorkers, type TestWorkers } from "../../../tests/testkit/workers.ts";
import { people } from "./bulk-fixture.ts";
import { askExport, fileOf, readExport } from "./export-fixture.ts";
import { openTestData, someone, type TestData, type TestPrincipal } from "./fixture.ts";
import { eventsOf } from "./guards.ts";

const LEASE_MS = 1_000;
const RECORDS = 12_000;

let data: TestData;
let ada: TestPrincipal;
let victim: Running | undefined;
let workers: TestWorkers | undefined;
beforeAll(async () => {
  data = await openTestData();
  ada = someone();
  await people(data, ada, RECORDS);
});
afterEach(async () => {
  victim?.signalGroup("SIGKILL");
  await victim?.ended;
  await workers?.stop();
  workers = undefined;
});
afterAll(() => data.stop());

test.each([
  ["CSV", "NONE"],
  ["JSON", "GZIP"],
  ["NDJSON", "GZIP"],
  ["XML", "NONE"],
] as const)(
  "a worker is killed with -9 in the middle of %s, %s: the file is the one that another export gives",
  async (format, compression) => {
    const id = await askExport(data, ada, { format, compression });
    const { url, secret } = data.platform;
    const argv = [path.join(import.meta.dirname, "export-worker-process.ts"), url, secret, testRootKeyFile()];
    victim = run(process.execPath, [...argv, String(LEASE_MS)], process.env as Record<string, string>);
    await victim.printed("ready");
    await until(async () => (await rowOf(id)).records_written > 0, 20_000);
    victim.signalGroup("SIGKILL");
    await victim.ended;
    const killed = await rowOf(id);
    // Otherwise nothing was tried.
    expect(killed).toMatchObject({ finished_at: null, has_state: true });
    expect(killed.records_written).toBeLessThan(RECORDS);

    const whole = await askExport(data, ada, { format, compression });
    workers = await startTestWorkers(data.platform, data.room.jobs, { leaseMs: LEASE_MS });
    for (const one of [id, whole])
      await until(async () => {
        await workers?.reconcile();
        return (await readExport(data, ada, one)).finishedAt !== null;
      }, 40_000);
    const [gone, never] = [await readExport(data, ada, id), await readExport(data, ada, whole)];
    expect([gone, never]).toMatchObject(Array(2).fill({ status: "SUCCEEDED", recordsWritten: RECORDS }));
    expect(gone.parts.length).toBeGreaterThan(1);
    const [file, other] = [await fileOf(data, ada, gone), await fileOf(data, ada, never)];
    const plain = (bytes: Buffer) => (compression === "GZIP" ? gunzipSync(bytes) : bytes);
    expect(plain(file).equals(plain(other))).toBe(true);
    expect([gone.sha256, never.sha256]).toEqual([hash("sha256", file), hash("sha256", other)]);
    const { audit } = await eventsOf(data, ada.tenantId);
    expect(audit.filter(({ action, target_id }) => action === "export.finish" && target_id === id)).toMatchObject([
      { body: { detail: { records: RECORDS, bytes: file.length, sha256: gone.sha256 } } },
    ]);
  },
  90_000,
);

async function rowOf(id: string) {
  const { rows } = await data.platform.databases.owner.pool.query(
    `select records_written, finished_at, digest_state is not null as has_state from data.export where tenant_id = $1 and id = $2`,
    [ada.tenantId, tryDecodeId("export", id)],
  );
  return rows[0] as { records_written: number; finished_at: string | null; has_state: boolean };
}
