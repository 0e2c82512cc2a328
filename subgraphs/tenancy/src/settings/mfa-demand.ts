import type { MfaDemand, MfaPolicy } from "@bulkhead/kernel/tenant-settings.ts";
import type { Values } from "./declared.ts";

const DAY_MS = 86_400_000;

/** How much a policy asks of everybody: OFF and OPTIONAL differ in what they ask of those who have a second factor. */
const RANK: Record<MfaPolicy, number> = { OFF: 0, OPTIONAL: 0, REQUIRED: 1, PHISHING_RESISTANT: 2 };

/**
 * What is asked, and from when. What the document remembers is about the policy that its tenant chose: when plan or
 * operator have another, that holds at once.
 */
export function demandOf({ security: { mfa } }: Pick<Values, "security">, remembered: MfaDemand | null): MfaDemand {
  return remembered?.mfa === mfa ? remembered : { mfa, mfaBefore: mfa, mfaEnforcedFrom: 0 };
}

/**
 * Asking for more begins after the grace period, and until then what was enforced so far stays so; asking for less begins
 * at once. A period that runs is not begun anew by a change that asks for no more.
 */
export function demandAfter(before: MfaDemand, mfa: MfaPolicy, graceDays: number, now: number): MfaDemand {
  if (RANK[mfa] === 0) return { mfa, mfaBefore: mfa, mfaEnforcedFrom: 0 };
  const enforced = now < before.mfaEnforcedFrom ? before.mfaBefore : before.mfa;
  if (RANK[mfa] > RANK[before.mfa]) return { mfa, mfaBefore: enforced, mfaEnforcedFrom: now + graceDays * DAY_MS };
  const { mfaBefore, mfaEnforcedFrom } = before;
  return { mfa, mfaBefore: RANK[mfaBefore] > RANK[mfa] ? mfa : mfaBefore, mfaEnforcedFrom };
}
