import { afterAll, beforeAll, expect, test } from "vitest";
import { type HurtPlatform, openHurtPlatform } from "../../../tests/testkit/hurt-platform.ts";
import type { Running } from "../../../tests/testkit/process.ts";
import { until } from "../../../tests/testkit/until.ts";
import { stocked } from "./action-fixture.ts";
import { expectWhole, progressOf, RECORDS, ROWS, startWorker, untilIn } from "./crash-fixture.ts";
import { csvOf, imported, rowsFor, stockOf } from "./crash-model.ts";
import { openTestDataOn, type TestData } from "./fixture.ts";
import { startImport } from "./import-fixture.ts";

/** A PostgreSQL of its own is killed with -9, twice in each import, and starts again; the worker lives on. */
let hurt: HurtPlatform;
let data: TestData;
let worker: Running;
beforeAll(async () => {
  hurt = await openHurtPlatform();
  data = await openTestDataOn(hurt.platform);
  worker = startWorker(data, 1_000);
  await worker.printed("ready");
}, 90_000);
afterAll(async () => {
  worker.signalGroup("SIGKILL");
  await worker.ended;
  await data.stop();
  await hurt.stop();
});

test.each([
  ["UPSERT", "STRICT", ["CHECK", "STORE"]],
  ["REPLACE", "PARTIAL", ["STORE", "DELETE"]],
] as const)(
  "%s %s, the database killed in %s",
  async (action, mode, phases) => {
    const ann = await stocked(data, RECORDS);
    const rows = rowsFor(action, RECORDS, ROWS, mode === "PARTIAL" ? 50 : ROWS + 1);
    const id = await startImport(data, ann, csvOf(rows, 77), mode, "people", { action, key: "code" });
    for (const phase of phases) {
      await untilIn(data, ann, id, phase, 0.2);
      expect(await progressOf(data, ann, id)).toMatchObject({ ended: false });
      await hurt.killAndStart();
    }
    await until(
      () =>
        progressOf(data, ann, id).then(
          ({ ended }) => ended,
          () => false,
        ),
      60_000,
    );
    await expectWhole(data, ann, id, "SUCCEEDED", imported(stockOf(RECORDS), action, rows, 77));
    expect(worker.child.exitCode).toBeNull();
  },
  120_000,
);
