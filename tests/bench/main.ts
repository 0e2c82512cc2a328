import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import path from "node:path";
import { startDisposablePostgres } from "@bulkhead/infra/disposable-postgres.ts";
import { measureAccessToken, printAccessToken } from "./access-token.ts";
import { measureApart } from "./apart.ts";
import { measureBlobs, printBlobs } from "./blobs.ts";
import { type BenchDatabase, type Installation, newDatabase } from "./database.ts";
import { measureExports } from "./exports.ts";
import { type ImportBesideResult, measureImportBeside } from "./import-beside.ts";
import { measureLargeImports } from "./import-large.ts";
import { measureImports } from "./imports.ts";
import { measureJobs, printJobs } from "./jobs.ts";
import { measureLimiter, printLimiter } from "./limiter.ts";
import { measureLimits, printLimits } from "./limits.ts";
import { measureMutations } from "./mutations.ts";
import { type BenchOptions, readOptions } from "./options.ts";
import { measurePage, PAGE_ROWS, type PageResult } from "./pages.ts";
import { measurePasswords } from "./passwords.ts";
import {
  type Measured,
  startApart,
  startBulkhead,
  startFloor,
  startLoad,
  startWithWorker,
  type Workplace,
} from "./processes.ts";
import { measureRealtime } from "./realtime.ts";
import { measureRelay } from "./relay.ts";
import { printMutations, printPages, printStart } from "./report.ts";
import { printApart } from "./report-apart.ts";
import { printExports, printImportBeside, printImports, printLargeImports } from "./report-imports.ts";
import { printPasswords } from "./report-passwords.ts";
import { printRealtime } from "./report-realtime.ts";
import { printRelay } from "./report-relay.ts";
import { printScale } from "./report-scale.ts";
import { printTenants } from "./report-tenants.ts";
import { printTokens } from "./report-tokens.ts";
import { assertSamePage } from "./same-page.ts";
import { measureScale } from "./scale.ts";
import { type SeededTenant, seed } from "./seed.ts";
import { seedSignIn } from "./seed-sign-in.ts";
import { seedTokenClients } from "./seed-tokens.ts";
import { measureStart } from "./start-time.ts";
import { openStops } from "./stops.ts";
import { measureTenants } from "./tenants.ts";
import { measureTokens } from "./tokens.ts";

/** Tenants whose pages are asked for beside the import of another. */
const READERS = 20;
const options = readOptions(process.argv.slice(2));
const place: Workplace = {
  folder: mkdtempSync(path.join(tmpdir(), "bulkhead-bench-")),
  profileDir: options.profileDir,
};
const say = (line: string) => console.log(`  ${line}`);

const stops = openStops();
stops.push(() => rmSync(place.folder, { recursive: true, force: true }));
const { withServers } = stops;

try {
  await bench(options);
} catch (error) {
  console.error((error as Error).stack);
  process.exitCode = 1;
}
await stops.all();
process.disconnect?.();

async function bench({ rows, ...size }: BenchOptions): Promise<void> {
  const [processor] = cpus();
  console.log(
    `Bulkhead bench · ${new Date().toISOString().slice(0, 16)}Z · Node ${process.version} · ${cpus().length} × ${processor?.model}`,
  );
  const load = loadavg().map((one) => one.toFixed(2));
  say(`load average of the machine before: ${load.join(" ")}; PostgreSQL waits for its disk`);
  const postgres = await startDisposablePostgres({ durable: true });
  stops.push(postgres.stop);
  const installation = { place, postgres, secret: randomBytes(32).toString("base64url") };

  await benchPages(installation, { rows, ...size });
  if (rows.has("limiter")) {
    say(`rate limits by themselves, ${size.limiter.rounds} rounds`);
    printLimiter(await measureLimiter(size.limiter), size.limiter.rounds);
  }
  if (rows.has("access-token")) {
    say(`access tokens at the gateway's door, ${size.rounds} rounds`);
    printAccessToken(await measureAccessToken(size.rounds));
  }
  if (rows.has("import")) {
    say(`importing ${size.importRows} rows of each format, each after COPY of the same`);
    printImports(await measureImports(place, await newDatabase(installation, "imports"), size.importRows));
  }
  if (rows.has("import-large")) {
    const database = await newDatabase(installation, "large");
    printLargeImports(await measureLargeImports(place, database, size.importLarge, say));
  }
  if (rows.has("import-beside")) await benchImportBeside(installation, size);
  if (rows.has("export")) {
    say(`exporting ${size.exportRecords} records to each format, each after COPY of the same`);
    printExports(await measureExports(place, await newDatabase(installation, "exports"), size.exportRecords));
  }
  if (rows.has("relay")) {
    say("the relay: idle, at a steady pace, and with leaders that end");
    printRelay(await measureRelay(installation, { ...size.relay, idleMs: size.idleMs }));
  }
  if (rows.has("jobs")) {
    say(`jobs through PostgreSQL and through Redis, ${size.jobs.jobs} each`);
    printJobs(await measureJobs(installation, { ...size.jobs, idleMs: size.idleMs }), size.jobs);
  }
  if (rows.has("blobs")) {
    const { blobMegabytes: megabytes, blobRounds: rounds } = size;
    say(`storing and reading blobs of ${megabytes} MiB, rounds: ${rounds}`);
    printBlobs(await measureBlobs(await newDatabase(installation, "blobs"), { megabytes, rounds }));
  }
  if (rows.has("tenants"))
    await withServers(async (keep) => {
      const { fewTenants, manyTenants, members } = size.tenantScale;
      say(`${fewTenants} tenants and ${manyTenants}, ${members} members each`);
      printTenants(await measureTenants(installation, size.tenantScale, keep, say));
    });
  if (rows.has("scale"))
    await withServers(async (keep) => {
      printScale(await measureScale(installation, size.recordScale, keep, say));
    });
  if (rows.has("realtime"))
    await withServers(async (keep) => {
      say(`changes on their way to subscribers of ${size.realtime.realtimeTenants} tenants, and of one`);
      printRealtime(await measureRealtime(installation, size.realtime, keep));
    });
  if (rows.has("start")) printStart(await measureStart(place));
}

