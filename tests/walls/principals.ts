import { PASSWORD_ACR } from "@bulkhead/kernel/acr.ts";
import {
  PERMISSIONS,
  type Permission,
  PLATFORM_PERMISSIONS,
  type PlatformPermission,
} from "@bulkhead/kernel/permission.ts";
import { type Principal, permissionsKeyOf } from "@bulkhead/kernel/principal.ts";

/** Those of tenants and those of the platform, which no role of a tenant can have: fields of operators need them. */
export const EVERYTHING: readonly (Permission | PlatformPermission)[] = [...PERMISSIONS, ...PLATFORM_PERMISSIONS];

/** A signed-in principal of a tenant with exactly these permissions, as no predefined role may have them. */
export function principalWith(tenantId: string | null, permissions: typeof EVERYTHING): Principal {
  return {
    kind: "apiKey",
    id: "key_00000000000000000000000000",
    tenantId,
    roles: ["Test"],
    permissions: new Set(permissions),
    permissionsKey: permissionsKeyOf(permissions),
  };
}

export function principalWithout(tenantId: string | null, missing: string): Principal {
  return principalWith(
    tenantId,
    EVERYTHING.filter((permission) => permission !== missing),
  );
}

/** A user who signed in at a time, in seconds since 1970, with a password and with these permissions. */
export function userSignedInAt(tenantId: string, authTime: number, permissions: typeof EVERYTHING): Principal {
  return {
    ...principalWith(tenantId, permissions),
    kind: "user",
    id: "usr_00000000000000000000000000",
    acr: PASSWORD_ACR,
    authTime,
  };
}
