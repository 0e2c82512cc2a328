import { type Database, readAsTenant } from "@bulkhead/kernel/database.ts";
import { tryDecodeId } from "@bulkhead/kernel/id.ts";
import { INSTALLATION_ID } from "@bulkhead/kernel/installation.ts";
import DataLoader from "dataloader";
import type { AccountPort, OwnAccount } from "./account-port.ts";
import type { UserKey } from "./accounts/account.ts";
import { API_KEY_COLUMNS, type ApiKeyRow } from "./api-key-row.ts";
import { namesOfClients } from "./client-owner.ts";
import { OAUTH_CLIENT_COLUMNS, type OAuthClientRow } from "./oauth-client-row.ts";
import { SERVICE_ACCOUNT_COLUMNS, type ServiceAccountRow } from "./service-account-row.ts";
import { USER_COLUMNS, type UserRow } from "./user-row.ts";

/** Made per request, so that nothing read for one principal is ever answered to another. By uuid. */
export interface Loaders {
  user(tenantId: string, id: string): Promise<UserRow | undefined>;
  apiKey(tenantId: string, id: string): Promise<ApiKeyRow | undefined>;
  oauthClient(tenantId: string, id: string): Promise<OAuthClientRow | undefined>;
  serviceAccount(tenantId: string, id: string): Promise<ServiceAccountRow | undefined>;
  /** Of a user who calls; read once, however many fields ask. */
  account(user: UserKey): Promise<OwnAccount | undefined>;
  /** Name of a client of the tenant or of the installation, by its public id; revoked ones included. */
  clientName(tenantId: string, clientId: string): Promise<string | undefined>;
  /** Of a client, those that work, oldest first. */
  oauthClientSecrets(tenantId: string, clientId: string): Promise<OAuthClientSecretRow[]>;
}

/** A client's secret without its digest, which never leaves the database but to be compared. */
export interface OAuthClientSecretRow {
  client_id: string;
  created_at: string;
  expires_at: string | null;
}

export function createLoaders(db: Database, accounts: AccountPort): Loaders {
  let account: Promise<OwnAccount | undefined> | undefined;
  let clientNames: DataLoader<string, string | undefined> | undefined;
  let users: DataLoader<string, UserRow | undefined> | undefined;
  let apiKeys: DataLoader<string, ApiKeyRow | undefined> | undefined;
  let oauthClients: DataLoader<string, OAuthClientRow | undefined> | undefined;
  let serviceAccounts: DataLoader<string, ServiceAccountRow | undefined> | undefined;
  let oauthClientSecrets: DataLoader<string, OAuthClientSecretRow[]> | undefined;
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
    oauthClient(tenantId, id) {
      const text = `select ${OAUTH_CLIENT_COLUMNS} from identity.oauth_client where tenant_id = $1 and id = any($2)`;
      oauthClients ??= new DataLoader((ids) =>
        loadById<OAuthClientRow>(db, tenantId, "oauth_clients_by_id", text, ids),
      );
      return oauthClients.load(id);
    },
    serviceAccount(tenantId, id) {
      const text = `select ${SERVICE_ACCOUNT_COLUMNS} from identity.service_account where tenant_id = $1 and id = any($2)`;
      // Nothing is kept: one operation may ask, change and ask again.
      serviceAccounts ??= new DataLoader(
        (ids) => loadById<ServiceAccountRow>(db, tenantId, "service_accounts_by_id", text, ids),
        { cache: false },
      );
      return serviceAccounts.load(id);
    },
    account(user) {
      account ??= accounts.of(user);
      return account;
    },
    clientName(tenantId, clientId) {
      clientNames ??= new DataLoader((ids) => loadClientNames(db, tenantId, ids));
      return clientNames.load(clientId);
    },
    oauthClientSecrets(tenantId, clientId) {
      // Nothing is kept: one operation may ask, change and ask again.
      oauthClientSecrets ??= new DataLoader((ids) => loadSecrets(db, tenantId, ids), { cache: false });
      return oauthClientSecrets.load(clientId);
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

async function loadSecrets(
  db: Database,
  tenantId: string,
  clientIds: readonly string[],
): Promise<OAuthClientSecretRow[][]> {
  const rows = await readAsTenant<OAuthClientSecretRow>(db, tenantId, {
    name: "oauth_client_secrets",
    text: `select client_id, created_at, expires_at from identity.oauth_client_secret
           where tenant_id = $1 and client_id = any($2) and (expires_at is null or expires_at > now())
           order by created_at, id`,
    values: [tenantId, clientIds],
  });
  const byClient = Map.groupBy(rows, (row) => row.client_id);
  return clientIds.map((id) => byClient.get(id) ?? []);
}

async function loadClientNames(
  db: Database,
  tenantId: string,
  clientIds: readonly string[],
): Promise<(string | undefined)[]> {
  const uuids = clientIds.map((id) => tryDecodeId("oauthClient", id));
  const known = uuids.filter((id) => id !== undefined);
  const [ofTenant, ofInstallation] = await Promise.all(
    [tenantId, INSTALLATION_ID].map((owner) => namesOfClients(db, owner, known)),
  );
  return uuids.map((id) => (id === undefined ? undefined : (ofTenant?.get(id) ?? ofInstallation?.get(id))));
}
