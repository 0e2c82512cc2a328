import { DECLARED, type Values } from "./declared.ts";
import { effectiveOf, held, type SettingSource } from "./layers.ts";
import { demandOf } from "./mfa-demand.ts";
import type { SettingsState } from "./state.ts";

/** Who said what holds of one setting. */
export interface SettingOrigin {
  path: string;
  source: SettingSource;
  isFixed: boolean;
}

/** A tenant's settings as the schema shows them: what holds, and whose word it is. */
export interface TenantConfig extends Omit<Values, "security" | "webhooks"> {
  version: number;
  updatedAt: string | null;
  security: Values["security"] & { mfaEnforcedFrom: string | null };
  webhooks: Omit<Values["webhooks"], "signingSecret"> & { signingSecretVersion: number | null };
  sources: readonly SettingOrigin[];
}

export function toTenantConfig({ version, updatedAt, document, above }: SettingsState): TenantConfig {
  const values = effectiveOf(document.own, above);
  const { mfaEnforcedFrom } = demandOf(values, document.mfaDemand);
  const { signingSecret: signingSecretVersion, ...webhooks } = values.webhooks;
  return {
    ...values,
    version,
    updatedAt,
    security: {
      ...values.security,
      mfaEnforcedFrom: mfaEnforcedFrom === 0 ? null : new Date(mfaEnforcedFrom).toISOString(),
    },
    webhooks: { ...webhooks, signingSecretVersion },
    sources: DECLARED.map((declared) => {
      const { source, isFixed } = held(declared, document.own, above);
      return { path: declared.path, source, isFixed };
    }),
  };
}
