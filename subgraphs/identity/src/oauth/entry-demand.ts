import type { MfaDemand } from "@bulkhead/kernel/tenant-settings.ts";
import type { KoaContextWithOIDC } from "oidc-provider";
import { type FactorList, hasSecondFactor } from "../accounts/factors/factors.ts";
import {
  ACRS,
  type Acr,
  acrOfPolicy,
  isAtLeast,
  MULTI_FACTOR_ACR,
  PASSWORD_ACR,
  PHISHING_RESISTANT_ACR,
  strongest,
} from "./acr.ts";
import { acrWishes } from "./acr-wishes.ts";
import type { OAuthDeps } from "./deps.ts";
import { chosenTenant } from "./tenants.ts";

/** By what a person can prove more than a password. */
export interface Ways {
  /** An authenticator app's code, or a recovery code. */
  code: boolean;
  passkey: boolean;
}

/** What stands between somebody who is signed in and the tenant that they enter. */
export type Demand =
  | { is: "met" }
  /** They prove more, by what they have. */
  | { is: "factor"; ways: Ways }
  /** They have nothing that the tenant's policy would accept, and must get it. */
  | { is: "enrolment"; acr: Acr }
  /** The same, from a day that is yet to come; in milliseconds since 1970. */
  | { is: "notice"; acr: Acr; from: number }
  /** The client asks for what this person has no means for. */
  | { is: "unmet" };

/** What an account can prove, whatever its session has proved so far. */
export interface Means {
  /** Whether it has a second factor; one that is blocked counts, or blocking it would open the account. */
  holdsFactor: boolean;
  ways: Ways;
  best: Acr;
}

export function meansOf(list: FactorList): Means {
  const { factors, recoveryCodes } = list;
  const passkey = factors.some(({ kind, isFlagged }) => kind === "PASSKEY" && !isFlagged);
  const holdsFactor = hasSecondFactor(list);
  const code = holdsFactor && (factors.some(({ kind }) => kind === "TOTP") || recoveryCodes > 0 || !passkey);
  const best = passkey ? PHISHING_RESISTANT_ACR : holdsFactor ? MULTI_FACTOR_ACR : PASSWORD_ACR;
  return { holdsFactor, ways: { code, passkey }, best };
}

/** Of what a demand is computed. */
export interface Entry {
  settings: MfaDemand;
  means: Means;
  /** Of the session. */
  acr: string | undefined;
  /** See `acrWishes`. */
  wishes: readonly (readonly string[])[];
  /** Whether the person has signed in just now, and is not told of a date every time they change between applications. */
  isSigningIn: boolean;
}

/**
 * The strongest of what the tenant's policy asks, what the person has set up for themselves (unless the policy is OFF),
 * and what the client asks: the first of its classes that can be met.
 */
export function demandOf({ settings, means, acr, wishes, isSigningIn }: Entry, now = Date.now()): Demand {
  const policy = acrOfPolicy(settings, now);
  const canMeet = (wish: string): wish is Acr =>
    ACRS.includes(wish as Acr) && [acr, means.best, policy].some((reachable) => isAtLeast(reachable, wish as Acr));
  const wanted = wishes.map((list) => list.find(canMeet));
  if (wanted.includes(undefined)) return { is: "unmet" };
  const isOff = (now < settings.mfaEnforcedFrom ? settings.mfaBefore : settings.mfa) === "OFF";
  const own = means.holdsFactor && !isOff ? MULTI_FACTOR_ACR : PASSWORD_ACR;
  const needed = (wanted as Acr[]).reduce(strongest, strongest(policy, own));
  // Whoever knows a password alone must not be the one who sets up what is stronger.
  const maySetUp = !means.holdsFactor || isAtLeast(acr, MULTI_FACTOR_ACR);
  if (isAtLeast(acr, needed)) return isSigningIn && maySetUp ? noticeOf(settings, means, now) : { is: "met" };
  if (isAtLeast(means.best, needed)) {
    const code = means.ways.code && needed === MULTI_FACTOR_ACR;
    return { is: "factor", ways: { code, passkey: means.ways.passkey } };
  }
  return maySetUp ? { is: "enrolment", acr: needed } : { is: "factor", ways: means.ways };
}

function noticeOf(settings: MfaDemand, { best }: Means, now: number): Demand {
  const { mfaEnforcedFrom: from } = settings;
  const acr = acrOfPolicy(settings, from);
  return now < from && !isAtLeast(best, acr) ? { is: "notice", acr, from } : { is: "met" };
}

const demands = new WeakMap<object, Promise<Demand>>();

/** What is still to be proved in the authorisation under way; nothing before it is known who enters which tenant. */
export function entryDemand(deps: OAuthDeps, ctx: KoaContextWithOIDC): Promise<Demand> {
  let demand = demands.get(ctx);
  if (!demand) {
    demand = findDemand(deps, ctx);
    demands.set(ctx, demand);
  }
  return demand;
}

async function findDemand(deps: OAuthDeps, ctx: KoaContextWithOIDC): Promise<Demand> {
  const { session, result } = ctx.oidc;
  const chosen = session?.accountId === undefined ? undefined : await chosenTenant(deps, ctx);
  if (session?.accountId === undefined || chosen?.is !== "chosen") return { is: "met" };
  const [settings, list] = await Promise.all([
    deps.tenantSettings(chosen.choice.tenantId),
    deps.accounts.factors.list(session.accountId),
  ]);
  const { acr } = session as { acr?: string };
  const isSigningIn = result?.login !== undefined && result.second_factor === undefined;
  return demandOf({ settings, means: meansOf(list), acr, wishes: acrWishes(ctx), isSigningIn });
}
