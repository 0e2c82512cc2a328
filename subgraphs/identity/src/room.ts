import type { Cursors } from "@bulkhead/kernel/cursor.ts";
import type { Database } from "@bulkhead/kernel/database.ts";
import type { Feed } from "@bulkhead/kernel/feed.ts";
import type { Log } from "@bulkhead/kernel/log.ts";
import type { Subgraph } from "@bulkhead/kernel/subgraph.ts";
import { createActorNames } from "./actor-names.ts";
import type { Peppers } from "./api-key-digest.ts";
import type { KeyEnvironment } from "./api-key-format.ts";
import { type ApiKeyAuthenticator, createApiKeyAuthenticator } from "./authenticate-api-key.ts";
import { createIdentityCalls, type IdentityCalls } from "./calls.ts";
import type { IdentityContext, RolePermissions } from "./context.ts";
import { createLoaders } from "./loaders.ts";
import { createSchema } from "./schema.ts";
import { userExists, userIdOfEmail } from "./user-directory.ts";

export interface IdentityDeps {
  /** Signed in as bulkhead_identity. */
  db: Database;
  /** Signed in as bulkhead_authenticator: sees every tenant's key digests and nothing else. */
  authenticator: Database;
  cursors: Cursors;
  feed: Feed;
  log: Log;
  environment: KeyEnvironment;
  peppers: Peppers;
  /** Tenancy's answer what a role allows. */
  rolePermissions: RolePermissions;
}

export interface IdentityRoom {
  subgraph: Subgraph<IdentityContext>;
  /** Known keys are answered synchronously. */
  authenticateApiKey: ApiKeyAuthenticator["authenticate"];
  recallApiKey: ApiKeyAuthenticator["recall"];
  /** What other rooms may ask from another process. */
  calls: IdentityCalls;
  userExists(tenantId: string, userId: string): Promise<boolean>;
  userIdOfEmail(tenantId: string, email: string): Promise<string | undefined>;
  stop(): void;
}

export function createIdentityRoom(deps: IdentityDeps): IdentityRoom {
  const { db, cursors, feed, log, environment, peppers, rolePermissions } = deps;
  const keys = createApiKeyAuthenticator({ db: deps.authenticator, feed, log, environment, peppers });
  const actorNames = createActorNames(db, feed);
  const forgetApiKey = keys.forget;
  const shared = { db, cursors, feed, environment, peppers, rolePermissions, actorNames, forgetApiKey };
  return {
    subgraph: createSchema((request) => ({ ...request, ...shared, loaders: createLoaders(db) })),
    authenticateApiKey: keys.authenticate,
    recallApiKey: keys.recall,
    calls: createIdentityCalls(db, keys),
    userExists: (tenantId, userId) => userExists(db, tenantId, userId),
    userIdOfEmail: (tenantId, email) => userIdOfEmail(db, tenantId, email),
    stop() {
      keys.stop();
      actorNames.stop();
    },
  };
}
