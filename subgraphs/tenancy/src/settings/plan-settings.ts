import type { FieldFault } from "@bulkhead/kernel/error.ts";
import { DECLARED, findDeclared, GROUPS, type SomeValues } from "./declared.ts";
import { type Draft, type PlanSettings, put } from "./layers.ts";
import { fault } from "./setting.ts";

export const NO_PLAN_SETTINGS: PlanSettings = Object.freeze({ values: {}, fixed: new Set<string>() });

/**
 * What a plan says of settings, checked: `{ "security": { "mfa": "REQUIRED" }, "fixed": ["security.mfa"] }`. Every fault
 * has its path below `path`. What is fixed must have a value here.
 */
export function checkPlanSettings(given: unknown, path: string, faults: FieldFault[]): PlanSettings {
  const { fixed = [], ...groups } = asObject(given, path, faults);
  const values = checkValues(groups, path, faults);
  if (!Array.isArray(fixed) || !fixed.every((one) => typeof one === "string")) {
    faults.push(fault(`${path}.fixed`, "INVALID_TYPE", "Give a list of paths such as security.mfa."));
    return { values, fixed: new Set() };
  }
  for (const [at, one] of (fixed as string[]).entries()) {
    const declared = findDeclared(one);
    if (!declared || values[declared.group]?.[declared.name] === undefined)
      faults.push(
        fault(`${path}.fixed.${at}`, "UNKNOWN_SETTING", `Give ${one} a value in this plan, or leave it out.`),
      );
  }
  return { values, fixed: new Set(fixed as string[]) };
}

/** Values that hold where tenants say nothing, of plan or operator. Those that are a tenant's own are refused. */
export function checkValues(given: unknown, path: string, faults: FieldFault[]): SomeValues {
  const checked: Draft = {};
  for (const [group, values] of Object.entries(asObject(given, path, faults))) {
    if (!Object.hasOwn(GROUPS, group)) {
      faults.push(fault(`${path}.${group}`, "UNKNOWN_SETTING", "There is no such group of settings."));
      continue;
    }
    for (const [name, value] of Object.entries(asObject(values, `${path}.${group}`, faults))) {
      const [declared, at] = [findDeclared(`${group}.${name}`), `${path}.${group}.${name}`];
      if (!declared) faults.push(fault(at, "UNKNOWN_SETTING", "There is no setting of this name."));
      else if (declared.setting.isOwn || declared.setting.isOperators)
        faults.push(fault(at, "READ_ONLY", "Neither a plan nor the operator's defaults can set this one."));
      else put(checked, declared, declared.setting.read(value, at, faults));
    }
  }
  return checked;
}

function asObject(given: unknown, path: string, faults: FieldFault[]): Record<string, unknown> {
  if (typeof given === "object" && given !== null && !Array.isArray(given)) return given as Record<string, unknown>;
  faults.push(fault(path, "INVALID_TYPE", "Give an object."));
  return {};
}

/** As stored. What this version would not take is left out: a plan is checked when it is made, and must not stop its tenants. */
export function readPlanSettings(stored: unknown): PlanSettings {
  const given = (stored ?? {}) as Record<string, unknown>;
  if (Object.keys(given).length === 0) return NO_PLAN_SETTINGS;
  const values: Draft = {};
  for (const declared of DECLARED) {
    const { group, name, path, setting } = declared;
    const value = (given[group] as Record<string, unknown> | undefined)?.[name];
    const faults: FieldFault[] = [];
    if (value === undefined || setting.isOwn || setting.isOperators) continue;
    const read = setting.read(value, path, faults);
    if (faults.length === 0) put(values, declared, read);
  }
  const { fixed } = given;
  const paths = Array.isArray(fixed) ? fixed.filter((one): one is string => typeof one === "string") : [];
  return { values, fixed: new Set(paths) };
}
