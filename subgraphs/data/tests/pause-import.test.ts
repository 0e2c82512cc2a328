import { afterAll, beforeAll, expect, test } from "vitest";
import { until } from "../../../tests/testkit/until.ts";
import { startTestWorkers, type TestWorkers } from "../../../tests/testkit/workers.ts";
import { ask, define, someone } from "./fixture.ts";
import { eventsOf } from "./guards.ts";
import { openTestImports, readImport, startImport, storedRows, type TestImports } from "./import-fixture.ts";

let imports: TestImports;
let workers: TestWorkers;
beforeAll(async () => {
  imports = await openTestImports({ start: false });
  workers = await startTestWorkers(imports.platform, imports.room.jobs);
});
afterAll(async () => {
  await workers.stop();
  await imports.stop();
});

const ROWS = 20_000;
const FILE = `name,age\n${Array.from({ length: ROWS }, (_, at) => `n${at},${at}`).join("\n")}`;

async function control(verb: "pause" | "resume" | "cancel", by: ReturnType<typeof someone>, id: string) {
  const input = `${verb[0]?.toUpperCase()}${verb.slice(1)}ImportInput`;
  const source = `mutation ($input: ${input}!) { ${verb}Import(input: $input) { import { id status } } }`;
  return ask(imports, by, source, { input: { id } });
}

const openJobs = async (tenantId: string) => {
  const { rows } = await imports.platform.databases.owner.pool.query(
    "select state from platform.job where tenant_id = $1 and state in ('QUEUED', 'RUNNING')",
    [tenantId],
  );
  return rows.length;
};

test("a paused import holds no job, keeps its place, and goes on to store each row once", async () => {
  const ada = someone();
  await define(imports, ada);
  const id = await startImport(imports, ada, FILE, "PARTIAL");
  await until(async () => (await readImport(imports, ada, id)).rowsStored > 0);
  const paused = await control("pause", ada, id);
  expect(paused.data.pauseImport.import).toEqual({ id, status: "PAUSED" });
  expect((await control("pause", ada, id)).refusals).toEqual([]);
  const { rowsStored } = await readImport(imports, ada, id);
  expect(rowsStored).toBeLessThan(ROWS);
  await until(async () => (await openJobs(ada.tenantId)) === 0);
  expect(await readImport(imports, ada, id)).toMatchObject({ status: "PAUSED", rowsStored, finishedAt: null });
  expect((await control("resume", ada, id)).data.resumeImport.import).toEqual({ id, status: "QUEUED" });
  await imports.ended(id);
  expect(await readImport(imports, ada, id)).toMatchObject({ status: "SUCCEEDED", rowsStored: ROWS });
  expect((await storedRows(imports, id)).map((row) => row.import_row)).toEqual(
    Array.from({ length: ROWS }, (_, at) => at + 1),
  );
  const { audit } = await eventsOf(imports, ada.tenantId);
  const steps = audit.map(({ action }) => action).filter((action) => action.startsWith("import."));
  expect(steps).toEqual(["import.create", "import.pause", "import.resume", "import.finish"]);
  for (const verb of ["pause", "resume", "cancel"] as const)
    expect((await control(verb, ada, id)).refusals).toMatchObject([{ code: "CONFLICT" }]);
});
