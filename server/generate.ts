import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { openApiDocument } from "@bulkhead/gateway/src/rest/openapi.ts";
import { lintSupergraph } from "@bulkhead/gateway/src/rules/lint.ts";
import { settingsReference } from "@bulkhead/tenancy/src/settings/reference.ts";
import { compose, readSubgraphSdl, SUBGRAPH_NAMES } from "./compose.ts";
import { envExample } from "./env-example.ts";
import { resolverTypes } from "./generate-types.ts";
import { permissionsTable } from "./permissions-table.ts";

/**
 * `npm run generate` writes everything that is made from something else: the supergraph, the resolver types, the OpenAPI
 * document, the list of permissions, the settings of the installation and the reference of those of tenants. With --check it
 * writes nothing and fails on the first difference, so that no generated file can drift.
 */
const root = new URL("../", import.meta.url);
const check = process.argv.includes("--check");

const { sdl, faults } = compose();
if (faults.length > 0) fail(`the subgraphs do not compose:\n  ${faults.join("\n  ")}`);

const undeclared = lintSupergraph(sdl, SUBGRAPH_NAMES.map(readSubgraphSdl));
if (undeclared.length > 0) fail(`the supergraph is not guarded as it must be:\n  ${undeclared.join("\n  ")}`);

const files = new Map([
  ["schema/supergraph.graphql", sdl],
  ["schema/openapi-v1.json", `${JSON.stringify(openApiDocument(sdl), null, 2)}\n`],
  ["docs/security/permissions.md", permissionsTable(sdl)],
  [".env.example", envExample(fileURLToPath(root))],
  ["docs/settings.md", settingsReference()],
  ...(await resolverTypes(root)),
]);

const stale: string[] = [];
for (const [name, text] of files) {
  const file = fileURLToPath(new URL(name, root));
  if (existsSync(file) && readFileSync(file, "utf8") === text) continue;
  stale.push(name);
  if (check) continue;
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}

if (check && stale.length > 0)
  fail(`generated files differ from their sources; run \`npm run generate\`:\n  ${stale.join("\n  ")}`);
console.log(
  check ? `${files.size} generated files are up to date` : `${files.size} files generated, ${stale.length} changed`,
);

function fail(message: string): never {
  console.error(message);
  process.exit(1);
}
