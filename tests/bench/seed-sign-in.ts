import { createPasswords } from "@bulkhead/identity/src/accounts/passwords.ts";
import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { INSTALLATION_ID } from "@bulkhead/kernel/installation.ts";
import { createLog } from "@bulkhead/kernel/log.ts";
import pg from "pg";
import type { SeededTenant } from "./seed.ts";

/** Somebody who can sign in, and the client by which they do. */
export interface SignInSeed {
  email: string;
  password: string;
  passwordHash: string;
  /** `cli_…` */
  clientId: string;
  redirectUri: string;
}

/** Gives one of the people of a seeded tenant an account and a role, and the installation a client. As superuser. */
export async function seedSignIn(url: string, { tenantId }: SeededTenant): Promise<SignInSeed> {
  const email = "person1@example.com";
  const password = "a password for the bench";
  const redirectUri = "https://client.example/callback";
  const passwords = createPasswords({ log: createLog({ level: "warn", destination: process.stderr }) });
  const passwordHash = await passwords.hash(password);
  await passwords.stop();
  const [accountId, clientUuid, memberId] = [newUuid(), newUuid(), newUuid()];
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query("begin");
    await client.query("insert into identity.account (id, email, email_key, password_hash) values ($1, $2, $2, $3)", [
      accountId,
      email,
      passwordHash,
    ]);
    const { rows } = await client.query<{ id: string }>(
      `update identity."user" set activated_at = now() where tenant_id = $1 and email_key = $2 returning id`,
      [tenantId, email],
    );
    const userId = rows[0]?.id;
    await client.query("insert into identity.account_user (account_id, tenant_id, user_id) values ($1, $2, $3)", [
      accountId,
      tenantId,
      userId,
    ]);
    await client.query("insert into tenancy.member (tenant_id, id, user_id, role) values ($1, $2, $3, 'Developer')", [
      tenantId,
      memberId,
      userId,
    ]);
    await client.query(
      `insert into identity.oauth_client (tenant_id, id, kind, name, redirect_uris, created_by)
       values ($1, $2, 'PUBLIC', 'bench', $3, 'platform')`,
      [INSTALLATION_ID, clientUuid, [redirectUri]],
    );
    await client.query("commit");
  } finally {
    await client.end();
  }
  return { email, password, passwordHash, clientId: encodeId("oauthClient", clientUuid), redirectUri };
}
