import { encodeId } from "@bulkhead/kernel/id.ts";

/** For SQL by hand. */
export const SERVICE_ACCOUNT_COLUMNS = "id, name, description, role, created_by, created_at, removed_at";

export interface ServiceAccountRow {
  id: string;
  name: string;
  description: string;
  role: string;
  created_by: string;
  created_at: string;
  removed_at: string | null;
}

/** A service account as the schema shows it. */
export interface ServiceAccount {
  id: string;
  name: string;
  description: string;
  role: string;
  createdById: string;
  createdAt: string;
  removedAt: string | null;
}

export function toServiceAccount(row: ServiceAccountRow): ServiceAccount {
  return {
    id: encodeId("serviceAccount", row.id),
    name: row.name,
    description: row.description,
    role: row.role,
    createdById: row.created_by,
    createdAt: row.created_at,
    removedAt: row.removed_at,
  };
}
