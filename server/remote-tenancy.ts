import type { RequestContext } from "@bulkhead/kernel/context.ts";
import { AppError } from "@bulkhead/kernel/error.ts";
import type { Feed } from "@bulkhead/kernel/feed.ts";
import { isUuid } from "@bulkhead/kernel/id.ts";
import { isPermission } from "@bulkhead/kernel/permission.ts";
import { isBelieved } from "@bulkhead/kernel/policy-feed.ts";
import { createPushedCache } from "@bulkhead/kernel/pushed-cache.ts";
import { readLimits } from "@bulkhead/kernel/quota.ts";
import { readTenantSettings, type TenantBrand, type TenantSettings } from "@bulkhead/kernel/tenant-settings.ts";
import { isTenantStatus } from "@bulkhead/kernel/tenant-status.ts";
import type { Acceptance, AcceptInput, OpenInvitation } from "@bulkhead/tenancy/src/accept-invitation.ts";
import { type Brands, createBrands } from "@bulkhead/tenancy/src/brand.ts";
import { createMemberRoles, type MemberRoles, type Membership } from "@bulkhead/tenancy/src/membership.ts";
import type { Onboarding } from "@bulkhead/tenancy/src/onboarding.ts";
import {
  createPolicies,
  forgetPolicies,
  type PolicyFacts,
  type RoleFacts,
  type TenantPolicy,
} from "@bulkhead/tenancy/src/policy.ts";

import type { RemoteCall } from "./remote-call.ts";
import { createRemoteOnboarding } from "./remote-onboarding.ts";

export interface RemoteTenancy {
  /** As the tenancy room's own. Rejects, and so refuses, when tenancy does not answer. */
  policyOf(tenantId: string): TenantPolicy | Promise<TenantPolicy | undefined>;
  readPolicy(tenantId: string): Promise<TenantPolicy | undefined>;
  recallPolicy(tenantId: string): TenantPolicy | undefined;
  memberRoles: MemberRoles;
  /** Asked anew each time. */
  membershipOf(tenantId: string, userId: string): Promise<Membership | undefined>;
  /** The same. */
  adminsOf(tenantId: string): Promise<string[]>;
  brandOf: Brands["get"];
  invitationOf(token: string): Promise<OpenInvitation | undefined>;
  acceptInvitation(input: AcceptInput): Promise<Acceptance>;
  /** Users who hold a role, by uuid. Asked anew each time. */
  usersWithRole(tenantId: string, role: string): Promise<readonly string[]>;
  onboarding: Onboarding;
  operate(request: RequestContext, name: string, input: object): Promise<unknown>;
  stop(): void;
}

interface RemoteTenancyDeps {
  /** To the tenancy room. */
  call: RemoteCall;
  feed: Feed;
}

const MAX_POLICIES = 100_000;

/** Tenancy's policies for a process that has none of its tables: kept until the feed says that they changed. */
export function createRemoteTenancy({ call, feed }: RemoteTenancyDeps): RemoteTenancy {
  const toPolicy = createPolicies();
  const readPolicy = async (tenantId: string) => {
    const facts = readFacts(await call("policyOf", { tenantId }));
    return facts && toPolicy(facts);
  };
  const policies = createPushedCache<TenantPolicy>({
    load: readPolicy,
    max: MAX_POLICIES,
    trusted: () => isBelieved(feed),
  });
  const stop = feed.listen((event) => forgetPolicies(policies, event));
  const membershipOf = async (tenantId: string, userId: string) =>
    readMembership(await call("membershipOf", { tenantId, userId }));
  const memberRoles = createMemberRoles(async (...which) => (await membershipOf(...which))?.role, feed);
  const brands = createBrands(async (tenantId) => readBrand(await call("brandOf", { tenantId })), feed);
  return {
    policyOf: policies.get,
    readPolicy,
    recallPolicy: policies.peek,
    memberRoles,
    membershipOf,
    adminsOf: async (tenantId) => readUuids(await call("adminsOf", { tenantId })),
    brandOf: brands.get,
    invitationOf: async (token) => readInvitation(await call("invitationOf", { token })),
    acceptInvitation: async (input) => readAcceptance(await call("acceptInvitation", input, { once: true })),
    usersWithRole: async (tenantId, role) => readUsers(await call("usersWithRole", { tenantId, role })),
    onboarding: createRemoteOnboarding(call),
    operate: (request, name, input) => call("operate", { name, input }, { request, once: true }),
    stop() {
      stop();
      memberRoles.stop();
      brands.stop();
    },
  };
}

