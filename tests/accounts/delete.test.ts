import { tryDecodeId } from "@bulkhead/kernel/id.ts";
import { afterAll, expect, test } from "vitest";
import { postForm, SAFARI, textOf } from "../testkit/account-pages.ts";
import { openAccountPair } from "../testkit/account-pair.ts";
import { accountIdOf, ageSessions } from "../testkit/account-rows.ts";
import { change, type Member, type OAuthTenant } from "../testkit/oauth.ts";
import { endOf, openDoors, shutEverywhere } from "../testkit/oauth-doors.ts";
import { silently } from "../testkit/oauth-ends.ts";
import { authorize, refresh, tokensOf } from "../testkit/oauth-requests.ts";
import { openWalker } from "../testkit/oauth-walker.ts";

/** That a person can leave, with all that stands above tenants, and that tenants keep what is theirs. */
const pair = await openAccountPair();
afterAll(pair.stop, 30_000);
const { home, other, console, enter } = pair;
const page = `${pair.issuer}/account/delete`;

const owner = () => pair.server.databases.owner.pool;

/** Every row above tenants that holds one of these texts, by its table: no table of a tenant is without row-level security. */
async function traces(marks: readonly string[]): Promise<string[]> {
  const { rows: tables } = await owner().query<{ name: string }>(
    `select oid::regclass::text as name from pg_class where relkind = 'r' and not relrowsecurity
       and relnamespace::regnamespace::text in ('identity', 'tenancy', 'data', 'audit') order by 1`,
  );
  expect(tables.length).toBeGreaterThan(8);
  const found: string[] = [];
  for (const { name } of tables) {
    const { rows } = await owner().query<{ row: string }>(`select to_jsonb(t)::text as row from ${name} t`);
    found.push(...rows.filter(({ row }) => marks.some((mark) => row.includes(mark))).map(() => name));
  }
  return found;
}

const accountOf = ({ email }: Member) => accountIdOf(pair.server, email);

const userIn = async (tenant: Pick<OAuthTenant, "id">, { userId }: Member) =>
  (
    await owner().query<{ email: string; name: string; activated: boolean }>(
      `select email, name, activated_at is not null as activated from identity."user" where tenant_id = $1 and id = $2`,
      [tryDecodeId("tenant", tenant.id), tryDecodeId("user", userId)],
    )
  ).rows;

