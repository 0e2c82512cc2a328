import { encodeId, newUuid, tryDecodeId } from "@bulkhead/kernel/id.ts";
import { INSTALLATION_ID } from "@bulkhead/kernel/installation.ts";
import { type Principal, platformPrincipal } from "@bulkhead/kernel/principal.ts";
import { seedClient, seedGrant } from "../../../tests/testkit/oauth-rows.ts";
import { requestOf, seedMember, type TestRooms, type TestTenant } from "../../../tests/testkit/rooms.ts";
import { createOAuthClient } from "../src/domain/create-oauth-client.ts";

/** A client of the installation itself, or one that a tenant registered. */
export async function seedApplication(rooms: TestRooms, tenant?: TestTenant): Promise<string> {
  if (tenant) return (await seedClient(rooms, tenant.as.Admin)).id;
  const context = rooms.identity.subgraph.context(requestOf(platformPrincipal(INSTALLATION_ID)));
  const { oauthClient } = await createOAuthClient(context, {
    kind: "PUBLIC",
    name: "The console",
    redirectUris: ["https://console.example/cb"],
    postLogoutRedirectUris: [],
    usesDpop: false,
  });
  return oauthClient.id;
}

export interface Person {
  userId: string;
  /** As they call with one of their grants. */
  principal: Principal;
  /** That one. */
  grantId: string;
  /** Their account; undefined while they have none. */
  accountId?: string;
}

/** A member who is signed in to an application, just now and with a second factor. */
export async function seedPerson(rooms: TestRooms, tenant: TestTenant, clientId: string): Promise<Person> {
  const { tenantId } = tenant;
  const { userId } = await seedMember(rooms, tenantId, "Viewer");
  const grantId = await seedGrant(rooms, { tenantId, userId, clientId });
  const principal: Principal = {
    ...tenant.as.Viewer,
    kind: "user",
    id: userId,
    grantId,
    clientId,
    acr: "urn:bulkhead:acr:multi-factor",
    amr: ["pwd", "otp"],
    authTime: Math.floor(Date.now() / 1_000),
  };
  return { userId, principal, grantId };
}

/** An account for a person, and a factor of it, as its owner would have made them. */
export async function seedFactor(
  rooms: TestRooms,
  { tenantId }: TestTenant,
  { userId }: Person,
  factor: { name: string; accountId?: string } = { name: "Phone" },
): Promise<{ id: string; accountId: string }> {
  const { pool } = rooms.platform.databases.owner;
  const accountId = factor.accountId ?? newUuid();
  const user = tryDecodeId("user", userId);
  if (factor.accountId === undefined)
    await pool.query(
      `insert into identity.account (id, email, email_key, password_hash, email_verified_at)
       select $1, email, email_key, 'none', now() from identity."user" where tenant_id = $2 and id = $3`,
      [accountId, tenantId, user],
    );
  await pool.query(
    "insert into identity.account_user (account_id, tenant_id, user_id) values ($1, $2, $3) on conflict do nothing",
    [accountId, tenantId, user],
  );
  const id = newUuid();
  await pool.query(
    "insert into identity.totp (id, account_id, name, sealed, confirmed_at, last_used_at) values ($1, $2, $3, '', now(), now())",
    [id, accountId, factor.name],
  );
  return { id: encodeId("factor", id), accountId };
}
