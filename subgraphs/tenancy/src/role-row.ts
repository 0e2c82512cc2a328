import { type Database, readAsTenant, type Statement, type Transaction } from "@bulkhead/kernel/database.ts";
import { notFound } from "@bulkhead/kernel/error.ts";
import { encodeId } from "@bulkhead/kernel/id.ts";
import { shareTurn, takeTurn } from "@bulkhead/kernel/turn.ts";
import { predefinedRole, type Role, storedPermissions } from "./roles.ts";

export interface RoleRow {
  id: string;
  name: string;
  description: string;
  permissions: string[];
  collections: string[] | null;
  version: number;
  created_at: string;
  updated_at: string;
}

export const ROLE_COLUMNS = "id, name, description, permissions, collections, version, created_at, updated_at";

export function toRole(row: RoleRow): Role {
  return {
    id: encodeId("role", row.id),
    name: row.name,
    description: row.description,
    permissions: new Set(storedPermissions(row.permissions)),
    collections: row.collections ? new Set(row.collections) : undefined,
    isPredefined: false,
    version: row.version,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

/** A role by name, predefined or the tenant's own. */
export async function readRole(db: Database, tenantId: string, name: string): Promise<Role | undefined> {
  const role = predefinedRole(name);
  if (role) return role;
  const [row] = await readAsTenant<RoleRow>(db, tenantId, roleByName(tenantId, name));
  return row && toRole(row);
}

/** One of the tenant's own, in a transaction. */
export async function roleIn(tx: Transaction, name: string): Promise<Role | undefined> {
  const [row] = await tx.query<RoleRow>(roleByName(tx.tenantId, name));
  return row && toRole(row);
}

function roleByName(tenantId: string, name: string): Statement {
  return {
    name: "role_by_name",
    text: `select ${ROLE_COLUMNS} from tenancy.role where tenant_id = $1 and name = $2`,
    values: [tenantId, name],
  };
}

const turnAtRole = (tenantId: string, name: string) => `role ${tenantId} ${name}`;

/** A role of the tenant's own, for a change of it. Whoever is giving it to somebody is waited for. Errors: NOT_FOUND. */
export async function roleToChange(tx: Transaction, name: string): Promise<RoleRow> {
  const [, [row]] = await Promise.all([
    tx.query(takeTurn(turnAtRole(tx.tenantId, name))),
    tx.query<RoleRow>({
      name: "role_to_change",
      text: `select ${ROLE_COLUMNS} from tenancy.role where tenant_id = $1 and name = $2`,
      values: [tx.tenantId, name],
    }),
  ]);
  if (!row) throw notFound();
  return row;
}

/** Whoever deletes the role waits until the transaction ends. What is sent after it sees whether it was deleted before. */
export async function shareRole(tx: Transaction, name: string): Promise<void> {
  if (!predefinedRole(name)) await tx.query(shareTurn(turnAtRole(tx.tenantId, name)));
}

/**
 * Keeps a role from being deleted until the transaction ends, so that whoever is given it has one. Errors: NOT_FOUND, when
 * it was deleted since it was read.
 */
export async function holdRole(tx: Transaction, role: Role): Promise<void> {
  if (role.isPredefined) return;
  const [, held] = await Promise.all([
    tx.query(shareTurn(turnAtRole(tx.tenantId, role.name))),
    tx.query({
      name: "held_role",
      text: "select from tenancy.role where tenant_id = $1 and name = $2",
      values: [tx.tenantId, role.name],
    }),
  ]);
  if (held.length === 0) throw notFound();
}
