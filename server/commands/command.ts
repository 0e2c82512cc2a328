import { notFound } from "@bulkhead/kernel/error.ts";
import { createLog } from "@bulkhead/kernel/log.ts";
import { loadSettings, type Settings } from "../config.ts";
import { operatorRequest } from "../operator.ts";
import type { Platform } from "../platform.ts";
import { runningDatabaseUrl } from "../running-database.ts";

/** One of the operator's commands. */
export interface Command {
  /** How it is called and what it does, as `bulkhead help` prints it. */
  help: string;
  run(argv: string[]): Promise<void>;
}

/** The settings, or one error that names every fault. */
export function commandSettings(): Settings {
  const { settings, faults } = loadSettings("command");
  if (faults.length > 0) throw new Error(faults.map(({ variable, message }) => `${variable} ${message}`).join("; "));
  return settings;
}

export const commandLog = () => createLog({ level: "error", destination: process.stderr });

/** The first command may come before the first start, so it makes the tables; the others leave a running system alone. */
export async function withPlatform<T>(
  run: (platform: Platform) => Promise<T>,
  { migrates = false, makesApiKeys = false }: { migrates?: boolean; makesApiKeys?: boolean } = {},
): Promise<T> {
  // Whatever this machine runs otherwise, a command does its own work.
  const settings: Settings = { ...commandSettings(), roles: ["all"] };
  if (makesApiKeys && settings.peppers === undefined)
    throw new Error("BULKHEAD_API_KEY_PEPPERS is required to make an API key and not set");
  // The whole house takes a second to load: not for a command that only says what was wrong with its arguments.
  const [{ openPlatform }, { prepareDatabase }] = await Promise.all([
    import("../platform.ts"),
    import("../prepare-database.ts"),
  ]);
  const url = await runningDatabaseUrl(settings);
  if (migrates) await prepareDatabase(url, settings.secret);
  const platform = await openPlatform(settings, { url, log: commandLog(), connections: 2 });
  try {
    return await run(platform);
  } finally {
    await platform.stop();
  }
}

/** The operator's context in tenancy, inside the tenant of a slug. */
export async function tenantContext({ rooms: { tenancy } }: Platform, slug: string) {
  const tenantId = await tenancy.tenantIdOfSlug(slug);
  if (tenantId === undefined) throw notFound();
  return tenancy.subgraph.context(operatorRequest(tenantId));
}
