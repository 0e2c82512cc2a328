import { encodeId } from "@bulkhead/kernel/id.ts";
import { sql } from "drizzle-orm";
import { apiKeyTable } from "./tables.ts";

/** A service account's key has the role that the account has now. */
const ROLE = `coalesce(api_key.role, (select account.role from identity.service_account as account
  where account.tenant_id = api_key.tenant_id and account.id = api_key.service_account_id))`;

export const apiKeyColumns = {
  id: apiKeyTable.id,
  name: apiKeyTable.name,
  role: sql.raw(ROLE).as("role"),
  service_account_id: apiKeyTable.serviceAccountId,
  created_by: apiKeyTable.createdBy,
  created_at: apiKeyTable.createdAt,
  revoked_at: apiKeyTable.revokedAt,
};

/** The same columns, for SQL by hand. The digest never leaves the database but to be compared. */
export const API_KEY_COLUMNS = `id, name, ${ROLE} as role, service_account_id, created_by, created_at, revoked_at`;

export interface ApiKeyRow {
  id: string;
  name: string;
  role: string;
  service_account_id: string | null;
  created_by: string;
  created_at: string;
  revoked_at: string | null;
}

/** A key as the schema shows it: everything but the key. */
export interface ApiKey {
  id: string;
  name: string;
  role: string;
  /** `svc_…` */
  serviceAccountId: string | null;
  createdById: string;
  createdAt: string;
  revokedAt: string | null;
}

export function toApiKey(row: ApiKeyRow): ApiKey {
  return {
    id: encodeId("apiKey", row.id),
    name: row.name,
    role: row.role,
    serviceAccountId: row.service_account_id === null ? null : encodeId("serviceAccount", row.service_account_id),
    createdById: row.created_by,
    createdAt: row.created_at,
    revokedAt: row.revoked_at,
  };
}
