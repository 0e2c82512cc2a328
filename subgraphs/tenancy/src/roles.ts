import { isPermission, PERMISSIONS, type Permission } from "@bulkhead/kernel/permission.ts";
import { ADMIN_ROLE } from "@bulkhead/kernel/tenant-status.ts";

/** A named set of permissions. Of a predefined one `permissions` is the same object for every holder. */
export interface Role {
  /** `rol_…`; null for a predefined one. */
  id: string | null;
  name: string;
  description: string;
  permissions: ReadonlySet<Permission>;
  /** Names of the collections that it is limited to; undefined: all. */
  collections: ReadonlySet<string> | undefined;
  isPredefined: boolean;
  /** Counts from 1 with each change; 0 for a predefined one. */
  version: number;
  createdAt: string | null;
  updatedAt: string | null;
}

/**
 * What everybody may do with what is their own: where they are signed in, what they sign in with, and whether they stay. It can be left out of
 * a token, so that whom they let read records cannot sign them out.
 */
const OWN: readonly Permission[] = [
  "account:read",
  "session:read",
  "session:revoke",
  "sessions:revoke",
  "factor:remove",
  "tenant:leave",
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
  "import-profile:read",
  "bulk-change:read",
  "export:read",
];

const BUILD: readonly Permission[] = [
  ...READ,
  "collection:define",
  "collection:update",
  "collection-migration:cancel",
  "record:create",
  "record:update",
  "record:delete",
  "record:restore",
  "records:update",
  "records:delete",
  "bulk-change:cancel",
  "import:create",
  "import-profile:save",
  "import-profile:delete",
  "export:create",
  "export:pause",
  "export:resume",
  "export:cancel",
  "export:delete",
  "export-link:create",
  "import:pause",
  "import:resume",
  "import:cancel",
];

/** The role of which a tenant always has at least one holder. */
export const ADMIN = ADMIN_ROLE;

/** The predefined roles. They are code: no request, and no row, can change what they allow. */
export const ROLES: readonly Role[] = [
  predefined(ADMIN, "Runs the tenant: members, keys, data and the audit log.", PERMISSIONS),
  predefined("Developer", "Builds on the tenant's data: defines collections, writes and imports records.", BUILD),
  predefined("Viewer", "Looks at the tenant, its people and its data, and changes nothing.", READ),
];

function predefined(name: string, description: string, permissions: readonly Permission[]): Role {
  const ofCode = { id: null, isPredefined: true, version: 0, createdAt: null, updatedAt: null };
  return { ...ofCode, name, description, permissions: new Set(permissions), collections: undefined };
}

const byName = new Map(ROLES.map((role) => [role.name, role]));

/** A predefined role. Those of a tenant's own are rows: see role-row.ts. */
export function predefinedRole(name: string): Role | undefined {
  return byName.get(name);
}

/**
 * Permissions of a stored role: those that this version knows, and what everybody may do with what is their own, so that
 * nobody is given a role in which they cannot sign themselves out.
 */
export function storedPermissions(stored: readonly string[]): Permission[] {
  return [...new Set([...OWN, ...stored.filter(isPermission)])];
}
