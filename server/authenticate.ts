import type { ApiKeyIdentity } from "@bulkhead/identity/src/authenticate-api-key.ts";
import { type Principal, permissionsKeyOf } from "@bulkhead/kernel/principal.ts";
import type { TenantPolicy } from "@bulkhead/tenancy/src/policy.ts";

/** Where keys and policies come from: the rooms of this process, or those of another (remote-identity, remote-tenancy). */
export interface PrincipalSources {
  identity: {
    authenticateApiKey(bearer: string): ApiKeyIdentity | undefined | Promise<ApiKeyIdentity | undefined>;
    recallApiKey(bearer: string): ApiKeyIdentity | undefined;
  };
  tenancy: {
    policyOf(tenantId: string): TenantPolicy | undefined | Promise<TenantPolicy | undefined>;
    recallPolicy(tenantId: string): TenantPolicy | undefined;
  };
}

export interface Authentication {
  /** The principal behind a bearer credential; undefined when it opens nothing. */
  authenticate(bearer: string): Promise<Principal | undefined>;
  /** As `authenticate`, when everything needed is at hand and believed; reads nothing. */
  recall(bearer: string): Principal | undefined;
  tenantStatus(tenantId: string): Promise<TenantPolicy["status"] | undefined>;
}

export function createAuthentication({ identity, tenancy }: PrincipalSources): Authentication {
  // A warm key and its role's permissions are the same objects every time, so their principal is made once.
  const principals = new WeakMap<ApiKeyIdentity, Principal>();

  function principalOf(key: ApiKeyIdentity, policy: TenantPolicy | undefined): Principal | undefined {
    const permissions = policy?.permissionsOf(key.role);
    if (!permissions) return undefined;
    const known = principals.get(key);
    if (known?.permissions === permissions) return known;
    const { id, tenantId, role } = key;
    const permissionsKey = permissionsKeyOf(permissions);
    const made: Principal = { kind: "apiKey", id, tenantId, roles: [role], permissions, permissionsKey };
    principals.set(key, made);
    return made;
  }

  return {
    async authenticate(bearer) {
      const found = identity.authenticateApiKey(bearer);
      const key = found instanceof Promise ? await found : found;
      if (!key) return undefined;
      const policy = tenancy.policyOf(key.tenantId);
      return principalOf(key, policy instanceof Promise ? await policy : policy);
    },
    recall(bearer) {
      const key = identity.recallApiKey(bearer);
      return key && principalOf(key, tenancy.recallPolicy(key.tenantId));
    },
    async tenantStatus(tenantId) {
      const policy = tenancy.policyOf(tenantId);
      return (policy instanceof Promise ? await policy : policy)?.status;
    },
  };
}
