import type { ClientStanding, GrantStanding, ImpersonationStanding } from "@bulkhead/kernel/access-token-principal.ts";
import type { RequestContext } from "@bulkhead/kernel/context.ts";
import type { Database } from "@bulkhead/kernel/database.ts";
import { AppError } from "@bulkhead/kernel/error.ts";
import { isUuid } from "@bulkhead/kernel/id.ts";
import type { ApiKeyAuthenticator, ApiKeyIdentity } from "./authenticate-api-key.ts";
import type { StandingLoads } from "./standing.ts";
import { userExists } from "./user-directory.ts";

/** As JSON has them: a set is a list. */
type Listed<T extends { revokedTokenIds: ReadonlySet<string> }> = Omit<T, "revokedTokenIds"> & {
  revokedTokenIds: string[];
};

export interface IdentityCalls {
  /** `{ key }` → whose it is, or null when it opens nothing. */
  authenticateApiKey(input: unknown): Promise<ApiKeyIdentity | null>;
  /** `{ tenantId, userId }`, both uuids → whether the tenant has the user. */
  userExists(input: unknown, request?: RequestContext): Promise<boolean>;
  /** `{ tenantId, id }`, both uuids → the grant, or null when it does not stand. */
  grantStanding(input: unknown): Promise<Listed<GrantStanding> | null>;
  /** As before → true for a user who is not locked, or null. */
  userStanding(input: unknown): Promise<true | null>;
  /** As before → a client of the tenant or of the installation, or null when it is revoked. */
  clientStanding(input: unknown): Promise<Listed<ClientStanding> | null>;
  /** As before → an impersonation that runs, or null. */
  impersonationStanding(input: unknown): Promise<ImpersonationStanding | null>;
}

/**
 * Answered from the tables and never from a cache. Whoever asks keeps the answer until the feed says otherwise, and may
 * have heard of a change that this process has not: an old answer would then be kept for good.
 */
export function createIdentityCalls(db: Database, keys: ApiKeyAuthenticator, standing: StandingLoads): IdentityCalls {
  return {
    async authenticateApiKey(input) {
      const { key } = (input ?? {}) as { key?: unknown };
      if (typeof key !== "string") throw wrongInput("authenticateApiKey", "key, a text");
      return (await keys.authenticateAfresh(key)) ?? null;
    },
    async userExists(input, request) {
      const { tenantId, userId } = (input ?? {}) as { tenantId?: unknown; userId?: unknown };
      if (!isUuid(tenantId) || !isUuid(userId)) throw wrongInput("userExists", "tenantId and userId, two uuids");
      // Asked on behalf of somebody, it answers for nobody else's tenant.
      return (request === undefined || request.principal.tenantId === tenantId) && userExists(db, tenantId, userId);
    },
    async grantStanding(input) {
      const { tenantId, id } = readWhich("grantStanding", input);
      return listed(await standing.grant(tenantId, id));
    },
    async userStanding(input) {
      const { tenantId, id } = readWhich("userStanding", input);
      return (await standing.user(tenantId, id)) ?? null;
    },
    async clientStanding(input) {
      const { tenantId, id } = readWhich("clientStanding", input);
      return listed(await standing.client(tenantId, id));
    },
    async impersonationStanding(input) {
      const { tenantId, id } = readWhich("impersonationStanding", input);
      return (await standing.impersonation(tenantId, id)) ?? null;
    },
  };
}

function readWhich(call: string, input: unknown): { tenantId: string; id: string } {
  const { tenantId, id } = (input ?? {}) as { tenantId?: unknown; id?: unknown };
  if (!isUuid(tenantId) || !isUuid(id)) throw wrongInput(call, "tenantId and id, two uuids");
  return { tenantId, id };
}

function listed<T extends { revokedTokenIds: ReadonlySet<string> }>(standing: T | undefined): Listed<T> | null {
  return standing ? { ...standing, revokedTokenIds: [...standing.revokedTokenIds] } : null;
}

function wrongInput(call: string, wanted: string): AppError {
  return new AppError("BAD_USER_INPUT", `The call ${call} takes ${wanted}.`);
}
