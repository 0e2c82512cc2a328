import { afterAll, beforeAll, expect, test } from "vitest";
import { until } from "../../../tests/testkit/until.ts";
import { startTestWorkers, type TestWorkers } from "../../../tests/testkit/workers.ts";
import { ask, define, someone } from "./fixture.ts";
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

test.each([
  ["STRICT", 0],
  ["PARTIAL", 1],
])("cancelled while it stores: of %s, running or paused, what it says stays", async (mode, least) => {
  const ada = someone();
  await define(imports, ada);
  for (const isPaused of [false, true]) {
    const id = await startImport(imports, ada, FILE, mode);
    await until(async () => (await readImport(imports, ada, id)).rowsStored > 0, 20_000);
    if (isPaused) await control("pause", ada, id);
    expect((await control("cancel", ada, id)).refusals).toEqual([]);
    await imports.ended(id);
    const ended = await readImport(imports, ada, id);
    expect(ended).toMatchObject({ status: "CANCELLED", failure: { code: "IMPORT_CANCELLED" } });
    expect(ended.rowsStored).toBeGreaterThanOrEqual(least);
    expect(ended.rowsStored).toBeLessThan(mode === "STRICT" ? 1 : ROWS);
    expect(await storedRows(imports, id)).toHaveLength(ended.rowsStored);
    expect((await control("cancel", ada, id)).refusals).toEqual([]);
    expect((await control("resume", ada, id)).refusals).toMatchObject([{ code: "CONFLICT" }]);
  }
});
