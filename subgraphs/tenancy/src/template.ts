import type { FieldFault } from "@bulkhead/kernel/error.ts";
import { readName } from "@bulkhead/kernel/input.ts";
import { isPermission, type Permission } from "@bulkhead/kernel/permission.ts";
import { documentOfTemplate } from "./initial-settings.ts";
import { predefinedRole } from "./roles.ts";
import type { SettingsChange } from "./settings/change.ts";
import { DECLARED, GROUPS } from "./settings/declared.ts";

/** What a new tenant begins with. */
export interface Template {
  name: string;
  /** As whoever chooses one reads it. */
  title: string;
  description: string;
  plan: string;
  region: string;
  /** Beyond the predefined ones. */
  roles: readonly TemplateRole[];
  collections: readonly TemplateCollection[];
  settings: SettingsChange;
  /** Whether people may choose it who sign up by themselves. */
  isOffered: boolean;
}

export interface TemplateRole {
  name: string;
  description: string;
  permissions: readonly Permission[];
  /** Null: all. */
  collections: readonly string[] | null;
}

export interface TemplateCollection {
  name: string;
  /** JSON Schema of its records. */
  schema: object;
}

/** The data room's word on a collection: what is wrong with its name or its schema. */
export type CheckCollection = (collection: { name: string; schema: unknown }) => FieldFault[];

export const TEMPLATE_NAME = /^[a-z][a-z0-9-]{0,30}$/;
const MAX_ROLES = 50;
const MAX_STARTERS = 50;
const MEMBERS = ["name", "title", "description", "plan", "region", "roles", "collections", "settings", "isOffered"];

/** A template of a file, every value of it checked; every fault is told. What is left out is empty, or not offered. */
export function readTemplate(given: unknown, checkCollection: CheckCollection, faults: FieldFault[]): Template {
  const input = objectOf(given, "template", MEMBERS, faults);
  const text = (member: string, fallback: string) => textOf(input[member] ?? fallback, member, faults);
  const name = text("name", "");
  if (!TEMPLATE_NAME.test(name)) faults.push(badName("name"));
  const region = text("region", "default");
  if (!TEMPLATE_NAME.test(region)) faults.push(badName("region"));
  const roles = listOf(input.roles, "roles", MAX_ROLES, faults).map((one, at) => readRole(one, `roles[${at}]`, faults));
  refuseTwice(roles, "roles", faults);
  const collections = listOf(input.collections, "collections", MAX_STARTERS, faults).map((one, at) =>
    readCollection(one, `collections[${at}]`, checkCollection, faults),
  );
  refuseTwice(collections, "collections", faults);
  return {
    name,
    title: readName(text("title", ""), "title", faults),
    description: readName(text("description", ""), "description", faults),
    plan: text("plan", "standard"),
    region,
    roles,
    collections,
    settings: readSettings(input.settings, region, faults),
    isOffered: readFlag(input.isOffered, faults),
  };
}

function readRole(given: unknown, path: string, faults: FieldFault[]): TemplateRole {
  const input = objectOf(given, path, ["name", "description", "permissions", "collections"], faults);
  const name = readName(textOf(input.name ?? "", `${path}.name`, faults), `${path}.name`, faults);
  if (predefinedRole(name))
    faults.push({ path: `${path}.name`, code: "PREDEFINED", message: `${name} is predefined and cannot be changed.` });
  const permissions = listOf(input.permissions, `${path}.permissions`, 500, faults).filter((one): one is Permission => {
    if (typeof one === "string" && isPermission(one)) return true;
    faults.push({ path: `${path}.permissions`, code: "UNKNOWN_PERMISSION", message: `${one} is no permission.` });
    return false;
  });
  if (permissions.length === 0)
    faults.push({ path: `${path}.permissions`, code: "EMPTY", message: "Give a role at least one permission." });
  const limit = input.collections ?? null;
  const collections =
    limit === null
      ? null
      : listOf(limit, `${path}.collections`, 500, faults).map((one) => textOf(one, `${path}.collections`, faults));
  if (collections?.length === 0)
    faults.push({
      path: `${path}.collections`,
      code: "EMPTY",
      message: "Name collections, or leave this out for all.",
    });
  const description = readName(textOf(input.description ?? "", path, faults), `${path}.description`, faults);
  return { name, description, permissions: [...new Set(permissions)], collections };
}

function readCollection(given: unknown, path: string, check: CheckCollection, faults: FieldFault[]) {
  const input = objectOf(given, path, ["name", "schema"], faults);
  const collection = { name: textOf(input.name ?? "", `${path}.name`, faults), schema: (input.schema ?? {}) as object };
  for (const fault of check(collection)) faults.push({ ...fault, path: `${path}.${fault.path}` });
  return collection;
}

function readSettings(given: unknown, region: string, faults: FieldFault[]): SettingsChange {
  const settings = objectOf(given ?? {}, "settings", Object.keys(GROUPS), faults) as SettingsChange;
  const wrong: FieldFault[] = [];
  for (const { path, setting, group, name } of DECLARED)
    if (setting.isSecret && settings[group]?.[name] !== undefined)
      wrong.push({ path: `input.${path}`, code: "READ_ONLY", message: "A secret is a tenant's own: leave it out." });
  documentOfTemplate(settings, region, wrong);
  for (const fault of wrong) faults.push({ ...fault, path: fault.path.replace(/^input/, "settings") });
  return settings;
}

function readFlag(given: unknown, faults: FieldFault[]): boolean {
  if (given !== undefined && typeof given !== "boolean")
    faults.push({ path: "isOffered", code: "INVALID_TYPE", message: "Give true or false." });
  return given === true;
}

function objectOf(given: unknown, path: string, members: readonly string[], faults: FieldFault[]) {
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    faults.push({ path, code: "INVALID_TYPE", message: "Give an object." });
    return {};
  }
  for (const member of Object.keys(given))
    if (!members.includes(member))
      faults.push({
        path: `${path}.${member}`,
        code: "UNKNOWN",
        message: `Leave it out, or use ${members.join(", ")}.`,
      });
  return given as Record<string, unknown>;
}

function listOf(given: unknown, path: string, most: number, faults: FieldFault[]): unknown[] {
  if (given === undefined) return [];
  if (Array.isArray(given) && given.length <= most) return given;
  faults.push({ path, code: "INVALID_TYPE", message: `Give a list of at most ${most}.` });
  return [];
}

function textOf(given: unknown, path: string, faults: FieldFault[]): string {
  if (typeof given === "string") return given;
  faults.push({ path, code: "INVALID_TYPE", message: "Give a text." });
  return "";
}

function refuseTwice(named: readonly { name: string }[], path: string, faults: FieldFault[]): void {
  const names = named.map(({ name }) => name);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) faults.push({ path, code: "TWICE", message: `${twice} is in it twice.` });
}

function badName(path: string): FieldFault {
  const message = "Name it with 1 to 31 lower-case letters, digits and hyphens, a letter first.";
  return { path, code: "INVALID_NAME", message };
}
