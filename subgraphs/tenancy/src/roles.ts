import { PERMISSIONS, type Permission } from "@bulkhead/kernel/permission.ts";
import { ADMIN_ROLE } from "@bulkhead/kernel/tenant-status.ts";

/** A named set of permissions. `permissions` is the same object for every holder, so caches may key on it. */
export interface Role {
  name: string;
  description: string;
  permissions: ReadonlySet<Permission>;
}

/**
 * What everybody may do with what is their own: where they are signed in, and what they sign in with. It can be left out of
 * a token, so that whom they let read records cannot sign them out.
 */
const OWN: readonly Permission[] = [
  "account:read",
  "session:read",
  "session:revoke",
  "sessions:revoke",
  "factor:remove",
];

/** What everybody in a tenant may see. Keys and the audit log are not among it: they tell how to attack and whom. */
const READ: readonly Permission[] = [
  ...OWN,
  "tenant:read",
  "tenant-config:read",
  "member:read",
  "role:read",
  "user:read",
  "collection:read",
  "record:read",
  "import:read",
];

const BUILD: readonly Permission[] = [
  ...READ,
  "collection:define",
  "record:create",
  "record:update",
  "record:delete",
  "import:create",
];

/** The role of which a tenant always has at least one holder. */
export const ADMIN = ADMIN_ROLE;

/** The predefined roles. They are code: no request, and no row, can change what they allow. */
export const ROLES: readonly Role[] = [
  {
    name: ADMIN,
    description: "Runs the tenant: members, keys, data and the audit log.",
    permissions: new Set(PERMISSIONS),
  },
  {
    name: "Developer",
    description: "Builds on the tenant's data: defines collections, writes and imports records.",
    permissions: new Set(BUILD),
  },
  {
    name: "Viewer",
    description: "Looks at the tenant, its people and its data, and changes nothing.",
    permissions: new Set(READ),
  },
];

const byName = new Map(ROLES.map((role) => [role.name, role]));

export function findRole(name: string): Role | undefined {
  return byName.get(name);
}
