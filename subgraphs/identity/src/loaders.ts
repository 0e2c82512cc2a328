import { type Database, readAsTenant } from "@bulkhead/kernel/database.ts";
import DataLoader from "dataloader";
import { API_KEY_COLUMNS, type ApiKeyRow } from "./api-key-row.ts";
import { USER_COLUMNS, type UserRow } from "./user-row.ts";

/** Made per request, so that nothing read for one principal is ever answered to another. By uuid. */
export interface Loaders {
  user(tenantId: string, id: string): Promise<UserRow | undefined>;
  apiKey(tenantId: string, id: string): Promise<ApiKeyRow | undefined>;
}

export function createLoaders(db: Database): Loaders {
  let users: DataLoader<string, UserRow | undefined> | undefined;
  let apiKeys: DataLoader<string, ApiKeyRow | undefined> | undefined;
  return {
    user(tenantId, id) {
      const text = `select ${USER_COLUMNS} from identity."user" where tenant_id = $1 and id = any($2)`;
      users ??= new DataLoader((ids) => loadById<UserRow>(db, tenantId, "users_by_id", text, ids));
      return users.load(id);
    },
    apiKey(tenantId, id) {
      const text = `select ${API_KEY_COLUMNS} from identity.api_key where tenant_id = $1 and id = any($2)`;
      apiKeys ??= new DataLoader((ids) => loadById<ApiKeyRow>(db, tenantId, "api_keys_by_id", text, ids));
      return apiKeys.load(id);
    },
  };
}

async function loadById<Row extends { id: string }>(
  db: Database,
  tenantId: string,
  name: string,
  text: string,
  ids: readonly string[],
): Promise<(Row | undefined)[]> {
  const rows = await readAsTenant<Row>(db, tenantId, { name, text, values: [tenantId, ids] });
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.map((id) => byId.get(id));
}
