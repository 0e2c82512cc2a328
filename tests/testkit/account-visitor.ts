import { accountIdOf, ageSessions } from "./account-rows.ts";
import { fillIn } from "./accounts.ts";
import type { OAuthWorld } from "./oauth.ts";
import type { Page } from "./oauth-page.ts";
import { authorize } from "./oauth-requests.ts";

/** A person at the pages of their own account, signed in by a password a moment ago. */
export async function openAccount(world: OAuthWorld) {
  const tenant = await world.tenant();
  const [member, client] = [await tenant.member(), await tenant.client({ kind: "PUBLIC" })];
  const { walker } = await authorize(world.issuer, client, member);
  const sql = async <R = Record<string, unknown>>(text: string, values: unknown[]) =>
    (await world.server.databases.owner.pool.query(text, values)).rows as R[];
  const accountId = await accountIdOf(world.server, member.email);
  return {
    member,
    walker,
    accountId,
    sql,
    get: (path: string) => walker.request(`${world.issuer}${path}`),
    /** The first form of a page, with what is typed into it. */
    submit: (page: Page, values: Record<string, string>) => fillIn(walker, page, values),
    /** As if the person had signed in with other means. */
    signedInBy: (acr: string) =>
      sql(
        `update identity.oidc_artifact set payload = payload || $2::jsonb where model = 'Session' and account_id = $1`,
        [accountId, JSON.stringify({ acr })],
      ),
    /** As if the person had signed in so many seconds ago. */
    signedInBefore: (seconds: number) => ageSessions(world.server, member.email, seconds),
  };
}

export type AccountVisitor = Awaited<ReturnType<typeof openAccount>>;
