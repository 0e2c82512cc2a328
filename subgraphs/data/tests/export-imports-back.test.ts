import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { until } from "../../../tests/testkit/until.ts";
import { schemaAndRecords } from "./export-arbitraries.ts";
import { askExport, fileOf, readExport } from "./export-fixture.ts";
import { define, someone, type TestPrincipal } from "./fixture.ts";
import { openTestImports, readImport, startImport, storedRows, type TestImports } from "./import-fixture.ts";

/** From records to a file and back by the jobs themselves, nothing being said of what the file is. */
let data: TestImports;
beforeAll(async () => {
  data = await openTestImports();
});
afterAll(() => data.stop());

const FILES = (["CSV", "JSON", "NDJSON", "XML"] as const).flatMap((format) =>
  (["NONE", "GZIP"] as const).map((compression) => ({ format, compression })),
);

/** Imports a file; answers what it stored, in its order. */
async function stored(who: TestPrincipal, file: Buffer, collection: string): Promise<unknown[]> {
  const id = await startImport(data, who, file, "STRICT", collection);
  await data.ended(id);
  const { status, failure, rejections } = await readImport(data, who, id);
  expect({ collection, status, failure, rejected: rejections.nodes }).toMatchObject({
    status: "SUCCEEDED",
    rejected: [],
  });
  return (await storedRows(data, id)).map((row) => row.data);
}

async function exported(who: TestPrincipal, input: object): Promise<Buffer> {
  const id = await askExport(data, who, input);
  await until(async () => (await readExport(data, who, id)).finishedAt !== null, 20_000);
  const ended = await readExport(data, who, id);
  expect({ input, status: ended.status }).toMatchObject({ status: "SUCCEEDED" });
  return fileOf(data, who, ended);
}

test("records of any schema, exported in every format, packed or not, are imported as the same", async () => {
  const roundTrip = fc.asyncProperty(schemaAndRecords, async ({ schema, records }) => {
    const who = someone();
    await define(data, who, schema, "given");
    const given = records.map((one) => JSON.stringify(one)).join("\n");
    expect(await stored(who, Buffer.from(given), "given")).toEqual(records);
    await Promise.all(
      FILES.map(async ({ format, compression }) => {
        const again = `again_${format}_${compression}`.toLowerCase();
        await define(data, who, schema, again);
        const file = await exported(who, { collection: "given", format, compression });
        expect({ again, data: await stored(who, file, again) }).toEqual({ again, data: records });
      }),
    );
  });
  // A case takes seconds, and making it smaller would take many.
  await fc.assert(roundTrip, { numRuns: 4, endOnFailure: true });
}, 120_000);
