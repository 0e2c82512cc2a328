import { type Database, readAsTenant } from "@bulkhead/kernel/database.ts";
import { tryDecodeId } from "@bulkhead/kernel/id.ts";
import { INSTALLATION_ID } from "@bulkhead/kernel/installation.ts";
import type { Principal } from "@bulkhead/kernel/principal.ts";

/** Whether the application that a caller's token was issued to is the installation's own, not one that a tenant registered. */
export async function isOfInstallation({ db, principal }: { db: Database; principal: Principal }): Promise<boolean> {
  const id = principal.clientId === undefined ? undefined : tryDecodeId("oauthClient", principal.clientId);
  return id !== undefined && (await namesOfClients(db, INSTALLATION_ID, [id])).has(id);
}

/** Names of clients of a tenant, or of the installation, by uuid; revoked ones included. */
export async function namesOfClients(
  db: Database,
  tenantId: string,
  ids: readonly string[],
): Promise<Map<string, string>> {
  const rows = await readAsTenant<{ id: string; name: string }>(db, tenantId, {
    name: "names_of_clients",
    text: "select id, name from identity.oauth_client where tenant_id = $1 and id = any($2)",
    values: [tenantId, ids],
  });
  return new Map(rows.map(({ id, name }) => [id, name]));
}
