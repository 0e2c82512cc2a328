import { DEFAULT_SETTINGS, PUSHED_SETTINGS, type TenantSettings } from "@bulkhead/kernel/tenant-settings.ts";
import { DECLARED } from "./declared.ts";
import type { SettingsDocument } from "./document.ts";
import { type Above, effectiveOf } from "./layers.ts";
import { demandOf } from "./mfa-demand.ts";

/** What every process keeps of a tenant's settings. */
export function pushedSettings({ own, mfaDemand }: SettingsDocument, above: Above): TenantSettings {
  const values = effectiveOf(own, above);
  const pushed = DECLARED.filter(({ setting }) => setting.isPushed).map(
    ({ group, name }) => [name, (values[group] as Record<string, unknown>)[name]] as const,
  );
  return Object.assign({ ...DEFAULT_SETTINGS }, Object.fromEntries(pushed), demandOf(values, mfaDemand));
}

/** Sets of settings remembered, to be shared by all tenants that have them; 300 bytes each. */
const MAX_SHARED = 10_000;

/**
 * Equal settings as one object: tenants that never set anything, or chose alike, share it. Begun again when it is full. What
 * holds from an instant of its own is shared by nobody, and not looked for.
 */
export function createSharedSettings(): (settings: TenantSettings) => TenantSettings {
  const textOf = (settings: TenantSettings) => JSON.stringify(PUSHED_SETTINGS.map((name) => settings[name]));
  const standard = textOf(DEFAULT_SETTINGS);
  const known = new Map<string, TenantSettings>();
  return (settings) => {
    if (settings.mfaEnforcedFrom !== 0) return settings;
    const text = textOf(settings);
    if (text === standard) return DEFAULT_SETTINGS;
    const found = known.get(text);
    if (found) return found;
    if (known.size >= MAX_SHARED) known.clear();
    known.set(text, settings);
    return settings;
  };
}