test("nothing of the person is left above tenants; tokens are dead everywhere; an Admin may invite anew", async () => {
  const { at, too } = await pair.person();
  const stranger = await home.member();
  const bystander = await enter(stranger);
  const first = await enter(at);
  const second = await enter(too, openWalker(SAFARI), other);
  const pending = await authorize(pair.issuer, console, { ...at, tenant: home.id }, { prompt: "none" }, first.walker);
  const accountId = await accountOf(at);
  expect(await traces([accountId, at.email])).toEqual(
    expect.arrayContaining([
      "identity.account",
      "identity.account_session",
      "identity.account_user",
      "identity.oidc_artifact",
    ]),
  );

  const shown = await first.walker.request(page);
  expect(shown.status).toBe(200);
  expect(textOf(shown)).toMatch(new RegExp(`${home.admin.slug}.* , as Developer`));
  expect(textOf(shown)).toMatch(/, as Viewer/);
  const done = await postForm(first.walker, page, { email: ` ${at.email.toUpperCase()} ` });
  expect(done.status).toBe(200);
  expect(done.html).toContain(at.email);

  expect(await traces([accountId, at.email])).toEqual([]);
  for (const [{ tokens }, tenant] of [
    [first, home],
    [second, other],
  ] as const) {
    await shutEverywhere(pair.addresses, tokens.access_token, tenant.resourceServer);
    for (const address of pair.addresses)
      expect((await refresh(address, console, tokens.refresh_token)).body.error).toBe("invalid_grant");
    expect(await endOf(pair.server, tokens.access_token)).toEqual({
      reason: "ACCOUNT_DELETED",
      audited: ["ACCOUNT_DELETED"],
    });
  }
  expect(pending.code).toMatch(/./);
  for (const { walker } of [first, second]) {
    expect(await silently(pair.issuer, walker, console)).toBe("login_required");
    expect((await walker.request(page)).status).toBe(303);
  }
  // What a late request has saved finds no account.
  expect(await traces([accountId, at.email])).toEqual([]);
  for (const [tenant, member] of [
    [home, at],
    [other, too],
  ] as const) {
    expect(await userIn(tenant, member)).toEqual([{ email: at.email, name: member.name, activated: false }]);
    const { rows } = await owner().query<{ action: string }>(
      `select action from platform.audit_event where tenant_id = $1 and target_id = $2 and action = 'account.delete'
         and actor_id = target_id`,
      [tryDecodeId("tenant", tenant.id), member.userId],
    );
    expect(rows).toHaveLength(1);
    const devices = await owner().query(
      "select from identity.oauth_grant where tenant_id = $1 and user_id = $2 and user_agent <> ''",
      [tryDecodeId("tenant", tenant.id), tryDecodeId("user", member.userId)],
    );
    expect(devices.rowCount).toBe(0);
  }
  expect(await openDoors(pair.issuer, bystander.tokens.access_token, home.resourceServer)).not.toEqual([]);

  const again = { email: at.email, password: "another password altogether" };
  await expect(tokensOf(pair.issuer, console, at)).rejects.toThrow(/no code/);
  const link = "mutation ($i: CreateActivationLinkInput!) { createActivationLink(input: $i) { url } }";
  const { url } = await change<{ url: string }>(home.admin, link, { userId: at.userId });
  await openWalker().walk(url, { as: again, until: "none:" });
  await expect(tokensOf(pair.issuer, console, again)).resolves.toHaveProperty("access_token");
  // In the other tenant nobody has invited them.
  const { rows } = await owner().query("select from identity.account_user where tenant_id = $1 and user_id = $2", [
    tryDecodeId("tenant", other.id),
    tryDecodeId("user", too.userId),
  ]);
  expect(rows).toEqual([]);
}, 90_000);

test("another address typed deletes nothing, whoever it belongs to (statement 38)", async () => {
  const [mine, theirs] = [await home.member(), await home.member()];
  const { walker } = await enter(mine);
  await enter(theirs);
  for (const email of [theirs.email, "", `${mine.email}x`]) {
    const { status, html } = await postForm(walker, page, { email, userId: theirs.userId });
    expect(status).toBe(400);
    expect(html).toContain('role="alert"');
    expect(html).not.toContain(theirs.email);
  }
  await expect(accountOf(mine)).resolves.toMatch(/./);
  await expect(accountOf(theirs)).resolves.toMatch(/./);
  expect((await walker.request(page)).status).toBe(200);
});

test("an old sign-in, and none, delete nothing", async () => {
  const member = await home.member();
  const { walker } = await enter(member);
  await ageSessions(pair.server, member.email, 16 * 60);
  for (const one of [walker, openWalker()]) {
    const { status, headers } = await postForm(one, page, { email: member.email });
    expect([status, headers.get("location")]).toEqual([303, "/account/sign-in?next=%2Faccount%2Fdelete"]);
  }
  await expect(accountOf(member)).resolves.toMatch(/./);
});

test("deleted twice at once is deleted once", async () => {
  const member = await home.member();
  const { walker } = await enter(member);
  const both = await Promise.all([1, 2].map(() => postForm(walker, page, { email: member.email })));
  expect(both.map(({ status }) => status).filter((status) => status !== 200 && status !== 303)).toEqual([]);
  const { rows } = await owner().query(
    "select from platform.audit_event where action = 'account.delete' and target_id = $1",
    [member.userId],
  );
  expect(rows).toHaveLength(1);
});
