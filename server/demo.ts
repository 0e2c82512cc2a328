import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { AppError } from "@bulkhead/kernel/error.ts";
import { bootstrap } from "./bootstrap.ts";
import { exportDemo, importDemoFile, rejectionsOf } from "./demo-import.ts";
import { type DemoPerson, ensurePeople } from "./demo-people.ts";
import { type DemoCollection, demoTenants } from "./demo-tenants.ts";
import type { Platform } from "./platform.ts";

interface DemoTenant {
  key: string;
  /** Collections already filled, so that an interrupted first run goes on where it stopped. */
  filled: string[];
  /** Ids of the imports that filled them. */
  imports?: Record<string, string>;
}

export interface Demo {
  acme: DemoTenant;
  globex: DemoTenant;
  /** By e-mail address. */
  people: Record<string, DemoPerson>;
}

/**
 * Fills a new installation with two tenants and people who can sign in. They are made by the same functions as any, and
 * their data comes in through the public API: files of each format, those of CSV in part from the vega-datasets package.
 * Nothing here has rights of its own.
 */
export async function ensureDemo(platform: Platform, address: string, dataDir: string): Promise<Demo | undefined> {
  const file = path.join(dataDir, "demo.json");
  const demo: Partial<Demo> = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
  const save = () => writeFileSync(file, `${JSON.stringify(demo, null, 2)}\n`, { mode: 0o600 });
  for (const tenant of demoTenants) {
    if (demo[tenant.slug]) continue;
    try {
      const { key } = await bootstrap(platform, tenant);
      demo[tenant.slug] = { key, filled: [] };
    } catch (error) {
      // Somebody's own tenant has the name: this is no first run, so there is nothing to show off.
      if (error instanceof AppError && error.code === "CONFLICT") return undefined;
      throw error;
    }
    save();
  }
  demo.people ??= {};
  await Promise.all([ensurePeople(platform, demo.people, save), fillAll(address, dataDir, demo as Demo, save)]);
  return demo as Demo;
}

async function fillAll(address: string, dataDir: string, demo: Demo, save: () => void): Promise<void> {
  for (const tenant of demoTenants) {
    const one = demo[tenant.slug];
    one.imports ??= {};
    const api = { address, key: one.key };
    for (const collection of tenant.collections as readonly DemoCollection[]) {
      const { name, file, kind, exportAs } = collection;
      if (one.filled.includes(name)) continue;
      const done = await importDemoFile(api, collection);
      const rows = `${done.rows_stored} rows${done.rows_rejected > 0 ? `, ${done.rows_rejected} refused` : ""}`;
      console.log(`Filled ${name} of ${tenant.name}: ${rows}, from ${file} (${kind})`);
      for (const { line, column, code, message } of done.rows_rejected > 0 ? await rejectionsOf(api, done) : [])
        console.log(`  line ${line}, column ${column}: ${code}. ${message}`);
      if (exportAs) {
        const exported = path.join(dataDir, `demo-${name}.${exportAs.toLowerCase()}`);
        writeFileSync(exported, await exportDemo(api, name, exportAs), { mode: 0o600 });
        console.log(`  written back as ${exportAs}: ${exported}`);
      }
      one.imports[name] = done.id;
      one.filled.push(name);
      save();
    }
  }
}
