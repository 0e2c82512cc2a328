import type { FieldFault } from "@bulkhead/kernel/error.ts";
import { isMfaDemand, type MfaDemand } from "@bulkhead/kernel/tenant-settings.ts";
import { DECLARED, type SomeValues } from "./declared.ts";
import { type Draft, put, valueIn } from "./layers.ts";

/**
 * What is stored of a tenant: its own values and nothing else, so that what it never said follows plan and operator. Of
 * `mfa` also since when it is enforced and what was before.
 */
export interface SettingsDocument {
  readonly own: SomeValues;
  readonly mfaDemand: MfaDemand | null;
}

export const EMPTY_DOCUMENT: SettingsDocument = Object.freeze({ own: {}, mfaDemand: null });

/** A stored document. What this version does not know, or would not take today, is left out. */
export function readDocument(stored: unknown): SettingsDocument {
  const given = (stored ?? {}) as SomeValues & { mfaDemand?: unknown };
  const { mfaDemand = null } = given;
  return { own: knownOf(given), mfaDemand: isMfaDemand(mfaDemand) ? mfaDemand : null };
}

export function storedDocument({ own, mfaDemand }: SettingsDocument): object {
  return mfaDemand ? { ...own, mfaDemand } : own;
}

/** The values of a document that are settings today, and fit them. */
function knownOf(given: SomeValues): SomeValues {
  const known: Draft = {};
  for (const declared of DECLARED) {
    const value = valueIn(given, declared);
    const { path, setting } = declared;
    // A logo's bytes were walked when it was set; to walk them at every reading would be work for nothing.
    const faults: FieldFault[] = [];
    if (value === undefined || value === null || setting.isOperators) continue;
    if (!setting.isLarge) setting.read(value, path, faults);
    if (faults.length === 0) put(known, declared, value);
  }
  return known;
}
