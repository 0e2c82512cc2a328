import { createOAuthClient } from "@bulkhead/identity/src/domain/create-oauth-client.ts";
import { tryDecodeId } from "@bulkhead/kernel/id.ts";
import { INSTALLATION_ID } from "@bulkhead/kernel/installation.ts";
import { operatorRequest } from "@bulkhead/server/operator.ts";
import { decodeJwt } from "jose";
import { change, type OAuthTenant, REDIRECT_URI, type TestClient } from "./oauth.ts";
import { postAs } from "./oauth-requests.ts";
import type { TestServer } from "./server.ts";
import { until } from "./until.ts";

/** Everywhere an access token opens something: what a token that is worth nothing must find shut. */
export const DOORS = ["graphql", "rest", "userinfo", "introspection"] as const;
export type Door = (typeof DOORS)[number];

const NOTES = "/v1/collections/notes/records";
export const NOTE_CHANGES = 'subscription { recordChanged(collection: "notes") { cursor } }';
const DEFINE = "mutation ($i: DefineCollectionInput!) { defineCollection(input: $i) { collection { id } } }";

/** A tenant where the API has something to answer, and somebody who may ask about tokens. */
export async function withDoors(tenant: OAuthTenant) {
  await change(tenant.admin, DEFINE, { name: "notes", schema: { type: "object" } });
  return { ...tenant, resourceServer: await tenant.client({ kind: "CONFIDENTIAL" }) };
}

export type TenantWithDoors = Awaited<ReturnType<typeof withDoors>>;

/** The doors that a bearer token opens at one address. */
export async function openDoors(address: string, token: string, resourceServer: TestClient): Promise<Door[]> {
  const bearer = { authorization: `Bearer ${token}` };
  const [graphql, rest, userinfo, introspection] = await Promise.all([
    fetch(`${address}/graphql`, {
      method: "POST",
      headers: { ...bearer, "content-type": "application/json" },
      body: JSON.stringify({ query: "{ me { actor { id } } }" }),
    }).then(async (answer) => answer.status === 200 && !(await answer.text()).includes('"errors"')),
    fetch(address + NOTES, { headers: bearer }).then(({ status }) => status === 200),
    fetch(`${address}/oauth/userinfo`, { headers: bearer }).then(({ status }) => status === 200),
    postAs(address, resourceServer, "introspect", { token }).then(({ body }) => body.active === true),
  ]);
  const isOpen: Record<Door, boolean> = { graphql, rest, userinfo, introspection };
  return DOORS.filter((door) => isOpen[door]);
}

/** Waits until a token opens nothing at any of the addresses; a few seconds at most. */
export async function shutEverywhere(addresses: readonly string[], token: string, resourceServer: TestClient) {
  for (const address of addresses) {
    let open: Door[] = [];
    await until(async () => {
      open = await openDoors(address, token, resourceServer);
      return open.length === 0;
    }, 5_000).catch((error: Error) => {
      throw new Error(`${open.join(", ")} at ${address} stayed open: ${error.message}`);
    });
  }
}

/** Uuid of the grant behind an access token. */
export function grantOf(accessToken: string): string {
  return tryDecodeId("grant", String(decodeJwt(accessToken).sid)) ?? "";
}

/** Why a grant ended, null while it stands, and what the audit log says of its end. */
export async function endOf(server: TestServer, accessToken: string) {
  const { pool } = server.databases.owner;
  const grants = await pool.query<{ end_reason: string | null }>(
    "select end_reason from identity.oauth_grant where id = $1",
    [grantOf(accessToken)],
  );
  const audit = await pool.query<{ reason: string }>(
    `select body -> 'detail' ->> 'reason' as reason from platform.audit_event
     where action = 'grant.end' and target_id = $1`,
    [decodeJwt(accessToken).sid],
  );
  return { reason: grants.rows[0]?.end_reason, audited: audit.rows.map(({ reason }) => reason) };
}

/** A client of the installation itself, as the operator registers it. */
export async function installationClient(
  { platform }: TestServer,
  redirectUri = REDIRECT_URI,
  kind: "PUBLIC" | "CONFIDENTIAL" = "PUBLIC",
): Promise<TestClient> {
  const context = platform.rooms.identity.subgraph.context(operatorRequest(INSTALLATION_ID));
  const { oauthClient, secret } = await createOAuthClient(context as never, {
    kind,
    name: "The console",
    redirectUris: [redirectUri],
    postLogoutRedirectUris: [],
    usesDpop: false,
  });
  return { id: oauthClient.id, secret: secret ?? "", key: undefined, redirectUri };
}
