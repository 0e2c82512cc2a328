import type { UserKey } from "../accounts/account.ts";
import type { AnonymousRequest } from "../accounts/failed-attempts.ts";
import { chooseTenant } from "./choose-tenant.ts";
import type { Choice, JoinOffer, JoinState, OfferedTemplate, OnboardingDeps, OpenOnboarding } from "./deps.ts";
import { findOpen, lastFounded } from "./find-onboarding.ts";
import { foundTenant } from "./found-tenant.ts";
import { type Joining, joinByDomain, offerOf } from "./join-by-domain.ts";
import { sweepOnboardings } from "./sweep-onboardings.ts";

/** How a person without anybody's invitation comes into a tenant (docs/adr/0035). */
export interface Onboarding {
  isOpen: boolean;
  offeredTemplates(): Promise<OfferedTemplate[]>;
  proposeSlug(name: string): Promise<string | undefined>;
  /** Whether the account has proved its address; without that nothing here is for it. */
  find(
    accountId: string,
  ): Promise<{ isProved: boolean; open: OpenOnboarding | undefined; founded: UserKey | undefined }>;
  /** Holds the slug for an hour. Errors: BAD_USER_INPUT, CONFLICT (both name another slug as `proposal`), RATE_LIMITED. */
  choose(accountId: string, choice: Choice, request: AnonymousRequest): Promise<void>;
  /** Makes the tenant that was chosen, or the rest of it. Errors: NOT_FOUND (nothing is chosen), CONFLICT, RATE_LIMITED. */
  found(accountId: string, request: AnonymousRequest): Promise<UserKey>;
  /** What the tenant that has the domain of a person's address offers them. */
  offer(accountId: string): Promise<JoinOffer | undefined>;
  /** Errors: NOT_FOUND when nothing is offered. */
  join(joining: Joining): Promise<JoinState>;
  /** Finishes what can be finished, and clears away what was abandoned. */
  sweep(signal: AbortSignal): Promise<void>;
}

export function createOnboarding(deps: OnboardingDeps): Onboarding {
  const { tenancy, isOpen } = deps;
  return {
    isOpen,
    offeredTemplates: tenancy.offeredTemplates,
    proposeSlug: tenancy.proposeSlug,
    async find(accountId) {
      const { isProved, open } = await findOpen(deps.db, accountId);
      return { isProved, open, founded: await lastFounded(deps.db, accountId) };
    },
    choose: (accountId, choice, request) => chooseTenant(deps, accountId, choice, request),
    found: (accountId, request) => foundTenant(deps, accountId, request),
    offer: (accountId) => offerOf(deps, accountId),
    join: (joining) => joinByDomain(deps, joining),
    sweep: (signal) => sweepOnboardings(deps, signal),
  };
}
