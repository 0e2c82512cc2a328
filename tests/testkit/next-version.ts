import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { root } from "./process.ts";

const RUNS = ["kernel", "gateway", "server", "infra", "schema", "subgraphs"];
const FILES = ["package.json", "codegen.yml"];
const ROOMS = ["subgraphs/identity", "subgraphs/tenancy", "subgraphs/data", "subgraphs/audit"];
const PACKAGES = ["kernel", "gateway", "server", "infra", ...ROOMS];

/** What the next version reads in a place that this one does not have. */
export const NEXT_MIGRATION = "data/9000_collection_note.sql";

const MIGRATION = `alter table data.collection add column note text;
comment on column data.collection.note is 'INTERNAL: what its authors say about it';
`;
const FIELD = `  "What its authors say about it."
  note: String
`;
const RESOLVER = `
  note: async ({ id }, _args, ctx) => {
    const tenantId = authorize(ctx, "collection:read");
    const text = "select note from data.collection where tenant_id = $1 and id = $2";
    const values = [tenantId, decodeId("collection", id, "id")];
    const [row] = await readAsTenant<{ note: string | null }>(ctx.db, tenantId, { text, values });
    return row?.note ?? null;
  },`;
const IMPORTS = `import { readAsTenant } from "@bulkhead/kernel/database.ts";
import { decodeId } from "@bulkhead/kernel/id.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
`;

/**
 * The version after this one: a copy of what runs, with a column and a field more, and its supergraph made by its own
 * generator. The packages are this checkout's; the rooms are the copy's own.
 */
export async function makeNextVersion(folder: string): Promise<void> {
  for (const name of RUNS)
    cpSync(path.join(root, name), path.join(folder, name), {
      recursive: true,
      filter: (source) => !/[/\\](node_modules|tests)$/.test(source),
    });
  for (const name of FILES) cpSync(path.join(root, name), path.join(folder, name));
  symlinkSync(path.join(root, "node_modules"), path.join(folder, "node_modules"));
  for (const name of PACKAGES) linkPackages(name, folder);

  writeFileSync(path.join(folder, "subgraphs", NEXT_MIGRATION.replace("/", "/migrations/")), MIGRATION);
  edit(path.join(folder, "subgraphs/data/schema.graphql"), /^type Collection\b[^{]*\{\n/m, (line) => line + FIELD);
  const resolvers = path.join(folder, "subgraphs/data/src/resolvers/collection.ts");
  edit(resolvers, /^export const Collection = \{/m, (line) => `${IMPORTS}\n${line}${RESOLVER}`);
  await promisify(execFile)(process.execPath, ["server/generate.ts"], { cwd: folder });
}

/** A package finds its rooms in the copy, by links that lead up and over, and all else where this checkout keeps it. */
function linkPackages(name: string, folder: string): void {
  const from = path.join(root, name, "node_modules");
  const to = path.join(folder, name, "node_modules");
  if (!existsSync(from)) return;
  mkdirSync(to);
  for (const entry of readdirSync(from).filter((one) => !one.startsWith("."))) {
    if (entry === "@bulkhead")
      cpSync(path.join(from, entry), path.join(to, entry), { recursive: true, verbatimSymlinks: true });
    else symlinkSync(path.join(from, entry), path.join(to, entry));
  }
}

function edit(file: string, place: RegExp, change: (found: string) => string): void {
  const text = readFileSync(file, "utf8");
  if (!place.test(text)) throw new Error(`${file} has no ${place}: the next version cannot be made of it`);
  writeFileSync(file, text.replace(place, change));
}
