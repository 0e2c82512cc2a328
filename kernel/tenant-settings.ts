/** What a tenant asks of whoever enters it, beside the password, weakest first: see `mfa` in docs/security/accounts.md. */
export const MFA_POLICIES = ["OFF", "OPTIONAL", "REQUIRED", "PHISHING_RESISTANT"] as const;
export type MfaPolicy = (typeof MFA_POLICIES)[number];

/** A tenant's policy with the time from which it holds: people have until then to get what it asks for. */
export interface MfaDemand {
  readonly mfa: MfaPolicy;
  /** What holds until then: tightening a policy must not loosen it in the meantime. */
  readonly mfaBefore: MfaPolicy;
  /** From when `mfa` is enforced, in milliseconds since 1970. 0: at once. */
  readonly mfaEnforcedFrom: number;
}

/** Whether what another process says is one. */
export function isMfaDemand(value: unknown): value is MfaDemand {
  const { mfa, mfaBefore, mfaEnforcedFrom } = (value ?? {}) as Partial<MfaDemand>;
  const arePolicies = [mfa, mfaBefore].every((one) => one !== undefined && MFA_POLICIES.includes(one));
  return arePolicies && typeof mfaEnforcedFrom === "number";
}

/**
 * Settings of a tenant that other rooms act by. Tenancy owns them (`tenancy.tenant_setting`) and pushes them. Kept for
 * every tenant in every process: what is large, as a logo, does not belong here (TenantBrand).
 */
export interface TenantSettings extends MfaDemand {}

export const DEFAULT_SETTINGS: TenantSettings = Object.freeze({
  mfa: "OPTIONAL",
  mfaBefore: "OPTIONAL",
  mfaEnforcedFrom: 0,
});

/** How a tenant looks to those who sign in to it. Only the authorisation server asks. */
export interface TenantBrand {
  /** What the tenant wants to be called, or its name. */
  readonly name: string;
  /** An address `data:image/png` or `data:image/webp`, of at most 43,800 characters. */
  readonly logo: string | null;
}
