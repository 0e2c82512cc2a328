import type { Peppers } from "@bulkhead/identity/src/api-key-digest.ts";
import { insertSecret, makeClientSecret } from "@bulkhead/identity/src/oauth-client-secret.ts";
import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { INSTALLATION_ID } from "@bulkhead/kernel/installation.ts";
import pg from "pg";
import type { TestClient } from "../testkit/oauth.ts";
import { tokensOf } from "../testkit/oauth-requests.ts";
import { openWalker } from "../testkit/oauth-walker.ts";
import type { SeededTenant } from "./seed.ts";
import type { SignInSeed } from "./seed-sign-in.ts";

/** A client of each kind that asks for tokens. */
export type TokenClients = Record<"machine" | "public" | "confidential", TestClient>;

/** Beside the public client of the installation, one that keeps a secret, and a machine of the tenant. As superuser. */
export async function seedTokenClients(
  url: string,
  { tenantId }: SeededTenant,
  { clientId, redirectUri }: SignInSeed,
  peppers: Peppers,
): Promise<TokenClients> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const insert = async (owner: string, kind: string, redirectUris: string[], role: string | null) => {
    const uuid = newUuid();
    await client.query(
      `insert into identity.oauth_client (tenant_id, id, kind, name, redirect_uris, role, created_by)
       values ($1, $2, $3, 'bench', $4, $5, 'platform')`,
      [owner, uuid, kind, redirectUris, role],
    );
    const secret = makeClientSecret();
    await client.query(insertSecret(peppers, owner, uuid, secret));
    return { id: encodeId("oauthClient", uuid), secret, key: undefined, redirectUri };
  };
  try {
    return {
      machine: await insert(tenantId, "MACHINE", [], "Developer"),
      public: { id: clientId, secret: "", key: undefined, redirectUri },
      confidential: await insert(INSTALLATION_ID, "CONFIDENTIAL", [redirectUri], null),
    };
  } finally {
    await client.end();
  }
}

/** Refresh tokens of the two clients that act for people, each of a family and a browser session of its own. */
export async function signInOften(
  port: number,
  clients: TokenClients,
  person: SignInSeed,
  families: number,
): Promise<Record<"public" | "confidential", string[]>> {
  const tokens = { public: [] as string[], confidential: [] as string[] };
  for (let n = 0; n < families; n++) {
    const walker = openWalker();
    for (const kind of ["public", "confidential"] as const) {
      const { refresh_token } = await tokensOf(`http://localhost:${port}`, clients[kind], person, {}, walker);
      tokens[kind].push(refresh_token);
    }
  }
  return tokens;
}
