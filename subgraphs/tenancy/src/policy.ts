import { type Database, readAsTenant } from "@bulkhead/kernel/database.ts";
import type { FeedEvent } from "@bulkhead/kernel/feed.ts";
import type { Permission } from "@bulkhead/kernel/permission.ts";
import { permissionsKeyOf, type RoleGrant } from "@bulkhead/kernel/principal.ts";
import type { PushedCache } from "@bulkhead/kernel/pushed-cache.ts";
import { NO_LIMITS, type QuotaLimits, readLimits } from "@bulkhead/kernel/quota.ts";
import { DEFAULT_SETTINGS, type TenantSettings } from "@bulkhead/kernel/tenant-settings.ts";
import { permissionsInStatus, type TenantStatus } from "@bulkhead/kernel/tenant-status.ts";
import { ROLES, storedPermissions } from "./roles.ts";
import { readDocument } from "./settings/document.ts";
import type { OperatorSettings } from "./settings/operator-settings.ts";
import { readPlanSettings } from "./settings/plan-settings.ts";
import { createSharedSettings, pushedSettings } from "./settings/pushed.ts";

/** What the edge must know of a tenant before it lets anybody of it act. */
export interface TenantPolicy {
  status: TenantStatus;
  /** The operator's words to the tenant's Admins while it is suspended; null otherwise. */
  statusReason: string | null;
  /**
   * What a role allows as things stand: in a suspended tenant hardly anything, in a closed one there are no roles. Undefined
   * when the tenant has no such role. The same set object each time.
   */
  permissionsOf(role: string): ReadonlySet<Permission> | undefined;
  /** Names of the collections that a role is limited to; undefined when it is limited to none. The same object each time. */
  collectionsOf(role: string): ReadonlySet<string> | undefined;
  settings: TenantSettings;
  /** What its plan limits. */
  limits: QuotaLimits;
}

/** What a role gives; undefined when the tenant has no such role. */
export function grantOf(policy: TenantPolicy | undefined, role: string): RoleGrant | undefined {
  const permissions = policy?.permissionsOf(role);
  return permissions && { permissions, collections: policy?.collectionsOf(role) };
}

/** A role as it is stored, and as it goes to other processes. */
export interface RoleFacts {
  name: string;
  permissions: readonly Permission[];
  /** Null: all. */
  collections: readonly string[] | null;
}

/** A policy as it goes to other processes. */
export interface PolicyFacts {
  status: TenantStatus;
  statusReason: string | null;
  /** All of them, the predefined ones first. */
  roles: readonly RoleFacts[];
  settings: TenantSettings;
  limits: QuotaLimits;
}

/** Whether an event may have changed a policy. By family, as in kernel/policy-feed.ts. */
export function changesPolicy(type: string): boolean {
  return /^(tenant|tenant-config|role)\./.test(type);
}

/** Forgets what an event may have changed: the policy of its tenant, or all of them for a plan, which many are on. */
export function forgetPolicies(
  policies: Pick<PushedCache<TenantPolicy>, "forget" | "forgetAll">,
  event: FeedEvent,
): void {
  if (event.type.startsWith("plan.")) policies.forgetAll();
  else if (changesPolicy(event.type)) policies.forget(event.tenantId);
}

const PREDEFINED: readonly RoleFacts[] = ROLES.map(({ name, permissions }) => ({
  name,
  permissions: [...permissions],
  collections: null,
}));

interface PolicyRow {
  status: TenantStatus;
  reason: string | null;
  roles: { name: string; permissions: string[]; collections: string[] | null }[] | null;
  settings: object | null;
  region: string;
  plan: { limits: unknown; settings: unknown } | null;
}

/** Reads the policy from the tables; undefined when there is no such tenant. What pages show of a tenant is not read. */
export async function readPolicyFacts(
  db: Database,
  tenantId: string,
  { defaults }: OperatorSettings,
): Promise<PolicyFacts | undefined> {
  const [row] = await readAsTenant<PolicyRow>(db, tenantId, {
    name: "tenant_policy",
    text: `select status, suspended_reason as reason, region,
             (select jsonb_agg(jsonb_build_object('name', name, 'permissions', permissions, 'collections', collections)
                               order by name)
              from tenancy.role where tenant_id = $1) as roles,
             (select settings #- '{branding,logo}' from tenancy.tenant_setting
              where tenant_id = $1 order by version desc limit 1) as settings,
             (select jsonb_build_object('limits', limits, 'settings', settings) from tenancy.plan
              where plan.name = tenant.plan order by version desc limit 1) as plan
           from tenancy.tenant where tenant_id = $1`,
    values: [tenantId],
  });
  if (!row) return undefined;
  const own = (row.roles ?? []).map((role) => ({ ...role, permissions: storedPermissions(role.permissions) }));
  const above = { plan: readPlanSettings(row.plan?.settings), operator: defaults, region: row.region };
  return {
    status: row.status,
    statusReason: row.reason,
    roles: own.length === 0 ? PREDEFINED : [...PREDEFINED, ...own],
    settings: pushedSettings(readDocument(row.settings), above),
    limits: readLimits(row.plan?.limits),
  };
}

/** Distinct sets and tables of roles remembered, to be shared by all tenants that have them. */
const MAX_SHARED = 10_000;

/**
 * Policies of facts. Equal ones become one object, and equal sets of permissions too: a hundred thousand tenants have a
 * handful of role tables between them, and whoever caches by a set finds it again when a policy was read anew. A tenant with
 * settings of its own costs two small objects more.
 */
export function createPolicies(): (facts: PolicyFacts) => TenantPolicy {
  const sets = new Map<string, ReadonlySet<Permission>>();
  const names = new Map<string, ReadonlySet<string>>();
  const policies = new Map<string, TenantPolicy>();
  const sharedSettings = createSharedSettings();

  function policyOf({ status, statusReason, roles, limits }: Omit<PolicyFacts, "settings">): TenantPolicy {
    const permissions = new Map(
      roles.flatMap((role) => {
        const allowed = permissionsInStatus(status, role.name, role.permissions);
        return allowed ? [[role.name, shared(sets, permissionsKeyOf(allowed), () => new Set(allowed))] as const] : [];
      }),
    );
    const collections = new Map(
      roles.flatMap((role) => {
        const limit = role.collections;
        return limit ? [[role.name, shared(names, limit.toSorted().join(" "), () => new Set(limit))] as const] : [];
      }),
    );
    return {
      status,
      statusReason,
      permissionsOf: (role) => permissions.get(role),
      collectionsOf: (role) => collections.get(role),
      settings: DEFAULT_SETTINGS,
      limits: Object.keys(limits).length === 0 ? NO_LIMITS : limits,
    };
  }
  return ({ settings: given, ...rest }) => {
    const settings = sharedSettings(given);
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
