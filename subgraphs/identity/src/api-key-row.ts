import { encodeId } from "@bulkhead/kernel/id.ts";
import { apiKeyTable } from "./tables.ts";

export const apiKeyColumns = {
  id: apiKeyTable.id,
  name: apiKeyTable.name,
  role: apiKeyTable.role,
  created_by: apiKeyTable.createdBy,
  created_at: apiKeyTable.createdAt,
  revoked_at: apiKeyTable.revokedAt,
};

/** The same columns, for SQL by hand. The digest never leaves the database but to be compared. */
export const API_KEY_COLUMNS = "id, name, role, created_by, created_at, revoked_at";

export interface ApiKeyRow {
  id: string;
  name: string;
  role: string;
  created_by: string;
  created_at: string;
  revoked_at: string | null;
}

/** A key as the schema shows it: everything but the key. */
export interface ApiKey {
  id: string;
  name: string;
  role: string;
  createdById: string;
  createdAt: string;
  revokedAt: string | null;
}

export function toApiKey(row: ApiKeyRow): ApiKey {
  return {
    id: encodeId("apiKey", row.id),
    name: row.name,
    role: row.role,
    createdById: row.created_by,
    createdAt: row.created_at,
    revokedAt: row.revoked_at,
  };
}
