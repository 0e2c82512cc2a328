import type { FieldFault } from "@bulkhead/kernel/error.ts";
import { readName } from "@bulkhead/kernel/input.ts";
import {
  DEFAULT_SETTINGS,
  type MfaDemand,
  type MfaPolicy,
  type TenantSettings,
} from "@bulkhead/kernel/tenant-settings.ts";
import { readLogo } from "./logo.ts";

/** A tenant's settings as one document, whole: what a stored one lacks has its default. */
export interface SettingsDocument extends TenantSettings {
  /** Days between tightening `mfa` and its being enforced. */
  readonly mfaGraceDays: number;
  readonly displayName: string | null;
  readonly logo: string | null;
}

export const DEFAULT_DOCUMENT: SettingsDocument = Object.freeze({
  ...DEFAULT_SETTINGS,
  mfaGraceDays: 0,
  displayName: null,
  logo: null,
});

/** What a caller wants changed; undefined stays, null is the default again. */
export interface SettingsChange {
  mfa?: MfaPolicy | null | undefined;
  mfaGraceDays?: number | null | undefined;
  displayName?: string | null | undefined;
  logo?: string | null | undefined;
}

export const MAX_GRACE_DAYS = 90;
/** Characters; the name stands in one line above a form. */
export const MAX_DISPLAY_NAME = 80;
const DAY_MS = 86_400_000;

/** A stored document, made whole. Members that this version does not know stay out of it. */
export function documentOf(stored: object | null | undefined): SettingsDocument {
  const given = (stored ?? {}) as Partial<SettingsDocument>;
  const { mfa, mfaBefore, mfaEnforcedFrom, mfaGraceDays, displayName, logo } = { ...DEFAULT_DOCUMENT, ...given };
  return { mfa, mfaBefore, mfaEnforcedFrom, mfaGraceDays, displayName, logo };
}

/** The document after a change, every value of it checked. Faults are added to `faults`, with paths below `input`. */
export function changeDocument(
  before: SettingsDocument,
  change: SettingsChange,
  faults: FieldFault[],
  now = Date.now(),
): SettingsDocument {
  const { mfa, mfaGraceDays, displayName, logo } = change;
  const graceDays = mfaGraceDays === undefined ? before.mfaGraceDays : (mfaGraceDays ?? DEFAULT_DOCUMENT.mfaGraceDays);
  if (!Number.isInteger(graceDays) || graceDays < 0 || graceDays > MAX_GRACE_DAYS) {
    const message = `Give a whole number of days from 0 to ${MAX_GRACE_DAYS}.`;
    faults.push({ path: "input.mfaGraceDays", code: "OUT_OF_RANGE", message });
  }
  return {
    ...demandAfter(before, mfa === undefined ? before.mfa : (mfa ?? DEFAULT_DOCUMENT.mfa), graceDays, now),
    mfaGraceDays: graceDays,
    displayName: displayName === undefined ? before.displayName : readDisplayName(displayName, faults),
    logo: logo === undefined ? before.logo : logo && readLogo(logo, faults),
  };
}

/** Names of the settings that a change made different, in alphabetical order. */
export function changedNames(before: SettingsDocument, after: SettingsDocument): string[] {
  return (["displayName", "logo", "mfa", "mfaGraceDays"] as const).filter((name) => before[name] !== after[name]);
}

/** How much a policy asks of everybody: OFF and OPTIONAL differ in what they ask of those who have a second factor. */
const RANK: Record<MfaPolicy, number> = { OFF: 0, OPTIONAL: 0, REQUIRED: 1, PHISHING_RESISTANT: 2 };

/**
 * Asking for more begins after the grace period, and until then what was enforced so far stays so; asking for less begins
 * at once. A period that runs is not begun anew by a change that asks for no more.
 */
function demandAfter(before: MfaDemand, mfa: MfaPolicy, graceDays: number, now: number): MfaDemand {
  if (RANK[mfa] === 0) return { mfa, mfaBefore: mfa, mfaEnforcedFrom: 0 };
  const enforced = now < before.mfaEnforcedFrom ? before.mfaBefore : before.mfa;
  if (RANK[mfa] > RANK[before.mfa]) return { mfa, mfaBefore: enforced, mfaEnforcedFrom: now + graceDays * DAY_MS };
  const { mfaBefore, mfaEnforcedFrom } = before;
  return { mfa, mfaBefore: RANK[mfaBefore] > RANK[mfa] ? mfa : mfaBefore, mfaEnforcedFrom };
}

function readDisplayName(given: string | null, faults: FieldFault[]): string | null {
  if (given === null) return null;
  const path = "input.displayName";
  const name = readName(given, path, faults);
  if ([...name].length > MAX_DISPLAY_NAME)
    faults.push({ path, code: "INVALID_LENGTH", message: `Give a name of 1 to ${MAX_DISPLAY_NAME} characters.` });
  return name;
}

/** What every process keeps of it; one object for all tenants that never asked for anything else. */
export function pushedSettings({ mfa, mfaBefore, mfaEnforcedFrom }: MfaDemand): TenantSettings {
  const isDefault =
    mfa === DEFAULT_SETTINGS.mfa &&
    mfaBefore === DEFAULT_SETTINGS.mfaBefore &&
    mfaEnforcedFrom === DEFAULT_SETTINGS.mfaEnforcedFrom;
  return isDefault ? DEFAULT_SETTINGS : { mfa, mfaBefore, mfaEnforcedFrom };
}
