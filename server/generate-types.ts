import { readFileSync } from "node:fs";
import { codegen } from "@graphql-codegen/core";
import * as typescript from "@graphql-codegen/typescript";
import * as resolvers from "@graphql-codegen/typescript-resolvers";
import { parse } from "graphql";
import { parse as parseYaml } from "yaml";

interface CodegenSettings {
  plugins: string[];
  config: Record<string, unknown>;
  generates: Record<string, { schema: string; config: Record<string, unknown> }>;
}

const PLUGINS = { typescript, "typescript-resolvers": resolvers };
const HEADER = "// Made by `npm run generate` from the subgraph's schema.graphql; do not edit.\n";

/**
 * The resolver types that codegen.yml asks for, by file. The core runs directly: the codegen command line would bring
 * two hundred packages for the same three calls.
 */
export async function resolverTypes(root: URL): Promise<Map<string, string>> {
  const settings: CodegenSettings = parseYaml(readFileSync(new URL("codegen.yml", root), "utf8"));
  const files = new Map<string, string>();
  for (const [filename, { schema, config }] of Object.entries(settings.generates)) {
    const text = await codegen({
      filename,
      schema: parse(readFileSync(new URL(schema, root), "utf8")),
      documents: [],
      config: { ...settings.config, ...config },
      plugins: settings.plugins.map((name) => ({ [name]: {} })),
      pluginMap: PLUGINS,
    });
    files.set(filename, `${HEADER}${text}\n`);
  }
  return files;
}
