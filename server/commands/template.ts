import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { appErrorOf } from "@bulkhead/kernel/error.ts";
import { INSTALLATION_ID } from "@bulkhead/kernel/installation.ts";
import { defineTemplate } from "@bulkhead/tenancy/src/domain/define-template.ts";
import { retireTemplate } from "@bulkhead/tenancy/src/domain/retire-template.ts";
import { templates } from "@bulkhead/tenancy/src/domain/templates.ts";
import type { StoredTemplate } from "@bulkhead/tenancy/src/template-row.ts";
import { operatorRequest } from "../operator.ts";
import type { Platform } from "../platform.ts";
import { type Command, withPlatform } from "./command.ts";

const USAGE = "usage: bulkhead template define <file.json> | retire <name>";

export const templateCommand: Command = {
  help: `  bulkhead template define <file.json>
      Adds a version of a template that tenants are made from: plan, region, roles, collections, settings. Tenants that
      were made from an older one stay as they are.
  bulkhead template retire <name>
      Lets no tenant be made from it any more.`,
  async run(argv) {
    const { positionals } = parseArgs({ args: argv, allowPositionals: true, options: {} });
    const [verb, what, ...more] = positionals;
    if (what === undefined || more.length > 0) throw new Error(USAGE);
    if (verb === "define") return define(what);
    if (verb === "retire") return retire(what);
    throw new Error(USAGE);
  },
};

export const templatesCommand: Command = {
  help: `  bulkhead templates
      Lists the templates, each with the version that holds.`,
  async run(argv) {
    parseArgs({ args: argv, options: {} });
    const found = await withPlatform((platform) => templates(contextOf(platform)));
    console.log(found.map(lineOf).join("\n"));
  },
};

async function define(file: string): Promise<void> {
  const template = readJson(file);
  const { name, version } = await withPlatform((platform) => defineTemplate(contextOf(platform), { template })).catch(
    (error: unknown) => {
      throw withPlaces(error);
    },
  );
  console.log(`Version ${version} of the template ${name} holds from now on.`);
}

async function retire(name: string): Promise<void> {
  await withPlatform((platform) => retireTemplate(contextOf(platform), { name })).catch((error: unknown) => {
    if (appErrorOf(error)?.code !== "NOT_FOUND") throw error;
    throw new Error(`There is no template ${name}. See \`bulkhead templates\`.`, { cause: error });
  });
  console.log(`No tenant is made from the template ${name} any more.`);
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new Error(`${file} cannot be read as JSON: ${(error as Error).message}`, { cause: error });
  }
}

/** A file has many places; each fault says which is its. */
function withPlaces(error: unknown): unknown {
  const fields = appErrorOf(error)?.fields;
  if (!fields) return error;
  return new Error(fields.map(({ path, message }) => `${path}: ${message}`).join("\n          "), { cause: error });
}

function lineOf({ name, version, title, plan, region, isOffered, isRetired }: StoredTemplate): string {
  const state = isRetired ? ", retired" : isOffered ? ", offered" : "";
  return `${name}  version ${version}  ${title}  (plan ${plan}, region ${region}${state})`;
}

/** They are the installation's. */
function contextOf({ rooms }: Platform) {
  return rooms.tenancy.subgraph.context(operatorRequest(INSTALLATION_ID));
}
