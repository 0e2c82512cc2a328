import { createAuditRoom } from "@bulkhead/audit/src/room.ts";
import { createDataRoom } from "@bulkhead/data/src/room.ts";
import type { Peppers } from "@bulkhead/identity/src/api-key-digest.ts";
import { createIdentityRoom } from "@bulkhead/identity/src/room.ts";
import { createCursors } from "@bulkhead/kernel/cursor.ts";
import { type Database, openDatabase } from "@bulkhead/kernel/database.ts";
import { createFeed } from "@bulkhead/kernel/feed.ts";
import { deriveKey, rolePassword } from "@bulkhead/kernel/key.ts";
import type { Log } from "@bulkhead/kernel/log.ts";
import { type Principal, permissionsKeyOf } from "@bulkhead/kernel/principal.ts";
import { createTenancyRoom } from "@bulkhead/tenancy/src/room.ts";

export interface PlatformOptions {
  url: string;
  secret: string;
  environment: "development" | "test" | "production";
  peppers: Peppers;
  connections: number;
  log: Log;
}

/** The word for the environment inside an API key, so that a test key cannot open a live installation. */
const KEY_ENVIRONMENT = { development: "dev", test: "test", production: "live" } as const;

export type Platform = Awaited<ReturnType<typeof openPlatform>>;

/** Opens the database as every room's role and wires the four rooms to each other. No logic lives here. */
export async function openPlatform(options: PlatformOptions) {
  const { url, secret, environment, peppers, connections, log } = options;
  const open = (name: string, maxConnections: number): Database => {
    const role = `bulkhead_${name}`;
    return openDatabase({ url, role, password: rolePassword(secret, role), maxConnections, log });
  };
  const databases = {
    identity: open("identity", Math.ceil(connections / 2)),
    authenticator: open("authenticator", 2),
    tenancy: open("tenancy", Math.ceil(connections / 2)),
    data: open("data", connections),
    audit: open("audit", Math.ceil(connections / 2)),
    gateway: open("gateway", 4),
    relay: open("relay", 3),
    followers: open("relay", 4),
  };
  const cursors = createCursors(deriveKey(secret, "cursors"));
  const feed = createFeed({ db: databases.relay, followersDb: databases.followers, cursors, log });
  const common = { cursors, feed, log };
  const tenancy = createTenancyRoom({
    ...common,
    db: databases.tenancy,
    userExists: (tenantId, userId) => identity.userExists(tenantId, userId),
  });
  const identity = createIdentityRoom({
    ...common,
    db: databases.identity,
    authenticator: databases.authenticator,
    environment: KEY_ENVIRONMENT[environment],
    peppers,
    rolePermissions: async (tenantId, role) => (await tenancy.policyOf(tenantId))?.permissionsOf(role),
  });
  const data = createDataRoom({ ...common, db: databases.data });
  const audit = createAuditRoom({ ...common, db: databases.audit });

  // A warm key and its role's permissions are the same objects every time, so their principal is made once.
  const principals = new WeakMap<object, Principal>();

  /** The principal behind a bearer credential; undefined when it opens nothing. */
  async function authenticate(bearer: string): Promise<Principal | undefined> {
    const found = identity.authenticateApiKey(bearer);
    const key = found instanceof Promise ? await found : found;
    if (!key) return undefined;
    const policy = tenancy.policyOf(key.tenantId);
    const permissions = (policy instanceof Promise ? await policy : policy)?.permissionsOf(key.role);
    if (!permissions) return undefined;
    const known = principals.get(key);
    if (known?.permissions === permissions) return known;
    const { id, tenantId, role } = key;
    const permissionsKey = permissionsKeyOf(permissions);
    const made: Principal = { kind: "apiKey", id, tenantId, roles: [role], permissions, permissionsKey };
    principals.set(key, made);
    return made;
  }

  await feed.start();
  return {
    rooms: { identity, tenancy, data, audit },
    databases,
    feed,
    log,
    authenticate,
    tenantStatus: async (tenantId: string) => (await tenancy.policyOf(tenantId))?.status,
    async stop() {
      await data.stop();
      await audit.stop();
      tenancy.stop();
      identity.stop();
      await feed.stop();
      await Promise.all(Object.values(databases).map((db) => db.pool.end()));
    },
  };
}
