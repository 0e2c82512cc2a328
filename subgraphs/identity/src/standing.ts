import type { ClientStanding, GrantStanding, ImpersonationStanding } from "@bulkhead/kernel/access-token-principal.ts";
import type { Feed, FeedEvent } from "@bulkhead/kernel/feed.ts";
import { INSTALLATION_ID } from "@bulkhead/kernel/installation.ts";
import { isBelieved } from "@bulkhead/kernel/policy-feed.ts";
import { createTenantCache, type Known } from "@bulkhead/kernel/tenant-cache.ts";

/** What identity knows of those whom an access token names: kept until the feed says that it changed. */
export interface Standing {
  grants: Known<GrantStanding>;
  /** True for a user who is not locked. */
  users: Known<true>;
  /** Clients of the tenant and of the installation. */
  clients: Known<ClientStanding>;
  /** Of operators at work as a user. */
  impersonations: Known<ImpersonationStanding>;
  stop(): void;
}

/** Where it is read: the tables, or the identity room of another process. Undefined for what does not stand. */
export interface StandingLoads {
  grant(tenantId: string, grantId: string): Promise<GrantStanding | undefined>;
  user(tenantId: string, userId: string): Promise<true | undefined>;
  client(tenantId: string, clientId: string): Promise<ClientStanding | undefined>;
  impersonation(tenantId: string, id: string): Promise<ImpersonationStanding | undefined>;
}

/** Some 350 bytes each; one for every signed-in browser that is at work. */
const MAX_GRANTS = 100_000;
const MAX_USERS = 100_000;
const MAX_CLIENTS = 20_000;
const MAX_IMPERSONATIONS = 1_000;

export function createStanding(loads: StandingLoads, feed: Pick<Feed, "listen" | "lagMs">): Standing {
  const trusted = () => isBelieved(feed);
  const grants = createTenantCache({ load: loads.grant, max: MAX_GRANTS, trusted });
  const users = createTenantCache({ load: loads.user, max: MAX_USERS, trusted });
  const clients = createTenantCache({ load: loads.client, max: MAX_CLIENTS, trusted });
  const impersonations = createTenantCache({ load: loads.impersonation, max: MAX_IMPERSONATIONS, trusted });

  function forgetClient(tenantId: string, clientId: string): void {
    // One of the installation is kept under every tenant whose users it serves.
    if (tenantId === INSTALLATION_ID) clients.forgetAll();
    else clients.forget(tenantId, clientId);
  }

  function hear({ type, tenantId, subject }: FeedEvent): void {
    if (type.startsWith("user.")) users.forget(tenantId, subject);
    else if (type.startsWith("oauth-client.")) forgetClient(tenantId, subject);
    else if (type.startsWith("impersonation.")) impersonations.forget(tenantId, subject);
    else if (type.startsWith("grant.")) grants.forget(tenantId, subject);
    else if (type.startsWith("token.")) {
      // Of a grant, or of a client that acts for itself: the event does not say, and one look too many costs little.
      grants.forget(tenantId, subject);
      clients.forget(tenantId, subject);
    }
  }

  return { grants, users, clients, impersonations, stop: feed.listen(hear) };
}
