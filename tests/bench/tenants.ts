import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { type Installation, newDatabase } from "./database.ts";
import { inTurns } from "./in-turns.ts";
import type { TenantsSize } from "./options.ts";
import type { Keep } from "./stops.ts";
import { median } from "./table.ts";
import { BY_PAGES } from "./tenants-pages.ts";
import { BY_ROOMS } from "./tenants-rooms.ts";
import { type Operation, openWorld, type World } from "./tenants-world.ts";

export interface OperationResult {
  title: string;
  few: number[];
  many: number[];
}

export interface TenantsResult {
  fewTenants: number;
  manyTenants: number;
  members: number;
  operations: OperationResult[];
  memory: PolicyMemory[];
}

/** As tests/policy/measure-memory.ts tells it. */
export interface PolicyMemory {
  settings: "default" | "own";
  entries: number;
  warm: number;
  ownBytes: number;
  apartBytes: number;
}

/**
 * Two installations over one PostgreSQL, one with few tenants and one with many, asked for the same in turns: whatever else
 * the machine does happens to both.
 */
export async function measureTenants(
  installation: Installation,
  size: TenantsSize,
  keep: Keep,
  say: (line: string) => void,
): Promise<TenantsResult> {
  const { fewTenants, manyTenants, members, turns } = size;
  const begun = performance.now();
  const common = { members, samples: fewTenants };
  const few = keep(await openWorld(installation, "few_tenants", { ...common, tenants: fewTenants }));
  const many = keep(await openWorld(installation, "many_tenants", { ...common, tenants: manyTenants }));
  say(`${fewTenants} and ${manyTenants} tenants seeded in ${((performance.now() - begun) / 1_000).toFixed(0)} s`);
  const operations: OperationResult[] = [];
  for (const operation of [...BY_PAGES, ...BY_ROOMS]) {
    const result = await inBoth(operation, few, many, turns);
    operations.push(result);
    const [before, after] = [median(result.few), median(result.many)];
    say(`${operation.title}: ${before.toFixed(2)} and ${after.toFixed(2)} ms`);
  }
  const memory: PolicyMemory[] = [];
  for (const settings of ["default", "own"] as const) {
    say(`keys and policies of ${manyTenants} tenants in memory, ${settings} settings`);
    memory.push(await measureMemory(installation, manyTenants, settings));
  }
  return { fewTenants, manyTenants, members, operations, memory };
}

/** What is done the first time in a process is no part of it, unless it is what is measured. */
async function inBoth({ title, once, run }: Operation, few: World, many: World, turns: number) {
  const most = Math.min(turns, ...(once ? [few.seeded.companies.length, many.seeded.companies.length] : []));
  const [ofFew, ofMany] = await inTurns([few, many], run, { turns: most, warmUps: once ? 1 : 6 });
  return { title, few: ofFew, many: ofMany };
}

async function measureMemory(installation: Installation, entries: number, settings: PolicyMemory["settings"]) {
  const { url } = await newDatabase(installation, `memory_${settings}`);
  const script = path.resolve(import.meta.dirname, "../policy/measure-memory.ts");
  const argv = ["--expose-gc", script, url, installation.secret, String(entries), settings];
  const { stdout } = await promisify(execFile)(process.execPath, argv);
  return { settings, ...JSON.parse(stdout) } as PolicyMemory;
}
