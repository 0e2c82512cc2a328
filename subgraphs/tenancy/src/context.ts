import type { RequestContext } from "@bulkhead/kernel/context.ts";
import type { Cursors } from "@bulkhead/kernel/cursor.ts";
import type { Database } from "@bulkhead/kernel/database.ts";
import type { Envelope } from "@bulkhead/kernel/envelope.ts";
import type { Feed } from "@bulkhead/kernel/feed.ts";
import type { InvitationLetter, InviteeAnswer, SealedLetter } from "./invitee.ts";
import type { Loaders } from "./loaders.ts";
import type { OperatorSettings } from "./settings/operator-settings.ts";
import type { LackingFactor } from "./settings/warnings.ts";

/** What identity knows of somebody who can act in a tenant. */
export interface Credential {
  kind: "USER" | "API_KEY" | "CLIENT" | "SERVICE_ACCOUNT";
  /** False for a locked user, a revoked key or client, a removed service account. */
  stands: boolean;
  /** Null for a user, whose role is in a membership. */
  role: string | null;
  /** How many keys of a service account open something; null for all others. */
  keys: number | null;
}

export type CredentialOf = (tenantId: string, id: string) => Promise<Credential | undefined>;
export type RoleHolders = (tenantId: string, role: string) => Promise<number>;

/** Identity's word which of these users, by uuid, can sign in; where none can, which may yet come. Nobody who is locked. */
export type WaysIn = (tenantId: string, userIds: readonly string[]) => Promise<readonly string[]>;

import type { DomainResolver } from "./domain-record.ts";
import type { CheckCollection } from "./template.ts";

/** What every operation of this room is given. */
export interface TenancyContext extends RequestContext {
  db: Database;
  /** Signed in as bulkhead_operator, which sees the directory of all tenants. */
  operatorDb: Database;
  cursors: Cursors;
  feed: Feed;
  loaders: Loaders;
  /** Seals what a tenant sets and nobody may read. */
  envelope: Pick<Envelope, "seal" | "open">;
  operator: OperatorSettings;
  lackingFactor: LackingFactor;
  waysIn: WaysIn;
  /** Whether identity knows this user of this tenant. */
  userExists(tenantId: string, userId: string): Promise<boolean>;
  /** Identity's word on somebody of this tenant, by public id; undefined for nobody it knows. */
  credentialOf: CredentialOf;
  /** How many credentials that open something have a role; members are not among them. */
  roleHolders: RoleHolders;
  /** Identity's word about an address that is to be invited. */
  inviteeOf(tenantId: string, email: string): Promise<InviteeAnswer>;
  /** An invitation, written and sealed by identity; by whose request, it says. */
  sealInvitation(request: RequestContext, tenantId: string, letter: InvitationLetter): Promise<SealedLetter>;
  /** The data room's word on the collections of a template. */
  checkCollection: CheckCollection;
  /** Looks up what proves domains. */
  resolver: DomainResolver;
}