/** In one process, and with the worker in one of its own; each in a database that nothing was imported into before. */
async function benchImportBeside(installation: Installation, size: Omit<BenchOptions, "rows">): Promise<void> {
  const ways = [
    { name: "beside", title: "in one process", start: startBulkhead },
    { name: "beside_worker", title: "with the worker in a process of its own", start: startWithWorker },
  ];
  const results: ImportBesideResult[] = [];
  for (const { name, title, start } of ways)
    await withServers(async (keep) => {
      const { url, peppers, settings } = await newDatabase(installation, name);
      const tenantCount = { tenants: READERS + 1, recordsPerTenant: size.recordsPerTenant };
      const [importer, ...tenants] = await seed({ url, peppers, ...tenantCount, withZipf: false });
      const bulkhead = keep(await start(place, settings));
      const load = keep(await startLoad());
      say(`pages beside an import of another tenant, ${title}: ${size.importBeside.besideRounds} rounds`);
      const common = { ...size, ...size.importBeside, tenants, load, postgresPid: installation.postgres.pid };
      results.push(await measureImportBeside(title, { ...common, bulkhead, importer: importer as SeededTenant }));
    });
  printImportBeside(results);
}

/** All that reads or writes the seeded tenants. */
async function benchPages(installation: Installation, { rows, ...size }: BenchOptions): Promise<void> {
  const pageRows = PAGE_ROWS.filter((row) => rows.has(row.name));
  const others = ["apart", "limits", "passwords", "tokens", "mutation"] as const;
  if (pageRows.length === 0 && !others.some((name) => rows.has(name))) return;
  const database = await newDatabase(installation, "pages");
  say(`seeding ${size.tenants} tenants with ${size.recordsPerTenant} records each, and as many after Zipf`);
  const tenants = await seed({ url: database.url, peppers: database.peppers, ...size });
  const { settings } = database;
  const common = { ...size, tenants, postgresPid: installation.postgres.pid };
  if (pageRows.length > 0)
    await withServers(async (keep) => {
      const floor = keep(await newFloor(database, tenants));
      const bulkhead = keep(await startBulkhead(place, settings));
      const load = keep(await startLoad());
      const results: PageResult[] = [];
      for (const row of pageRows) {
        say(`${row.title}: ${size.rounds} rounds`);
        await assertSamePage(row, floor, bulkhead, tenants);
        results.push(await measurePage({ ...common, load, floor, bulkhead }, row));
      }
      printPages(results);
    });
  if (rows.has("apart"))
    await withServers(async (keep) => {
      const floor = keep(await newFloor(database, tenants));
      const whole = keep(await startBulkhead(place, settings, { name: "whole" }));
      const apart = keep(await startApart(place, settings));
      const load = keep(await startLoad());
      printApart(await measureApart({ ...common, load, floor, whole, apart, secret: settings.secret }, say));
    });
  if (rows.has("limits"))
    await withServers(async (keep) => {
      const raised = keep(await startBulkhead(place, settings, { name: "limits-raised" }));
      const standard = keep(await startBulkhead(place, settings, { name: "limits-standard", defaultLimits: true }));
      const load = keep(await startLoad());
      say(`the page with limits raised and as they are: ${size.rounds} rounds`);
      printLimits(await measureLimits({ ...common, load, raised, standard }));
    });
  if (rows.has("passwords"))
    await withServers(async (keep) => {
      const signIn = await seedSignIn(database.url, tenants[0] as SeededTenant);
      const bulkhead = keep(await startBulkhead(place, settings, { name: "passwords", isIssuer: true }));
      const load = keep(await startLoad());
      say(`the page at half of capacity, with people who sign in and without: ${size.passwords.passwordRounds} rounds`);
      printPasswords(await measurePasswords({ ...common, ...size.passwords, load, bulkhead, signIn }));
    });
  if (rows.has("tokens"))
    await withServers(async (keep) => {
      const tenant = tenants.at(-1) as SeededTenant;
      const signIn = await seedSignIn(database.url, tenant);
      const clients = await seedTokenClients(database.url, tenant, signIn, database.peppers);
      const bulkhead = keep(await startBulkhead(place, settings, { name: "tokens", isIssuer: true }));
      say(`tokens for machines and refreshed ones: ${size.tokens.tokenRounds} rounds`);
      printTokens(await measureTokens({ ...common, ...size.tokens, bulkhead, clients, signIn }));
    });
  if (rows.has("mutation"))
    printMutations(await measureMutations(database, tenants, { ...size, postgresPid: installation.postgres.pid }));
}

function newFloor(database: BenchDatabase, tenants: SeededTenant[]): Promise<Measured> {
  const { connections } = database.settings;
  return startFloor(place, { url: database.urlAs("bulkhead_data"), connections, tenants });
}
