import { emailKey } from "@bulkhead/identity/src/email.ts";
import type { TestServer } from "./server.ts";

/** Accounts as their rows, for what no page shows and no test can wait for. */

type Owner = Pick<TestServer, "databases">;

export async function accountIdOf({ databases }: Owner, email: string): Promise<string> {
  const { rows } = await databases.owner.pool.query<{ id: string }>(
    "select id from identity.account where email_key = $1",
    [emailKey(email)],
  );
  if (!rows[0]) throw new Error(`${email} has no account`);
  return rows[0].id;
}

/** As if a person had signed in everywhere so many seconds ago, by a password that was set before. */
export async function ageSessions(owner: Owner, email: string, seconds: number): Promise<void> {
  await owner.databases.owner.pool.query(
    `with aged as (
       update identity.account set password_changed_at = now() - make_interval(secs => $2 + 60) where id = $1)
     update identity.oidc_artifact
     set payload = jsonb_set(payload, '{loginTs}', to_jsonb(floor(extract(epoch from now()) - $2)::bigint))
     where model = 'Session' and account_id = $1`,
    [await accountIdOf(owner, email), seconds],
  );
}
