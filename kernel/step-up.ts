import { type Acr, acrOfPolicy, isAtLeast, MULTI_FACTOR_ACR, PASSWORD_ACR, strongest } from "./acr.ts";
import { AppError } from "./error.ts";
import { refuseImpersonation } from "./impersonation.ts";
import type { Principal } from "./principal.ts";
import { DEFAULT_SETTINGS } from "./tenant-settings.ts";

/** What a sign-in must be for an operation to be done with it. */
export interface StepUp {
  /** How long ago it may have been. */
  maxAgeSeconds: number;
  /** The least class, where the tenant's policy asks for none that is better. */
  acr: Acr;
}

/** Long enough for an afternoon's chore, shorter than a session that was left open over lunch. */
const RECENT: StepUp = { maxAgeSeconds: 900, acr: PASSWORD_ACR };

/**
 * The one list of operations that a stolen token, or somebody at a screen left open, must not be able to do: whatever
 * decides who gets in, and as what, for longer than that token lives (docs/adr/0028). Gateway and domain both ask it;
 * tests/step-up.test.ts finds a mutation that is neither here nor excused there.
 */
export const SENSITIVE = {
  "Mutation.createApiKey": RECENT,
  "Mutation.createOAuthClient": RECENT,
  "Mutation.rotateOAuthClientSecret": RECENT,
  "Mutation.createActivationLink": RECENT,
  "Mutation.lockUser": RECENT,
  "Mutation.unlockUser": RECENT,
  "Mutation.addMember": RECENT,
  "Mutation.changeMemberRole": RECENT,
  "Mutation.removeMember": RECENT,
  "Mutation.createRole": RECENT,
  "Mutation.updateRole": RECENT,
  "Mutation.deleteRole": RECENT,
  "Mutation.inviteMember": RECENT,
  "Mutation.resendInvitation": RECENT,
  "Mutation.leaveTenant": RECENT,
  "Mutation.createServiceAccount": RECENT,
  "Mutation.changeServiceAccountRole": RECENT,
  "Mutation.updateTenantConfig": RECENT,
  "Mutation.closeTenant": RECENT,
  "Mutation.createTenantExport": RECENT,
  "Mutation.rollbackTenantConfig": RECENT,
  "Mutation.addDomain": RECENT,
  "Mutation.updateDomain": RECENT,
  "Mutation.verifyDomain": RECENT,
  "Mutation.approveJoinRequest": RECENT,
  "Mutation.removeFactor": { ...RECENT, acr: MULTI_FACTOR_ACR },
  "Mutation.startImpersonation": { ...RECENT, acr: MULTI_FACTOR_ACR },
  "Mutation.addOperator": { ...RECENT, acr: MULTI_FACTOR_ACR },
  "Mutation.changeOperatorRole": { ...RECENT, acr: MULTI_FACTOR_ACR },
  "Mutation.createOperatorLink": { ...RECENT, acr: MULTI_FACTOR_ACR },
  "Mutation.removeOperator": { ...RECENT, acr: MULTI_FACTOR_ACR },
} as const satisfies Readonly<Record<string, StepUp>>;

export type SensitiveOperation = keyof typeof SENSITIVE extends `Mutation.${infer Name}` ? Name : never;

const sensitive: ReadonlyMap<string, StepUp> = new Map(Object.entries(SENSITIVE));

/** What an operation needs that touches these fields; undefined for nearly every one. */
export function stepUpOf(coordinates: readonly string[]): StepUp | undefined {
  const needed = coordinates.flatMap((coordinate) => sensitive.get(coordinate) ?? []);
  if (needed.length === 0) return undefined;
  return {
    maxAgeSeconds: Math.min(...needed.map(({ maxAgeSeconds }) => maxAgeSeconds)),
    acr: needed.map(({ acr }) => acr).reduce(strongest),
  };
}

/**
 * Refuses a user or operator who did not sign in recently enough, or not well enough for what the tenant's policy asks now,
 * and whoever acts as somebody else. Keys and clients that act for themselves have nobody who could sign in: their permissions
 * alone decide.
 */
export function checkStepUp(principal: Principal, { maxAgeSeconds, acr: least }: StepUp, now = Date.now()): void {
  refuseImpersonation(principal);
  if (principal.kind !== "user" && principal.kind !== "operator") return;
  const { acr, authTime, demand = DEFAULT_SETTINGS } = principal;
  const wanted = strongest(least, acrOfPolicy(demand, now));
  const isRecent = authTime !== undefined && now / 1_000 - authTime <= maxAgeSeconds;
  if (isRecent && isAtLeast(acr, wanted)) return;
  throw new AppError("INSUFFICIENT_AUTHENTICATION", sentenceOf(wanted, maxAgeSeconds), {
    extensions: { acrValues: [wanted], maxAge: maxAgeSeconds },
  });
}

/** The second statement of every domain function on the list. The gateway asked already; this wall must hold without it. */
export function requireFresh(ctx: { principal: Principal }, operation: SensitiveOperation): void {
  checkStepUp(ctx.principal, SENSITIVE[`Mutation.${operation}`]);
}

/** It stands in a header too, whose texts are ASCII without quotes (RFC 6750 section 3). */
function sentenceOf(acr: Acr, maxAgeSeconds: number): string {
  const how = acr === PASSWORD_ACR ? "" : ` and as well as acr_values says`;
  return `Sign in again: this needs a sign-in of the last ${maxAgeSeconds / 60} minutes${how}. Then send it with the new token.`;
}
