import type { RequestContext } from "@bulkhead/kernel/context.ts";
import type { Cursors } from "@bulkhead/kernel/cursor.ts";
import type { Database } from "@bulkhead/kernel/database.ts";
import type { Envelope } from "@bulkhead/kernel/envelope.ts";
import type { Feed } from "@bulkhead/kernel/feed.ts";
import { isBelieved } from "@bulkhead/kernel/policy-feed.ts";
import { createPushedCache } from "@bulkhead/kernel/pushed-cache.ts";
import type { Subgraph } from "@bulkhead/kernel/subgraph.ts";
import {
  type Acceptance,
  type AcceptInput,
  acceptInvitation,
  findInvitation,
  type OpenInvitation,
} from "./accept-invitation.ts";
import { type Brands, createBrands, readBrand } from "./brand.ts";
import { createTenancyCalls, type TenancyCalls } from "./calls.ts";
import type { CredentialOf, RoleHolders, TenancyContext, WaysIn } from "./context.ts";
import type { DomainResolver } from "./domain-record.ts";
import type { InviterFacts } from "./inviter.ts";
import { createLoaders } from "./loaders.ts";
import {
  createMemberRoles,
  type MemberRoles,
  type Membership,
  readAdmins,
  readMembership,
  readUsersWithRole,
} from "./membership.ts";
import { createOnboarding, type Onboarding } from "./onboarding.ts";
import { operate } from "./operate.ts";
import { createPolicies, forgetPolicies, readPolicyFacts, type TenantPolicy } from "./policy.ts";
import { recheckDomains } from "./recheck-domains.ts";
import { createSchema } from "./schema.ts";
import { NO_OPERATOR_SETTINGS, type OperatorSettings } from "./settings/operator-settings.ts";
import { openSecret } from "./settings/secrets.ts";
import type { LackingFactor } from "./settings/warnings.ts";
import type { CheckCollection } from "./template.ts";
import { openTenantIdOfSlug } from "./tenant-directory.ts";

export interface TenancyDeps {
  /** Signed in as bulkhead_tenancy. */
  db: Database;
  /** Signed in as bulkhead_operator: sees the directory of all tenants, and reports. */
  operatorDb: Database;
  cursors: Cursors;
  feed: Feed;
  /** Identity's answer whether a tenant has this user. */
  userExists(tenantId: string, userId: string): Promise<boolean>;
  credentialOf: CredentialOf;
  roleHolders: RoleHolders;
  /** Identity's word about whom to invite, and who vouches for it; and the letter, written by identity. */
  inviteeOf: TenancyContext["inviteeOf"];
  inviterOf(tenantId: string, actorId: string): Promise<InviterFacts>;
  sealInvitation: TenancyContext["sealInvitation"];
  /** Identity's answer how many of these users have nothing that a policy accepts. */
  lackingFactor: LackingFactor;
  /** Identity's answer which of these users can sign in. */
  waysIn: WaysIn;
  /** As role bulkhead_tenancy may use it. */
  envelope: Pick<Envelope, "seal" | "open">;
  /** What the operator says of tenants' settings; absent: nothing. */
  operator?: OperatorSettings;
  /** The data room's word on the collections of a template. */
  checkCollection: CheckCollection;
  /** Looks up what proves domains. */
  resolver: DomainResolver;
}

