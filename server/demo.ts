import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import path from "node:path";
import { AppError } from "@bulkhead/kernel/error.ts";
import { bootstrap } from "./bootstrap.ts";
import { type DemoPerson, ensurePeople } from "./demo-people.ts";
import { type DemoCollection, demoTenants } from "./demo-tenants.ts";
import type { Platform } from "./platform.ts";

interface DemoTenant {
  key: string;
  /** Collections already filled, so that an interrupted first run goes on where it stopped. */
  filled: string[];
}

export interface Demo {
  acme: DemoTenant;
  globex: DemoTenant;
  /** By e-mail address. */
  people: Record<string, DemoPerson>;
}

/**
 * Fills a new installation with two tenants and people who can sign in. They are made by the same functions as any, and
 * their data comes in through the public API: real files of the vega-datasets package, uploaded as CSV. Nothing here has
 * rights of its own.
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
  await Promise.all([ensurePeople(platform, demo.people, save), fillAll(address, demo as Demo, save)]);
  return demo as Demo;
}

async function fillAll(address: string, demo: Demo, save: () => void): Promise<void> {
  for (const tenant of demoTenants) {
    const { key, filled } = demo[tenant.slug];
    for (const collection of tenant.collections) {
      if (filled.includes(collection.name)) continue;
      console.log(`Filling the demo: ${collection.file} into ${collection.name} of ${tenant.name} …`);
      await fill(address, key, collection);
      filled.push(collection.name);
      save();
    }
  }
}

async function fill(address: string, key: string, { name, file, schema }: DemoCollection): Promise<void> {
  const authorization = `Bearer ${key}`;
  const defined = await fetch(`${address}/graphql`, {
    method: "POST",
    headers: { authorization, "content-type": "application/json" },
    body: JSON.stringify({
      query:
        "mutation Define($input: DefineCollectionInput!) { defineCollection(input: $input) { collection { id } } }",
      variables: { input: { name, schema } },
    }),
  });
  const { errors } = (await defined.json()) as { errors?: { message: string; extensions: { code: string } }[] };
  // After an interrupted first run the collection may be there already.
  if (errors && errors[0]?.extensions.code !== "CONFLICT")
    throw new Error(`the demo collection ${name} was refused: ${errors[0]?.message}`);

  const source = await open(new URL(`../data/${file}`, import.meta.resolve("vega-datasets")));
  const accepted = await fetch(`${address}/v1/collections/${name}/imports`, {
    method: "POST",
    headers: { authorization, "content-type": "text/csv" },
    body: source.readableWebStream() as RequestInit["body"],
    duplex: "half",
  } as RequestInit);
  await source.close();
  if (accepted.status !== 202) throw new Error(`the demo import of ${file} was refused: ${await accepted.text()}`);
  const { id } = (await accepted.json()) as { id: string };
  for (;;) {
    const answer = await fetch(`${address}/v1/imports/${id}`, { headers: { authorization } });
    const { status, failure } = (await answer.json()) as { status: string; failure?: { message: string } };
    if (status === "SUCCEEDED") return;
    if (status === "FAILED") throw new Error(`the demo import of ${file} failed: ${failure?.message}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
