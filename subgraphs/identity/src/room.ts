import type { Cursors } from "@bulkhead/kernel/cursor.ts";
import type { Database } from "@bulkhead/kernel/database.ts";
import type { Feed } from "@bulkhead/kernel/feed.ts";
import type { Log } from "@bulkhead/kernel/log.ts";
import type { Subgraph } from "@bulkhead/kernel/subgraph.ts";
import type { AccountPort } from "./account-port.ts";
import { createActorNames } from "./actor-names.ts";
import type { Peppers } from "./api-key-digest.ts";
import type { KeyEnvironment } from "./api-key-format.ts";
import { type ApiKeyAuthenticator, createApiKeyAuthenticator } from "./authenticate-api-key.ts";
import { createIdentityCalls, type IdentityCalls } from "./calls.ts";
import type { IdentityContext, MembershipOf, RoleGrantOf } from "./context.ts";
import { type Credential, credentialOf, roleHolders } from "./credential-of.ts";
import { createInvitations, type Invitations } from "./invitations.ts";
import { createLoaders } from "./loaders.ts";
import type { MailQueue } from "./mail/mail.ts";
import type { AdminsOf } from "./membership.ts";
import type { OperatorPort } from "./operators/operators.ts";
import { readStanding } from "./read-standing.ts";
import { createSchema } from "./schema.ts";
import { createStanding, type Standing } from "./standing.ts";
import { userExists, userIdOfEmail } from "./user-directory.ts";
import { readWaysIn, type WaysIn } from "./ways-in.ts";

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
  /** Tenancy's answer what a role gives. */
  roleGrantOf: RoleGrantOf;
  /** Asked by whoever has this room's role only. */
  accounts: AccountPort;
  /** As `accounts`. */
  operators: OperatorPort;
  /** Tenancy's answer what a user is in a tenant. */
  membershipOf: MembershipOf;
  /** Tenancy's answer who its Admins are. */
  adminsOf: AdminsOf;
  mail: MailQueue;
  /** Scheme, host and port, without a path. */
  publicOrigin: string;
}

export interface IdentityRoom {
  subgraph: Subgraph<IdentityContext>;
  /** Known keys are answered synchronously. */
  authenticateApiKey: ApiKeyAuthenticator["authenticate"];
  recallApiKey: ApiKeyAuthenticator["recall"];
  /** Of those whom access tokens name. */
  standing: Standing;
  /** What other rooms may ask from another process. */
  calls: IdentityCalls;
  userExists(tenantId: string, userId: string): Promise<boolean>;
  lackingFactor: AccountPort["lackingFactor"];
  waysIn: WaysIn;
  userIdOfEmail(tenantId: string, email: string): Promise<string | undefined>;
  /** Somebody who can act in a tenant, by public id. */
  credentialOf(tenantId: string, id: string): Promise<Credential | undefined>;
  /** How many keys and machines that open something have a role. */
  roleHolders(tenantId: string, role: string): Promise<number>;
  invitations: Invitations;
  stop(): void;
}

export function createIdentityRoom(deps: IdentityDeps): IdentityRoom {
  const { db, cursors, feed, log, environment, peppers, roleGrantOf, membershipOf, publicOrigin } = deps;
  const { accounts, operators, mail, adminsOf } = deps;
  const keys = createApiKeyAuthenticator({ db: deps.authenticator, feed, log, environment, peppers });
  const loads = readStanding(db);
  const standing = createStanding(loads, feed);
  const actorNames = createActorNames(db, feed);
  const forgetApiKey = keys.forget;
  const own = { accounts, operators, mail, adminsOf, publicOrigin, actorNames, forgetApiKey };
  const shared = { db, cursors, feed, environment, peppers, roleGrantOf, membershipOf, ...own };
  const invitations = createInvitations({ db, mail, actorNames, publicOrigin });
  return {
    subgraph: createSchema((request) => ({ ...request, ...shared, loaders: createLoaders(db, accounts) })),
    authenticateApiKey: keys.authenticate,
    recallApiKey: keys.recall,
    standing,
    calls: createIdentityCalls({ db, keys, standing: loads, accounts, invitations }),
    invitations,
    userExists: (tenantId, userId) => userExists(db, tenantId, userId),
    lackingFactor: (...given) => accounts.lackingFactor(...given),
    waysIn: (tenantId, userIds) => readWaysIn(db, tenantId, userIds),
    userIdOfEmail: (tenantId, email) => userIdOfEmail(db, tenantId, email),
    credentialOf: (tenantId, id) => credentialOf(db, tenantId, id),
    roleHolders: (tenantId, role) => roleHolders(db, tenantId, role),
    stop() {
      keys.stop();
      standing.stop();
      actorNames.stop();
    },
  };
}