export interface TenancyRoom {
  subgraph: Subgraph<TenancyContext>;
  /** A tenant's status, roles and settings; known tenants are answered synchronously. */
  policyOf(tenantId: string): TenantPolicy | Promise<TenantPolicy | undefined>;
  /** As `policyOf`, from the tables: for what is given for good, and for whoever has only just changed it. */
  readPolicy(tenantId: string): Promise<TenantPolicy | undefined>;
  /** As `policyOf` for a tenant at hand, without reading anything. */
  recallPolicy(tenantId: string): TenantPolicy | undefined;
  /** The role of a member; known ones are answered synchronously. */
  memberRoles: MemberRoles;
  /** What a user is in a tenant, from the table; undefined for a user who is no member. */
  membershipOf(tenantId: string, userId: string): Promise<Membership | undefined>;
  /** The users who are Admins of a tenant at work, from the table. */
  adminsOf(tenantId: string): Promise<string[]>;
  /** The users who hold a role, by uuid, from the table. */
  usersWithRole(tenantId: string, role: string): Promise<readonly string[]>;
  /** What operators do with tenants, by the name of the operation. */
  operate(request: RequestContext, name: string, input: object): Promise<unknown>;
  /** How a tenant looks to those who sign in to it. */
  brandOf: Brands["get"];
  /** What the link of an invitation leads to while it works. */
  invitationOf(token: string): Promise<OpenInvitation | undefined>;
  acceptInvitation(input: AcceptInput): Promise<Acceptance>;
  /** For people who come in by themselves. */
  onboarding: Onboarding;
  /** Looks again for the records of verified domains; the worker's. */
  recheckDomains(signal: AbortSignal): Promise<void>;
  /** What other rooms may ask from another process. */
  calls: TenancyCalls;
  /** CONFLICT for the slug of a tenant that is closed. */
  tenantIdOfSlug(slug: string): Promise<string | undefined>;
  /** A setting that can be written only, such as `webhooks.signingSecret`; undefined when the tenant has set none. */
  secretOf(tenantId: string, path: string): Promise<string | undefined>;
  stop(): void;
}

/** With as many keys and principals about 70 MB (docs/adr/0015). */
const MAX_POLICIES = 100_000;

export function createTenancyRoom(deps: TenancyDeps): TenancyRoom {
  const { db, feed, envelope, inviterOf, resolver, operator = NO_OPERATOR_SETTINGS } = deps;
  const toPolicy = createPolicies();
  const readPolicy = async (tenantId: string) => {
    const facts = await readPolicyFacts(db, tenantId, operator);
    return facts && toPolicy(facts);
  };
  const policies = createPushedCache<TenantPolicy>({
    load: readPolicy,
    max: MAX_POLICIES,
    trusted: () => isBelieved(feed),
  });
  const stopListening = feed.listen((event) => forgetPolicies(policies, event));
  const roleOf = async (tenantId: string, userId: string) => (await readMembership(db, tenantId, userId))?.role;
  const memberRoles = createMemberRoles(roleOf, feed);
  const brands = createBrands((tenantId) => readBrand(db, tenantId, operator), feed);
  const subgraph = createSchema((request) => ({ ...request, ...deps, operator, loaders: createLoaders(db) }));
  const onboarding = createOnboarding(db, subgraph.context);
  const operateHere = (request: RequestContext, name: string, input: object) =>
    operate(subgraph.context(request), name, input);
  return {
    subgraph,
    policyOf: (tenantId) => policies.get(tenantId),
    readPolicy,
    recallPolicy: policies.peek,
    memberRoles,
    membershipOf: (tenantId, userId) => readMembership(db, tenantId, userId),
    adminsOf: (tenantId) => readAdmins(db, tenantId),
    brandOf: brands.get,
    invitationOf: (token) => findInvitation({ db, inviterOf }, token),
    acceptInvitation: (input) => acceptInvitation({ db, inviterOf }, input),
    onboarding,
    recheckDomains: (signal) => recheckDomains(db, resolver, signal),
    operate: operateHere,
    calls: createTenancyCalls({ db, inviterOf, operator, onboarding, operate: operateHere }),
    usersWithRole: (tenantId, role) => readUsersWithRole(db, tenantId, role),
    tenantIdOfSlug: (slug) => openTenantIdOfSlug(db, slug),
    secretOf: (tenantId, path) => openSecret(db, envelope, tenantId, path),
    stop() {
      stopListening();
      memberRoles.stop();
      brands.stop();
    },
  };
}
