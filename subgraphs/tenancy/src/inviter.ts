import type { Transaction } from "@bulkhead/kernel/database.ts";
import { tryDecodeId } from "@bulkhead/kernel/id.ts";
import type { Permission } from "@bulkhead/kernel/permission.ts";
import { predefinedRole, storedPermissions } from "./roles.ts";

/** Whose word an invitation is, as far as identity must be asked. */
export interface InviterFacts {
  /** Role of a key or machine that works; undefined for people, whose role is their membership's. */
  role: string | undefined;
  /** Whether it is somebody who may act at all: not locked, not revoked. */
  stands: boolean;
}

interface Grant {
  permissions: ReadonlySet<Permission>;
  /** Undefined: all. */
  collections: ReadonlySet<string> | undefined;
}

/**
 * Whether the role of an invitation still exists and whoever vouches for it still holds all of it: nobody gives away more
 * than they hold, also when the gift is taken a week later. Read in the transaction that takes it.
 */
export async function mayStillGive(
  tx: Transaction,
  invitation: { role: string; invitedBy: string },
  inviter: InviterFacts,
): Promise<boolean> {
  const { role, invitedBy } = invitation;
  if (!inviter.stands) return false;
  const userId = tryDecodeId("user", invitedBy);
  const [members, own] = await Promise.all([
    tx.query<{ role: string }>({
      name: "role_of_inviter",
      text: "select role from tenancy.member where tenant_id = $1 and user_id = $2",
      values: [tx.tenantId, userId ?? null],
    }),
    tx.query<RoleRow>({
      name: "roles_of_invitation",
      text: "select name, permissions, collections from tenancy.role where tenant_id = $1",
      values: [tx.tenantId],
    }),
  ]);
  const given = grantOf(own, role);
  // The operator gives any role that there is.
  if (invitedBy === "platform") return given !== undefined;
  const held = grantOf(own, userId === undefined ? inviter.role : members[0]?.role);
  return given !== undefined && held !== undefined && holds(held, given);
}

interface RoleRow {
  name: string;
  permissions: string[];
  collections: string[] | null;
}

function grantOf(own: readonly RoleRow[], name: string | undefined): Grant | undefined {
  const predefined = name === undefined ? undefined : predefinedRole(name);
  if (predefined) return { permissions: predefined.permissions, collections: undefined };
  const row = own.find((one) => one.name === name);
  return (
    row && {
      permissions: new Set(storedPermissions(row.permissions)),
      collections: row.collections === null ? undefined : new Set(row.collections),
    }
  );
}

function holds(held: Grant, given: Grant): boolean {
  const { collections } = held;
  const reaches = collections === undefined || [...(given.collections ?? [""])].every((name) => collections.has(name));
  return reaches && [...given.permissions].every((permission) => held.permissions.has(permission));
}
