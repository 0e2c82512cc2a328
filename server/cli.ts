import { parseArgs } from "node:util";
import { AppError, notFound } from "@bulkhead/kernel/error.ts";
import { createLog, redact } from "@bulkhead/kernel/log.ts";
import { migrate } from "@bulkhead/kernel/migrate.ts";
import { resumeTenant } from "@bulkhead/tenancy/src/domain/resume-tenant.ts";
import { suspendTenant } from "@bulkhead/tenancy/src/domain/suspend-tenant.ts";
import { bootstrap } from "./bootstrap.ts";
import { loadSettings } from "./config.ts";
import { migrationFolders } from "./migrations.ts";
import { operatorRequest } from "./operator.ts";
import { openPlatform, type Platform } from "./platform.ts";
import { runningDatabaseUrl } from "./running-database.ts";
import { watch } from "./watch.ts";

const HELP = `bulkhead: the operator's commands. They need DATABASE_URL, or a Bulkhead started here with npm start.

  bulkhead bootstrap --slug acme --name "Acme" --email ada@acme.example --admin "Ada"
      Makes a tenant, its first Admin and an Admin key, and prints the key once.
  bulkhead suspend <slug> --reason "unpaid"
      Refuses every operation of a tenant until it is resumed. Its data stays.
  bulkhead resume <slug>
      Lets a suspended tenant work again.
  bulkhead watch <collection> --key bh_… [--url ws://localhost:4000/graphql] [--after <cursor>]
      Prints every change of a collection as it happens.
  bulkhead help
      Prints this.

From a checkout: npm run bulkhead -- <command>`;

const commands: Record<string, (argv: string[]) => Promise<void>> = {
  bootstrap: bootstrapCommand,
  suspend: suspendCommand,
  resume: resumeCommand,
  watch,
  help: async () => console.log(HELP),
};

const [name = "help", ...rest] = process.argv.slice(2);
try {
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) throw new Error(`There is no command "${name}". Try: bulkhead help`);
  await command(rest);
} catch (error) {
  console.error(`bulkhead: ${redact(explain(error))}`);
  process.exitCode = 1;
}

async function bootstrapCommand(argv: string[]): Promise<void> {
  const text = { type: "string" } as const;
  const { values } = parseArgs({ args: argv, options: { slug: text, name: text, email: text, admin: text } });
  const { slug, name: tenantName, email: adminEmail, admin: adminName } = values;
  if (!slug || !tenantName || !adminEmail || !adminName)
    throw new Error('usage: bulkhead bootstrap --slug acme --name "Acme" --email ada@acme.example --admin "Ada"');
  const wanted = { slug, name: tenantName, adminEmail, adminName };
  const made = await withPlatform(({ rooms }) => bootstrap(rooms, wanted), { migrates: true });
  console.log(`The tenant ${slug} (${made.tenantId}) is ready. Its Admin key, shown this once and stored nowhere:\n`);
  console.log(`  ${made.key}\n`);
}

async function suspendCommand(argv: string[]): Promise<void> {
  const options = { reason: { type: "string" } } as const;
  const { values, positionals } = parseArgs({ args: argv, allowPositionals: true, options });
  const [slug] = positionals;
  const { reason } = values;
  if (!slug || !reason) throw new Error('usage: bulkhead suspend <slug> --reason "unpaid"');
  await withPlatform(async (platform) => suspendTenant(await tenantContext(platform, slug), { reason }));
  console.log(`The tenant ${slug} is suspended.`);
}

async function resumeCommand(argv: string[]): Promise<void> {
  const { positionals } = parseArgs({ args: argv, allowPositionals: true, options: {} });
  const [slug] = positionals;
  if (!slug) throw new Error("usage: bulkhead resume <slug>");
  await withPlatform(async (platform) => resumeTenant(await tenantContext(platform, slug)));
  console.log(`The tenant ${slug} works again.`);
}

async function tenantContext({ rooms: { tenancy } }: Platform, slug: string) {
  const tenantId = await tenancy.tenantIdOfSlug(slug);
  if (tenantId === undefined) throw notFound();
  return tenancy.subgraph.context(operatorRequest(tenantId));
}

/** The first command may come before the first start, so it makes the tables; the others leave a running system alone. */
async function withPlatform<T>(
  run: (platform: Platform) => Promise<T>,
  { migrates = false }: { migrates?: boolean } = {},
): Promise<T> {
  const { settings, faults } = loadSettings();
  if (faults.length > 0) throw new Error(faults.map(({ variable, message }) => `${variable} ${message}`).join("; "));
  const { secret, environment, peppers } = settings;
  const url = await runningDatabaseUrl(settings);
  if (migrates) await migrate(url, secret, migrationFolders);
  const log = createLog({ level: "error", destination: process.stderr });
  const platform = await openPlatform({ url, secret, environment, peppers, connections: 2, log });
  try {
    return await run(platform);
  } finally {
    await platform.stop();
  }
}

/** One sentence. Wrong arguments and our own errors say it themselves; a refused connection says nothing without help. */
function explain(error: unknown): string {
  if (error instanceof AppError) {
    if (error.code === "NOT_FOUND") return "There is no tenant with this slug.";
    return error.fields && error.fields.length > 1
      ? error.fields.map(({ message }) => message).join(" ")
      : error.message;
  }
  if (!(error instanceof Error)) return String(error);
  if ("code" in error && ["ECONNREFUSED", "ENOTFOUND", "CONNECT_TIMEOUT", "ETIMEDOUT"].includes(String(error.code)))
    return "The database cannot be reached. Check DATABASE_URL and that it runs.";
  return error.message;
}
