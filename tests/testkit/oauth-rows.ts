import { decodeId, encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import type { Principal } from "@bulkhead/kernel/principal.ts";
import { ask, type TestRooms } from "./rooms.ts";

/** A client made through the room's own schema, and its secret if it has one. */
export async function seedClient(
  rooms: TestRooms,
  as: Principal,
  input: Record<string, unknown> = { kind: "CONFIDENTIAL", redirectUris: ["https://app.example/cb"] },
): Promise<{ id: string; uuid: string; secret: string }> {
  const { data, refusals } = await ask(
    rooms.identity.subgraph,
    as,
    "mutation ($i: CreateOAuthClientInput!) { createOAuthClient(input: $i) { secret oauthClient { id } } }",
    { i: { name: "seeded client", ...input } },
  );
  if (refusals.length > 0) throw new Error(`the client was refused: ${JSON.stringify(refusals)}`);
  const { secret, oauthClient } = data.createOAuthClient;
  return { id: oauthClient.id, uuid: decodeId("oauthClient", oauthClient.id, "id"), secret };
}

/** A grant that stands, as the authorisation server would have made it. Answers its public id. */
export async function seedGrant(
  rooms: TestRooms,
  grant: { tenantId: string; userId: string; clientId: string },
): Promise<string> {
  const id = newUuid();
  const user = decodeId("user", grant.userId, "userId");
  const client = decodeId("oauthClient", grant.clientId, "clientId");
  await rooms.platform.databases.owner.pool.query(
    `insert into identity.oauth_grant (tenant_id, id, user_id, client_id, scope, expires_at)
     values ($1, $2, $3, $4, 'openid', now() + interval '1 day')`,
    [grant.tenantId, id, user, client],
  );
  return encodeId("grant", id);
}

/** Why a tenant's grants ended, by public id; null for those that stand. */
export async function grantEnds(rooms: TestRooms, tenantId: string): Promise<Record<string, string | null>> {
  const { rows } = await rooms.platform.databases.owner.pool.query<{ id: string; end_reason: string | null }>(
    "select id, end_reason from identity.oauth_grant where tenant_id = $1",
    [tenantId],
  );
  return Object.fromEntries(rows.map((row) => [encodeId("grant", row.id), row.end_reason]));
}
