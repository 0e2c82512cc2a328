import type { RequestContext } from "@bulkhead/kernel/context.ts";
import type { Cursors } from "@bulkhead/kernel/cursor.ts";
import type { Database } from "@bulkhead/kernel/database.ts";
import type { Feed } from "@bulkhead/kernel/feed.ts";
import type { RoleGrant } from "@bulkhead/kernel/principal.ts";
import type { AccountPort } from "./account-port.ts";
import type { ActorNames } from "./actor-names.ts";
import type { Peppers } from "./api-key-digest.ts";
import type { KeyEnvironment } from "./api-key-format.ts";
import type { Loaders } from "./loaders.ts";
import type { MailQueue } from "./mail/mail.ts";
import type { AdminsOf } from "./membership.ts";
import type { OperatorPort } from "./operators/operators.ts";

/** What a role gives, by tenancy's word; undefined when the tenant has no such role. */
export type RoleGrantOf = (tenantId: string, role: string) => Promise<RoleGrant | undefined>;

/** A member's role, and the name of the tenant as they may be told it; by tenancy's word. */
export type MembershipOf = (
  tenantId: string,
  userId: string,
) => Promise<{ role: string; tenantName: string } | undefined>;

/** What every operation of this room is given. */
export interface IdentityContext extends RequestContext {
  db: Database;
  cursors: Cursors;
  feed: Feed;
  loaders: Loaders;
  /** What stands above tenants, as far as a user's own words reach. */
  accounts: AccountPort;
  /** Whoever operates the platform, who stand above tenants too. */
  operators: OperatorPort;
  actorNames: ActorNames;
  environment: KeyEnvironment;
  peppers: Peppers;
  roleGrantOf: RoleGrantOf;
  membershipOf: MembershipOf;
  adminsOf: AdminsOf;
  mail: MailQueue;
  /** Where people reach this installation: scheme, host and port, without a path. */
  publicOrigin: string;
  /** Ends what this process still believes of a key. */
  forgetApiKey(keyUuid: string): void;
}
