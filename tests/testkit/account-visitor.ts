import { age } from "./account-pages.ts";
import { type OAuthWorld, REDIRECT_URI } from "./oauth.ts";
import type { Form, Page } from "./oauth-page.ts";
import { authorizeParameters, authorizeUrl, newVerifier } from "./oauth-requests.ts";
import { openWalker, type Walker } from "./oauth-walker.ts";

/** A person at the pages of their own account, signed in by a password a moment ago. */
export async function openAccount(world: OAuthWorld) {
  const tenant = await world.tenant();
  const [member, client] = [await tenant.member(), await tenant.client({ kind: "PUBLIC" })];
  const walker = openWalker();
  const start = authorizeUrl(world.issuer, authorizeParameters(client, newVerifier().challenge));
  const { answer, page } = await walker.walk(start, { as: member, until: REDIRECT_URI });
  if (!answer) throw new Error(`not signed in: ${page?.status}\n${page?.html}`);
  const sql = async <R = Record<string, unknown>>(text: string, values: unknown[]) =>
    (await world.server.databases.owner.pool.query(text, values)).rows as R[];
  const [account] = await sql<{ id: string }>("select id from identity.account where email = $1", [member.email]);
  const accountId = account?.id ?? "";
  return {
    member,
    walker,
    accountId,
    sql,
    get: (path: string) => walker.request(`${world.issuer}${path}`),
    /** The first form of a page, with what is typed into it. */
    submit: (page: Page, values: Record<string, string>) => submitFirst(walker, page, values),
    /** As if the person had signed in with other means. */
    signedInBy: (acr: string) =>
      sql(
        `update identity.oidc_artifact set payload = payload || $2::jsonb where model = 'Session' and account_id = $1`,
        [accountId, JSON.stringify({ acr })],
      ),
    /** As if the person had signed in so many seconds ago. */
    signedInBefore: (seconds: number) => age(world.server.databases.owner.pool, member, seconds),
  };
}

export type AccountVisitor = Awaited<ReturnType<typeof openAccount>>;

function submitFirst(walker: Walker, { forms, html }: Page, values: Record<string, string>): Promise<Page> {
  const [form] = forms;
  if (!form) throw new Error(`no form:\n${html}`);
  return walker.submit(form, filled(form, values));
}

function filled({ fields }: Form, values: Record<string, string>): URLSearchParams {
  const form = new URLSearchParams();
  for (const { name, value, tag } of fields) if (name !== "" && tag === "input") form.set(name, value);
  for (const [name, value] of Object.entries(values)) form.set(name, value);
  return form;
}
