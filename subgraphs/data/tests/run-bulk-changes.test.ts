import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Running, run } from "../../../tests/testkit/process.ts";
import { until } from "../../../tests/testkit/until.ts";
import { startTestWorkers, type TestWorkers } from "../../../tests/testkit/workers.ts";
import {
  askBulk,
  DELETE_MANY,
  ended,
  openTestBulk,
  people,
  readBulk,
  type TestBulk,
  tally,
  UPDATE_MANY,
} from "./bulk-fixture.ts";
import { someone } from "./fixture.ts";
import { eventsOf } from "./guards.ts";
import { bytesOf } from "./history-fixture.ts";

/** Each record is changed exactly once, whatever happens to those who change it. */
let data: TestBulk;
let workers: TestWorkers | undefined;
let victim: Running | undefined;
beforeEach(async () => {
  data = await openTestBulk({ start: false });
});
afterEach(async () => {
  victim?.signalGroup("SIGKILL");
  await victim?.ended;
  await workers?.stop();
  await data.stop();
});

const RECORDS = 4_000;

test.each([
  ["update", UPDATE_MANY, { set: { age: 8 } }],
  ["delete", DELETE_MANY, {}],
])("%s: when its worker is killed with -9 in the middle", async (_kind, source, given) => {
  const ada = someone();
  await people(data, ada, RECORDS);
  const { platform } = data;
  const program = path.join(import.meta.dirname, "bulk-worker-process.ts");
  const begun = run(
    process.execPath,
    [program, platform.url, platform.secret, "2000"],
    process.env as Record<string, string>,
  );
  victim = begun;
  await begun.printed("ready");
  const id = await askBulk(data, ada, source, { filter: [{ field: "age", equals: 7 }], ...given });
  await until(async () => (await readBulk(data, ada, id)).recordsChanged > 0, 20_000);
  begun.signalGroup("SIGKILL");
  await begun.ended;
  const halfway = await readBulk(data, ada, id);
  expect(halfway.status).toBe("RUNNING");
  expect(halfway.recordsChanged).toBeLessThan(RECORDS);
  workers = await startTestWorkers(platform, data.room.jobs, { leaseMs: 2_000 });
  await until(async () => {
    await workers?.reconcile();
    return (await readBulk(data, ada, id)).finishedAt !== null;
  }, 40_000);
  expect(await ended(data, ada, id)).toMatchObject({
    status: "SUCCEEDED",
    recordsMatched: RECORDS,
    recordsChanged: RECORDS,
    recordsFailed: 0,
  });
  const { living, kept, deleted, told } = await tally(data, ada.tenantId);
  if (source === UPDATE_MANY)
    expect({ living, kept }).toEqual({
      living: [{ version: 2, many: RECORDS }],
      kept: [{ version: 1, many: RECORDS }],
    });
  else expect({ living, deleted }).toEqual({ living: [], deleted: [{ version: 2, many: RECORDS }] });
  expect(told).toMatchObject([{ many: RECORDS, records: RECORDS }]);
  const { audit } = await eventsOf(data, ada.tenantId);
  expect(audit.filter(({ action }) => action === "bulk-change.finish")).toHaveLength(1);
  const bytes = await bytesOf(data, ada);
  expect(bytes.counted).toBe(bytes.kept);
});