/** Believed of another process only as far as it has the right shape; an unknown permission allows nothing. */
function readFacts(answer: unknown): PolicyFacts | undefined {
  if (answer === null) return undefined;
  const { status, statusReason = null, roles, settings, limits } = (answer ?? {}) as Record<string, unknown>;
  if (!isTenantStatus(status) || !Array.isArray(roles)) throw unreadable("policyOf");
  if (statusReason !== null && typeof statusReason !== "string") throw unreadable("policyOf");
  return {
    status,
    statusReason,
    roles: roles.map(readRole),
    settings: readSettings(settings),
    limits: readLimits(limits),
  };
}

function readRole(role: unknown): RoleFacts {
  const { name, permissions, collections = null } = (role ?? {}) as Record<string, unknown>;
  if (typeof name !== "string" || !Array.isArray(permissions)) throw unreadable("policyOf");
  // A limit that cannot be read must not become none.
  if (collections !== null && !isTexts(collections)) throw unreadable("policyOf");
  return { name, permissions: permissions.filter(isPermission), collections };
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((one) => typeof one === "string");
}

function readSettings(given: unknown): TenantSettings {
  const settings = readTenantSettings(given);
  if (!settings) throw unreadable("policyOf");
  return settings;
}

function readBrand(answer: unknown): TenantBrand | undefined {
  if (answer === null) return undefined;
  const { name, logo, accentColour = null, timeZone = null } = (answer ?? {}) as Record<string, unknown>;
  if (typeof name !== "string" || !isTextOrNull(logo)) throw unreadable("brandOf");
  if (!isTextOrNull(accentColour) || !isTextOrNull(timeZone)) throw unreadable("brandOf");
  return { name, logo, accentColour, timeZone };
}

function isTextOrNull(value: unknown): value is string | null {
  return value === null || typeof value === "string";
}

function readUsers(answer: unknown): readonly string[] {
  if (!Array.isArray(answer) || !answer.every(isUuid)) throw unreadable("usersWithRole");
  return answer;
}

function readMembership(answer: unknown): Membership | undefined {
  if (answer === null) return undefined;
  const { role, tenantName, slug, status } = (answer ?? {}) as Record<string, unknown>;
  if (typeof role !== "string" || typeof tenantName !== "string" || typeof slug !== "string" || !isTenantStatus(status))
    throw unreadable("membershipOf");
  return { role, tenantName, slug, status };
}

function readUuids(answer: unknown): string[] {
  if (!Array.isArray(answer) || !answer.every(isUuid)) throw unreadable("adminsOf");
  return answer;
}

function readInvitation(answer: unknown): OpenInvitation | undefined {
  if (answer === null) return undefined;
  const { tenantId, email, emailKey, role, message, invitedBy, ...flags } = (answer ?? {}) as Record<string, unknown>;
  const { isMailed, isBacked } = flags;
  if (!isUuid(tenantId) || typeof email !== "string" || typeof emailKey !== "string" || typeof role !== "string")
    throw unreadable("invitationOf");
  if ((message !== null && typeof message !== "string") || typeof invitedBy !== "string")
    throw unreadable("invitationOf");
  return {
    tenantId,
    email,
    emailKey,
    role,
    message,
    invitedBy,
    isMailed: isMailed === true,
    isBacked: isBacked === true,
  };
}

function readAcceptance(answer: unknown): Acceptance {
  if (answer === "ACCEPTED" || answer === "DEAD" || answer === "INACTIVE" || answer === "UNBACKED") return answer;
  throw unreadable("acceptInvitation");
}

function unreadable(call: string): AppError {
  return new AppError("SUBGRAPH_UNAVAILABLE", "A part of the platform did not answer. Try again in a moment.", {
    detail: `tenancy's answer to ${call} has another shape`,
    extensions: { subgraph: "tenancy" },
  });
}
