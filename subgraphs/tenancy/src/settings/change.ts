import { isDeepStrictEqual } from "node:util";
import { AppError, type FieldFault } from "@bulkhead/kernel/error.ts";
import { DECLARED, type Declared, findDeclared, GROUPS, type SettingGroup, type SomeValues } from "./declared.ts";
import { readSecret } from "./declared-webhooks.ts";
import type { SettingsDocument } from "./document.ts";
import { type Above, ceilingOf, type Draft, effectiveOf, held, put, valueIn } from "./layers.ts";
import { demandAfter, demandOf } from "./mfa-demand.ts";
import { fault } from "./setting.ts";

/** What a caller wants changed: what is not named stays; null takes back what the tenant said. */
export type SettingsChange = { readonly [G in SettingGroup]?: { readonly [name: string]: unknown } | null | undefined };

/**
 * The document after a change, every value of it checked. Faults are added to `faults`, with paths below `input`. Throws
 * SETTING_FIXED when a plan has fixed what would become another. `version` is the one that it will be.
 */
export function changeDocument(
  before: SettingsDocument,
  change: SettingsChange,
  { above, version, faults, now = Date.now() }: { above: Above; version: number; faults: FieldFault[]; now?: number },
): SettingsDocument {
  const own: Draft = {};
  for (const [group, values] of Object.entries(before.own)) own[group] = { ...values };
  const fixed: FieldFault[] = [];
  for (const { declared, given, path } of namedIn(change, faults)) {
    const { group, name, setting } = declared;
    if (above.plan.fixed.has(declared.path)) {
      if (!staysFixed(declared, given, before, above)) fixed.push(fault(path, "SETTING_FIXED", FIXED));
    } else if (given === null) delete own[group]?.[name];
    else if (setting.isSecret) {
      readSecret(given, path, faults);
      put(own, declared, version);
    } else put(own, declared, readValue(declared, given, path, above, faults));
    if (own[group] && Object.keys(own[group]).length === 0) delete own[group];
  }
  if (fixed.length > 0) throw new AppError("SETTING_FIXED", FIXED, { fields: fixed });
  if (faults.length > 0) return before;

  const [was, is] = [effectiveOf(before.own, above), effectiveOf(own, above)];
  const { mfa, mfaGraceDays } = is.security;
  const demand = demandAfter(demandOf(was, before.mfaDemand), mfa, mfaGraceDays, now);
  return { own, mfaDemand: demand.mfaEnforcedFrom === 0 ? null : demand };
}

const FIXED = "Your plan has fixed this setting. Leave it out, or ask the operator of this installation.";

interface Named {
  declared: Declared;
  given: unknown;
  path: string;
}

function namedIn(change: SettingsChange, faults: FieldFault[]): Named[] {
  return Object.entries(change).flatMap(([group, values]) => {
    if (!Object.hasOwn(GROUPS, group)) {
      faults.push(fault(`input.${group}`, "UNKNOWN_SETTING", "There is no such group of settings."));
      return [];
    }
    return Object.entries(values ?? {}).flatMap(([name, given]) => {
      const path = `input.${group}.${name}`;
      const declared = findDeclared(`${group}.${name}`);
      if (given === undefined) return [];
      if (declared && !declared.setting.isOperators) return [{ declared, given, path }];
      const message = declared ? "The operator decides this one." : "There is no setting of this name.";
      faults.push(fault(path, declared ? "READ_ONLY" : "UNKNOWN_SETTING", message));
      return [];
    });
  });
}

/** Whoever sends a whole group back may name what is fixed, as long as it stays what it is. */
function staysFixed(declared: Declared, given: unknown, { own }: SettingsDocument, above: Above): boolean {
  return given === null
    ? valueIn(own, declared) === undefined
    : isDeepStrictEqual(given, held(declared, own, above).value);
}

function readValue(
  { setting, ...declared }: Declared,
  given: unknown,
  path: string,
  above: Above,
  faults: FieldFault[],
) {
  const value = setting.read(given, path, faults);
  const most = setting.isCeiling ? ceilingOf({ ...declared, setting }, above) : undefined;
  if (most !== undefined && (value as number) > most)
    faults.push(fault(path, "OUT_OF_RANGE", `Give ${most} or less: your plan or this installation allows no more.`));
  return value;
}

/** Back to what an older document says, of all that is a setting today. Secrets are no part of it: the newest stays. */
export function changeBackTo(target: SomeValues, now: SomeValues): SettingsChange {
  const change: Draft = {};
  for (const declared of DECLARED) {
    const { setting } = declared;
    if (setting.isSecret || setting.isOperators) continue;
    const value = valueIn(target, declared) ?? null;
    if (!isDeepStrictEqual(value, valueIn(now, declared) ?? null)) put(change, declared, value);
  }
  return change;
}
