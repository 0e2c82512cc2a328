import type { RequestContext } from "@bulkhead/kernel/context.ts";
import { AppError } from "@bulkhead/kernel/error.ts";
import type { Feed } from "@bulkhead/kernel/feed.ts";
import { isUuid } from "@bulkhead/kernel/id.ts";
import { isPermission } from "@bulkhead/kernel/permission.ts";
import { isBelieved } from "@bulkhead/kernel/policy-feed.ts";
import { createPushedCache } from "@bulkhead/kernel/pushed-cache.ts";
import { readLimits } from "@bulkhead/kernel/quota.ts";
import {
  DEFAULT_SETTINGS,
  isMfaDemand,
  type TenantBrand,
  type TenantSettings,
} from "@bulkhead/kernel/tenant-settings.ts";
import { isTenantStatus } from "@bulkhead/kernel/tenant-status.ts";
import { type Brands, createBrands } from "@bulkhead/tenancy/src/brand.ts";
import { createMemberRoles, type MemberRoles, type Membership } from "@bulkhead/tenancy/src/membership.ts";
import {
  changesPolicy,
  createPolicies,
  type PolicyFacts,
  type RoleFacts,
  type TenantPolicy,
} from "@bulkhead/tenancy/src/policy.ts";
import { pushedSettings } from "@bulkhead/tenancy/src/settings.ts";

/** Asks a room of another process; rejects when it does not answer. */
export type RemoteCall = (name: string, input: unknown, request?: RequestContext) => Promise<unknown>;

export interface RemoteTenancy {
  /** As the tenancy room's own. Rejects, and so refuses, when tenancy does not answer. */
  policyOf(tenantId: string): TenantPolicy | Promise<TenantPolicy | undefined>;
  recallPolicy(tenantId: string): TenantPolicy | undefined;
  memberRoles: MemberRoles;
  /** Asked anew each time. */
  membershipOf(tenantId: string, userId: string): Promise<Membership | undefined>;
  brandOf: Brands["get"];
  /** Asked anew each time. */
  adminsOf(tenantId: string): Promise<readonly string[]>;
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
  const policies = createPushedCache<TenantPolicy>({
    load: async (tenantId) => {
      const facts = readPolicy(await call("policyOf", { tenantId }));
      return facts && toPolicy(facts);
    },
    max: MAX_POLICIES,
    trusted: () => isBelieved(feed),
  });
  const stop = feed.listen((event) => {
    if (changesPolicy(event.type)) policies.forget(event.tenantId);
  });
  const membershipOf = async (tenantId: string, userId: string) =>
    readMembership(await call("membershipOf", { tenantId, userId }));
  const memberRoles = createMemberRoles(async (...which) => (await membershipOf(...which))?.role, feed);
  const brands = createBrands(async (tenantId) => readBrand(await call("brandOf", { tenantId })), feed);
  return {
    policyOf: policies.get,
    recallPolicy: policies.peek,
    memberRoles,
    membershipOf,
    brandOf: brands.get,
    adminsOf: async (tenantId) => readIds(await call("adminsOf", { tenantId })),
    operate: (request, name, input) => call("operate", { name, input }, request),
    stop() {
      stop();
      memberRoles.stop();
      brands.stop();
    },
  };
}

/** Believed of another process only as far as it has the right shape; an unknown permission allows nothing. */
function readPolicy(answer: unknown): PolicyFacts | undefined {
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

/** A room of the version before has none. */
function readSettings(settings: unknown): TenantSettings {
  if (settings === undefined) return DEFAULT_SETTINGS;
  if (!isMfaDemand(settings)) throw unreadable("policyOf");
  return pushedSettings(settings);
}

function readIds(answer: unknown): string[] {
  if (!Array.isArray(answer) || !answer.every(isUuid)) throw unreadable("adminsOf");
  return answer;
}

function readBrand(answer: unknown): TenantBrand | undefined {
  if (answer === null) return undefined;
  const { name, logo } = (answer ?? {}) as Record<string, unknown>;
  if (typeof name !== "string" || (logo !== null && typeof logo !== "string")) throw unreadable("brandOf");
  return { name, logo };
}

function readMembership(answer: unknown): Membership | undefined {
  if (answer === null) return undefined;
  const { role, tenantName, slug, status } = (answer ?? {}) as Record<string, unknown>;
  if (typeof role !== "string" || typeof tenantName !== "string" || typeof slug !== "string" || !isTenantStatus(status))
    throw unreadable("membershipOf");
  return { role, tenantName, slug, status };
}

function unreadable(call: string): AppError {
  return new AppError("SUBGRAPH_UNAVAILABLE", "A part of the platform did not answer. Try again in a moment.", {
    detail: `tenancy's answer to ${call} has another shape`,
    extensions: { subgraph: "tenancy" },
  });
}
