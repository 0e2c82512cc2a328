import type { Database } from "@bulkhead/kernel/database.ts";
import type { Feed } from "@bulkhead/kernel/feed.ts";
import type { Log } from "@bulkhead/kernel/log.ts";
import type { UserKey } from "../accounts/account.ts";
import type { Attempts } from "../accounts/attempts.ts";

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
