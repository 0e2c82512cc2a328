import type { Database } from "@bulkhead/kernel/database.ts";
import type { Feed } from "@bulkhead/kernel/feed.ts";
import type { Log } from "@bulkhead/kernel/log.ts";
import type { UserKey } from "../accounts/account.ts";
import type { Attempts } from "../accounts/attempts.ts";
import type { AnonymousRequest } from "../accounts/failed-attempts.ts";
import { chooseTenant } from "./choose-tenant.ts";
import { findOpen, lastFounded } from "./find-onboarding.ts";
import { foundTenant } from "./found-tenant.ts";
import { type Joining, joinByDomain, offerOf } from "./join-by-domain.ts";
import { sweepOnboardings } from "./sweep-onboardings.ts";

/** For whom tenancy does something, and by which request. */
export interface Newcomer extends UserKey {
  requestId: string;
  clientAddress: string | null;
}

export interface OfferedTemplate {
  name: string;
  version: number;
  title: string;
  description: string;
  region: string;
}

export type JoinState = "MEMBER" | "REQUESTED" | "DECLINED" | "AUTOMATIC" | "APPROVAL";

export interface JoinOffer {
  tenantId: string;
  tenantName: string;
  state: JoinState;
}

/** What tenancy does for people who come in by themselves (subgraphs/tenancy/src/onboarding.ts). All of it bears repeating. */
export interface TenancyOnboarding {
  offeredTemplates(): Promise<OfferedTemplate[]>;
  proposeSlug(name: string): Promise<string | undefined>;
  reserveSlug(tenantId: string, slug: string): Promise<{ reservedUntil: string }>;
  releaseSlug(tenantId: string): Promise<{ isTaken: boolean }>;
  createTenant(
    by: Newcomer,
    input: { slug: string; name: string; template: string; templateVersion: number },
  ): Promise<void>;
  joinOffer(email: string, users: Readonly<Record<string, string>>): Promise<JoinOffer | undefined>;
  joinTenant(by: Newcomer, email: string): Promise<JoinState>;
}

export interface OnboardingDeps {
  /** Signed in as bulkhead_oauth. */
  db: Database;
  tenancy: TenancyOnboarding;
  attempts: Attempts;
  feed: Pick<Feed, "settled">;
  log: Log;
  /** Whether people may make tenants by themselves. */
  isOpen: boolean;
}

/** What somebody wants their tenant to be. */
export interface Choice {
  name: string;
  slug: string;
  template: string;
}

/** A tenant that is being made. */
export interface OpenOnboarding extends Choice, UserKey {
  id: string;
  templateVersion: number;
  /** Whether the person has confirmed it, so that there is only the rest to be done. */
  isConfirmed: boolean;
}

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
