import { AppError } from "@bulkhead/kernel/error.ts";
import type { Feed } from "@bulkhead/kernel/feed.ts";
import { isUuid } from "@bulkhead/kernel/id.ts";
import { isPermission, type Permission } from "@bulkhead/kernel/permission.ts";
import { isBelieved } from "@bulkhead/kernel/policy-feed.ts";
import { permissionsKeyOf } from "@bulkhead/kernel/principal.ts";
import { createPushedCache } from "@bulkhead/kernel/pushed-cache.ts";
import {
  DEFAULT_SETTINGS,
  isMfaDemand,
  type TenantBrand,
  type TenantSettings,
} from "@bulkhead/kernel/tenant-settings.ts";
import { type Brands, createBrands } from "@bulkhead/tenancy/src/brand.ts";
import { createMemberRoles, type MemberRoles, type Membership } from "@bulkhead/tenancy/src/membership.ts";
import { changesPolicy, type TenantPolicy } from "@bulkhead/tenancy/src/policy.ts";
import { pushedSettings } from "@bulkhead/tenancy/src/settings.ts";

/** Asks a room of another process; rejects when it does not answer. */
export type RemoteCall = (name: string, input: unknown) => Promise<unknown>;

export interface RemoteTenancy {
  /** As the tenancy room's own. Rejects, and so refuses, when tenancy does not answer. */
  policyOf(tenantId: string): TenantPolicy | Promise<TenantPolicy | undefined>;
  recallPolicy(tenantId: string): TenantPolicy | undefined;
  memberRoles: MemberRoles;
  /** Asked anew each time. */
  membershipOf(tenantId: string, userId: string): Promise<Membership | undefined>;
  /** The same. */
  adminsOf(tenantId: string): Promise<string[]>;
  brandOf: Brands["get"];
  stop(): void;
}

interface RemoteTenancyDeps {
  /** To the tenancy room. */
  call: RemoteCall;
  feed: Feed;
}

const MAX_POLICIES = 100_000;
/** Distinct sets and tables of roles remembered, to be shared by all tenants that have them. */
const MAX_SHARED = 10_000;

/** Tenancy's policies for a process that has none of its tables: kept until the feed says that they changed. */
export function createRemoteTenancy({ call, feed }: RemoteTenancyDeps): RemoteTenancy {
  const share = createSharing();
  const policies = createPushedCache<TenantPolicy>({
    load: async (tenantId) => share(readPolicy(await call("policyOf", { tenantId }))),
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
    adminsOf: async (tenantId) => readUuids(await call("adminsOf", { tenantId })),
    brandOf: brands.get,
    stop() {
      stop();
      memberRoles.stop();
      brands.stop();
    },
  };
}

interface Answer {
  status: TenantPolicy["status"];
  roles: { name: string; permissions: Permission[] }[];
  settings: TenantSettings;
}

/** Believed of another process only as far as it has the right shape; an unknown permission allows nothing. */
function readPolicy(answer: unknown): Answer | undefined {
  if (answer === null) return undefined;
  const { status, roles, settings } = (answer ?? {}) as { status?: unknown; roles?: unknown; settings?: unknown };
  if (!isStatus(status) || !Array.isArray(roles)) throw unreadable("policyOf");
  return { status, roles: roles.map(readRole), settings: readSettings(settings) };
}

function readRole(role: unknown): Answer["roles"][number] {
  const { name, permissions } = (role ?? {}) as { name?: unknown; permissions?: unknown };
  if (typeof name !== "string" || !Array.isArray(permissions)) throw unreadable("policyOf");
  return { name, permissions: permissions.filter(isPermission) };
}

/** A room of the version before has none. */
function readSettings(settings: unknown): TenantSettings {
  if (settings === undefined) return DEFAULT_SETTINGS;
  if (!isMfaDemand(settings)) throw unreadable("policyOf");
  return pushedSettings(settings);
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
  if (typeof role !== "string" || typeof tenantName !== "string" || typeof slug !== "string" || !isStatus(status))
    throw unreadable("membershipOf");
  return { role, tenantName, slug, status };
}

function readUuids(answer: unknown): string[] {
  if (!Array.isArray(answer) || !answer.every(isUuid)) throw unreadable("adminsOf");
  return answer;
}

function isStatus(status: unknown): status is TenantPolicy["status"] {
  return status === "ACTIVE" || status === "SUSPENDED";
}

function unreadable(call: string): AppError {
  return new AppError("SUBGRAPH_UNAVAILABLE", "A part of the platform did not answer. Try again in a moment.", {
    detail: `tenancy's answer to ${call} has another shape`,
    extensions: { subgraph: "tenancy" },
  });
}

/**
 * Equal answers become one object, and equal sets of permissions too: a hundred thousand tenants have a handful of
 * role tables between them, and whoever caches by a set finds it again when a policy was read anew. A tenant with settings
 * of its own has two small objects of its own, and the rest from here.
 */
function createSharing(): (answer: Answer | undefined) => TenantPolicy | undefined {
  const sets = new Map<string, ReadonlySet<Permission>>();
  const policies = new Map<string, TenantPolicy>();

  function policyOf({ status, roles }: Omit<Answer, "settings">): TenantPolicy {
    const table = new Map(
      roles.map(({ name, permissions }) => [
        name,
        shared(sets, permissionsKeyOf(permissions), () => new Set(permissions)),
      ]),
    );
    return { status, permissionsOf: (role) => table.get(role), settings: DEFAULT_SETTINGS };
  }
  return (answer) => {
    if (!answer) return undefined;
    const { settings, ...rest } = answer;
    const policy = shared(policies, JSON.stringify(rest), () => policyOf(rest));
    return settings === DEFAULT_SETTINGS ? policy : { ...policy, settings };
  };
}

/** Begun again when it is full: whoever holds an object goes on with it, and the next equal one is another. */
function shared<V>(known: Map<string, V>, key: string, make: () => V): V {
  const found = known.get(key);
  if (found !== undefined) return found;
  if (known.size >= MAX_SHARED) known.clear();
  const made = make();
  known.set(key, made);
  return made;
}
