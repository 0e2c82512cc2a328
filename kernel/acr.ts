import type { MfaDemand } from "./tenant-settings.ts";

/**
 * How well somebody proved who they are (authentication context class, OpenID Connect Core section 2, RFC 9470), weakest
 * first: a password; a password and a code, or a passkey; a passkey or security key, which no look-alike page can use.
 */
export const ACRS = [
  "urn:bulkhead:acr:single-factor",
  "urn:bulkhead:acr:multi-factor",
  "urn:bulkhead:acr:phishing-resistant",
] as const;
export type Acr = (typeof ACRS)[number];

export const [PASSWORD_ACR, MULTI_FACTOR_ACR, PHISHING_RESISTANT_ACR] = ACRS;

/** Whether one class is at least as good as another; one that is not known is as good as none. */
export function isAtLeast(acr: string | undefined, wanted: Acr): boolean {
  return ACRS.indexOf(acr as Acr) >= ACRS.indexOf(wanted);
}

export function strongest(first: Acr, second: Acr): Acr {
  return isAtLeast(first, second) ? first : second;
}

/** What a tenant's policy asks of everybody who enters it at this moment. */
export function acrOfPolicy({ mfa, mfaBefore, mfaEnforcedFrom }: MfaDemand, now = Date.now()): Acr {
  const policy = now < mfaEnforcedFrom ? mfaBefore : mfa;
  if (policy === "PHISHING_RESISTANT") return PHISHING_RESISTANT_ACR;
  return policy === "REQUIRED" ? MULTI_FACTOR_ACR : PASSWORD_ACR;
}
