import type { Permission } from "@bulkhead/kernel/permission.ts";
import type { RoleGrant } from "@bulkhead/kernel/principal.ts";

/** What somebody of a tenant may do now, by their public id; undefined for whoever can do nothing any more. */
export type GrantOfPrincipal = (tenantId: string, principalId: string) => Promise<RoleGrant | undefined>;

/** Whether whoever asked for work in a collection may still do it. */
export type StillMay = (
  of: { tenantId: string; createdBy: string },
  permission: Permission,
  collection: string,
) => Promise<boolean>;

/** So often whoever asked for it is looked at again. */
const LOOK_MS = 500;

export function askedNowAndThen(grantOf: GrantOfPrincipal): StillMay {
  let asked = Number.NEGATIVE_INFINITY;
  return async ({ tenantId, createdBy }, permission, collection) => {
    // The platform's own, whom no role limits.
    if (createdBy === "platform" || performance.now() - asked < LOOK_MS) return true;
    const grant = await grantOf(tenantId, createdBy);
    asked = performance.now();
    if (!grant || ![...grant.permissions].includes(permission)) return false;
    return grant.collections === undefined || [...grant.collections].includes(collection);
  };
}
