import { type KeyEnvironment, parseApiKey } from "@bulkhead/identity/src/api-key-format.ts";
import type { ApiKeyIdentity } from "@bulkhead/identity/src/authenticate-api-key.ts";
import { AppError } from "@bulkhead/kernel/error.ts";
import type { Feed } from "@bulkhead/kernel/feed.ts";
import { isUuid } from "@bulkhead/kernel/id.ts";
import { isBelieved } from "@bulkhead/kernel/policy-feed.ts";
import { createProvenCache } from "@bulkhead/kernel/proven-cache.ts";
import type { RemoteCall } from "./remote-tenancy.ts";

export interface RemoteIdentity {
  /** As the identity room's own. Rejects, and so refuses, when identity does not answer. */
  authenticateApiKey(bearer: string): ApiKeyIdentity | undefined | Promise<ApiKeyIdentity | undefined>;
  recallApiKey(bearer: string): ApiKeyIdentity | undefined;
  /** Whether a tenant has a user. Asked anew each time. */
  userExists(tenantId: string, userId: string): Promise<boolean>;
  stop(): void;
}

interface RemoteIdentityDeps {
  /** To the identity room. */
  call: RemoteCall;
  feed: Feed;
  environment: KeyEnvironment;
}

const MAX_KEYS = 100_000;

/**
 * Identity's keys for a process that has neither its tables nor its peppers. Keys that open nothing are not kept, but
 * however many ask with the same one at the same time make one call.
 */
export function createRemoteIdentity({ call, feed, environment }: RemoteIdentityDeps): RemoteIdentity {
  const keys = createProvenCache<ApiKeyIdentity>({
    load: async (key) => readIdentity(await call("authenticateApiKey", { key })),
    max: MAX_KEYS,
    trusted: () => isBelieved(feed),
  });
  const stop = feed.listen((event) => {
    if (event.type.startsWith("api-key.")) keys.forget(event.subject);
  });
  return {
    authenticateApiKey(bearer) {
      const keyUuid = parseApiKey(environment, bearer);
      return keyUuid === undefined ? undefined : keys.get(keyUuid, bearer);
    },
    recallApiKey(bearer) {
      const keyUuid = parseApiKey(environment, bearer);
      return keyUuid === undefined ? undefined : keys.peek(keyUuid, bearer);
    },
    userExists: async (tenantId, userId) => (await call("userExists", { tenantId, userId })) === true,
    stop,
  };
}

/** Believed of another process only as far as it has the right shape. */
function readIdentity(answer: unknown): ApiKeyIdentity | undefined {
  if (answer === null) return undefined;
  const { id, tenantId, role } = (answer ?? {}) as Record<string, unknown>;
  if (typeof id === "string" && isUuid(tenantId) && typeof role === "string")
    return Object.freeze({ id, tenantId, role });
  throw new AppError("SUBGRAPH_UNAVAILABLE", "A part of the platform did not answer. Try again in a moment.", {
    detail: "identity's answer to authenticateApiKey has another shape",
    extensions: { subgraph: "identity" },
  });
}
