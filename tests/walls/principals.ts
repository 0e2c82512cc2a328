import { PASSWORD_ACR } from "@bulkhead/kernel/acr.ts";
import { PERMISSIONS, type Permission } from "@bulkhead/kernel/permission.ts";
import { type Principal, permissionsKeyOf } from "@bulkhead/kernel/principal.ts";

/** A signed-in principal of a tenant with exactly these permissions, as no predefined role may have them. */
export function principalWith(tenantId: string | null, permissions: readonly Permission[]): Principal {
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
    PERMISSIONS.filter((permission) => permission !== missing),
  );
}

/** A user who signed in at a time, in seconds since 1970, with a password and with these permissions. */
export function userSignedInAt(tenantId: string, authTime: number, permissions: readonly Permission[]): Principal {
  return {
    ...principalWith(tenantId, permissions),
    kind: "user",
    id: "usr_00000000000000000000000000",
    acr: PASSWORD_ACR,
    authTime,
  };
}
