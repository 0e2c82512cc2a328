import type { Database, TransactionAboveTenants } from "@bulkhead/kernel/database.ts";
import type { Envelope } from "@bulkhead/kernel/envelope.ts";
import type { Feed } from "@bulkhead/kernel/feed.ts";
import type { TenantSettings } from "@bulkhead/kernel/tenant-settings.ts";
import type { Attempts } from "../accounts/attempts.ts";
import type { Denials } from "../accounts/failed-attempts.ts";
import type { PasswordPolicy } from "../accounts/password-policy.ts";
import type { Passwords } from "../accounts/passwords.ts";
import type { MailQueue } from "../mail/mail.ts";
import type { MembershipOf } from "../membership.ts";
import type { SigningKeySet } from "../signing-keys/signing-key.ts";

/** The tenant's word on whether operators may act as its users. */
type Allowing = Pick<TenantSettings, "impersonation">;

/** What operators are made, let in and work with. */
export interface OperatorDeps {
  /** Signed in as bulkhead_oauth. */
  db: Database;
  envelope: Envelope;
  passwords: Passwords;
  passwordPolicy: PasswordPolicy;
  attempts: Attempts;
  denials: Denials;
  mail: MailQueue;
  /** Scheme, host and port of the pages; the `iss` of tokens. */
  publicOrigin: string;
  feed: Pick<Feed, "settled">;
  signingKeys: () => SigningKeySet;
  membershipOf: MembershipOf;
  /** The Admins of a tenant however it stands, by uuids. */
  adminsToTell(tenantId: string): Promise<readonly string[]>;
  tenantSettings(tenantId: string): Allowing | Promise<Allowing>;
  /** Milliseconds since 1970. */
  now(): number;
}

export type Tx = TransactionAboveTenants;
