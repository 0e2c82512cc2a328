import type { KeyObject } from "node:crypto";
import type { RequestContext } from "@bulkhead/kernel/context.ts";
import type { Envelope } from "@bulkhead/kernel/envelope.ts";
import type { Log } from "@bulkhead/kernel/log.ts";
import type { TenantBrand, TenantSettings } from "@bulkhead/kernel/tenant-settings.ts";
import type { TenantStatus } from "@bulkhead/kernel/tenant-status.ts";
import type { Accounts } from "../accounts/accounts.ts";
import type { Denials } from "../accounts/failed-attempts.ts";
import type { MakeKey } from "../first-key.ts";
import type { MailQueue } from "../mail/mail.ts";
import type { MembershipOf } from "../membership.ts";
import type { ClientDirectory } from "../oauth-client-directory.ts";
import type { Onboarding } from "../onboarding/onboarding.ts";
import type { Operators } from "../operators/operators.ts";
import type { SigningKeySet } from "../signing-keys/signing-key.ts";
import type { Store } from "./store.ts";

/** An invitation as whoever has its link may see it, by tenancy's word. */
export interface Invitation {
  tenantId: string;
  email: string;
  emailKey: string;
  role: string;
  message: string | null;
  /** Whether the link went to the address; then whoever has it reads its mail. */
  isMailed: boolean;
  /** `usr_…` and the like. */
  invitedBy: string;
  /** Whether whoever invites may still give that role. */
  isBacked: boolean;
}

/** What tenancy answers when somebody accepts: see subgraphs/tenancy/src/accept-invitation.ts. */
export type Acceptance = "ACCEPTED" | "DEAD" | "INACTIVE" | "UNBACKED";

/** What the authorisation server works with. */
export interface OAuthDeps {
  store: Store;
  /** The public origin; the `iss` of everything. */
  issuer: string;
  envelope: Envelope;
  /** Signs cookies and DPoP nonces and keys the hashes of user codes; the same in every process. */
  cookieKey: string;
  nonceSecret: Buffer;
  userCodeKey: KeyObject;
  clients: ClientDirectory;
  signingKeys: () => SigningKeySet;
  membershipOf: MembershipOf;
  /** Role of a member, as pushed to this process; undefined when the user is none. */
  roleOf(tenantId: string, userId: string): string | undefined | Promise<string | undefined>;
  /** Whether a tenant works; undefined when there is none. */
  tenantStatus(tenantId: string): TenantStatus | undefined | Promise<TenantStatus | undefined>;
  /** What a tenant asks of its users when they enter it, as pushed to this process. */
  tenantSettings(tenantId: string): TenantSettings | Promise<TenantSettings>;
  /** How a tenant looks on the pages; undefined when there is none. */
  brandOf(tenantId: string): TenantBrand | undefined | Promise<TenantBrand | undefined>;
  /** What the link of an invitation leads to; undefined for one that does not work. */
  invitationOf(token: string): Promise<Invitation | undefined>;
  /** Makes a user a member, and uses the invitation up. */
  acceptInvitation(input: {
    token: string;
    userId: string;
    requestId: string;
    clientAddress: string | null;
  }): Promise<Acceptance>;
  mail: MailQueue;
  accounts: Accounts;
  /** How people come in whom nobody has invited. */
  onboarding: Onboarding;
  makeKey: MakeKey;
  operators: Operators;
  /** What an operator asks of tenancy, as its `operate` answers it. */
  operateTenancy(request: RequestContext, name: string, input: object): Promise<unknown>;
  denials: Denials;
  log: Log;
}
