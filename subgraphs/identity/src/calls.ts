import type { RequestContext } from "@bulkhead/kernel/context.ts";
import type { Database } from "@bulkhead/kernel/database.ts";
import { AppError } from "@bulkhead/kernel/error.ts";
import { isUuid } from "@bulkhead/kernel/id.ts";
import type { ApiKeyAuthenticator, ApiKeyIdentity } from "./authenticate-api-key.ts";
import { userExists } from "./user-directory.ts";

export interface IdentityCalls {
  /** `{ key }` → whose it is, or null when it opens nothing. */
  authenticateApiKey(input: unknown): Promise<ApiKeyIdentity | null>;
  /** `{ tenantId, userId }`, both uuids → whether the tenant has the user. */
  userExists(input: unknown, request?: RequestContext): Promise<boolean>;
}

/**
 * Answered from the tables and never from a cache. Whoever asks keeps the answer until the feed says otherwise, and may
 * have heard of a change that this process has not: an old answer would then be kept for good.
 */
export function createIdentityCalls(db: Database, keys: ApiKeyAuthenticator): IdentityCalls {
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
  };
}

function wrongInput(call: string, wanted: string): AppError {
  return new AppError("BAD_USER_INPUT", `The call ${call} takes ${wanted}.`);
}
