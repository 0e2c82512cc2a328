import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import path from "node:path";
import { startDisposablePostgres } from "@bulkhead/infra/disposable-postgres.ts";
import { measureBlobs, printBlobs } from "./blobs.ts";
import { newDatabase } from "./database.ts";
import { measureImports } from "./imports.ts";
import { measureMutations } from "./mutations.ts";
import { type BenchOptions, readOptions } from "./options.ts";
import { measurePage, PAGE_ROWS, type PageResult } from "./pages.ts";
import { startBulkhead, startFloor, startLoad, type Workplace } from "./processes.ts";
import { printImports, printMutations, printPages, printStart } from "./report.ts";
import { assertSamePage } from "./same-page.ts";
import { seed } from "./seed.ts";
import { measureStart } from "./start-time.ts";

const options = readOptions(process.argv.slice(2));
const place: Workplace = {
  folder: mkdtempSync(path.join(tmpdir(), "bulkhead-bench-")),
  profileDir: options.profileDir,
};
const say = (line: string) => console.log(`  ${line}`);

/** What was started, in order; stopping goes backwards, whether we finish, fail or are stopped. */
const stops: (() => unknown)[] = [() => rmSync(place.folder, { recursive: true, force: true })];
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
  process.on(signal, () => void stopAll().then(() => process.exit(1)));

try {
  await bench(options);
} catch (error) {
  console.error((error as Error).stack);
  process.exitCode = 1;
}
await stopAll();
process.disconnect?.();

async function stopAll(): Promise<void> {
  for (let stop = stops.pop(); stop; stop = stops.pop()) await stop();
}

async function bench({ rows, ...size }: BenchOptions): Promise<void> {
  const [processor] = cpus();
  console.log(
    `Bulkhead bench · ${new Date().toISOString().slice(0, 16)}Z · Node ${process.version} · ${cpus().length} × ${processor?.model}`,
  );
  say(
    `load average of the machine before: ${loadavg()
      .map((one) => one.toFixed(2))
      .join(" ")}`,
  );
  const postgres = await startDisposablePostgres({ durable: true });
  stops.push(postgres.stop);
  const secret = randomBytes(32).toString("base64url");

  const pageRows = PAGE_ROWS.filter((row) => rows.has(row.name));
  if (pageRows.length > 0 || rows.has("mutation")) {
    const database = await newDatabase(postgres.url, "pages", secret);
    say(`seeding ${size.tenants} tenants with ${size.recordsPerTenant} records each, and as many after Zipf`);
    const tenants = await seed({ url: database.url, peppers: database.peppers, ...size });
    if (pageRows.length > 0) printPages(await measurePages());
    if (rows.has("mutation")) printMutations(await measureMutations(database, tenants, size));

    async function measurePages(): Promise<PageResult[]> {
      const floor = await startFloor(place, {
        url: database.urlAs("bulkhead_data"),
        connections: database.settings.connections,
        tenants,
      });
      stops.push(floor.stop);
      const bulkhead = await startBulkhead(place, database.settings);
      stops.push(bulkhead.stop);
      const load = await startLoad();
      stops.push(load.stop);
      const results: PageResult[] = [];
      for (const row of pageRows) {
        say(`${row.title}: ${size.rounds} rounds`);
        await assertSamePage(row, floor, bulkhead, tenants);
        results.push(await measurePage({ load, floor, bulkhead, postgresPid: postgres.pid, ...size, tenants }, row));
      }
      for (let ends = 0; ends < 3; ends++) await stops.pop()?.();
      return results;
    }
  }
  if (rows.has("import")) {
    say(`importing ${size.importRows} rows in both modes, each after COPY of the same`);
    printImports(await measureImports(place, await newDatabase(postgres.url, "imports", secret), size.importRows));
  }
  if (rows.has("blobs")) {
    const { blobMegabytes: megabytes, rounds } = size;
    say(`storing and reading blobs of ${megabytes} MiB, ${rounds} rounds`);
    printBlobs(await measureBlobs(await newDatabase(postgres.url, "blobs", secret), { megabytes, rounds }));
  }
  if (rows.has("start")) printStart(await measureStart(place));
}
