import { decodeJwt } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type Member,
  type OAuthTenant,
  type OAuthWorld,
  openOAuthWorld,
  REDIRECT_URI,
  type TestClient,
} from "../testkit/oauth.ts";
import { grantOf, installationClient } from "../testkit/oauth-doors.ts";
import { addMember, lock, removeMember, resume, silently, suspend } from "../testkit/oauth-ends.ts";
import type { Form, Page } from "../testkit/oauth-page.ts";
import {
  authorize,
  authorizeParameters,
  authorizeUrl,
  newVerifier,
  redeem,
  refresh,
  tokensOf,
} from "../testkit/oauth-requests.ts";
import { openWalker, type Walker } from "../testkit/oauth-walker.ts";
import { until } from "../testkit/until.ts";

/** One person in several tenants: every token is of one of them, and the person says which. */
let world: OAuthWorld;
let [one, two]: OAuthTenant[] = [];
/** The installation's, for the users of every tenant. */
let shared: TestClient;
let foreign: OAuthTenant;

beforeAll(async () => {
  world = await openOAuthWorld();
  [one, two, foreign] = [await world.tenant(), await world.tenant(), await world.tenant()];
  shared = await installationClient(world.server);
}, 60_000);
afterAll(() => world?.stop());

const [first, second] = [() => one as OAuthTenant, () => two as OAuthTenant];
const resourceOf = ({ id }: { id: string }) => `${world.issuer}/api/tenants/${id}`;

/** Somebody with a user in each of the tenants, made by equal address and equal password. */
async function personIn(...tenants: OAuthTenant[]): Promise<Member[]> {
  const members: Member[] = [];
  for (const tenant of tenants) {
    const { email, password } = members[0] ?? {};
    members.push(
      await tenant.member(members.length === 0 ? "Developer" : "Viewer", { ...(email ? { email, password } : {}) }),
    );
  }
  return members;
}

/** The next page where the person is asked something; undefined when nothing is asked any more. */
async function asked(walker: Walker, start: string): Promise<{ page?: Page; answer?: URL }> {
  const { answer, page } = await walker.walk(start, { until: `${world.issuer}/oauth/interaction/` });
  if (answer) return { page: await walker.request(answer.href) };
  const location = page?.headers.get("location");
  return location ? { answer: new URL(location) } : {};
}

const nextOf = ({ html, url }: Page) => /content="0;url=([^"]*)"/.exec(html)?.[1]?.replaceAll("&amp;", "&") ?? url;
const titleOf = (page: Page | undefined) => /<title>(.*?) ·/.exec(page?.html ?? "")?.[1];
const offered = (page: Page | undefined) =>
  (page?.forms[0]?.fields ?? []).filter(({ name }) => name === "tenant").map(({ value }) => value);

/** A browser in front of the question for which tenant; undefined when that was not asked. */
async function atChoice(
  { email, password }: Member,
  client = shared,
  other = {},
): Promise<{ walker: Walker; page: Page }> {
  const walker = openWalker();
  const start = authorizeUrl(
    world.issuer,
    authorizeParameters(client, newVerifier().challenge, { prompt: undefined, ...other }),
  );
  const signIn = await asked(walker, start);
  const onward = await walker.submit(signIn.page?.forms[0] as Form, new URLSearchParams({ email, password }));
  const { page } = await asked(walker, nextOf(onward));
  if (titleOf(page) === undefined) throw new Error(`nothing was asked: ${page?.status} ${page?.html}`);
  return { walker, page: page as Page };
}

describe("somebody of several tenants", () => {
  test("is asked which one, of those where they may work, and the token is of that one", async () => {
    const [here, there, gone] = (await personIn(first(), second(), foreign)) as [Member, Member, Member];
    await removeMember(world.server, foreign, gone);
    const { walker, page } = await atChoice(here);
    expect(offered(page).sort()).toEqual([first().id, second().id].sort());
    for (const { tenant, userId } of [here, there]) {
      const tokens = await tokensOf(world.issuer, shared, { ...here, tenant }, { prompt: "select_account" }, walker);
      expect(decodeJwt(tokens.access_token)).toMatchObject({ tenant_id: tenant, sub: userId });
      expect(decodeJwt(tokens.id_token)).toMatchObject({ tenant_id: tenant, sub: userId });
      const { data } = await world.server.graphql(tokens.access_token, "{ tenant { id } me { actor { id } } }");
      expect(data).toMatchObject({ tenant: { id: tenant }, me: { actor: { id: userId } } });
    }
    expect(here.userId).not.toBe(there.userId);
  });

  test("is not offered a tenant that is suspended, or where they are locked", async () => {
    const stopped = await world.tenant();
    const [here, , elsewhere] = await personIn(first(), second(), stopped);
    expect(elsewhere?.tenant).toBe(stopped.id);
    await suspend(world.server, stopped);
    await until(async () => offered((await atChoice(here as Member)).page).length === 2, 5_000);
    await resume(world.server, stopped);
    await until(async () => offered((await atChoice(here as Member)).page).length === 3, 5_000);
    await lock(stopped, elsewhere as Member);
    expect(offered((await atChoice(here as Member)).page).sort()).toEqual([first().id, second().id].sort());
  });

  test("is offered a suspended tenant as its Admin, and told that it is", async () => {
    const stopped = await world.tenant();
    const admin = await stopped.member("Admin");
    await first().member("Viewer", admin);
    await suspend(world.server, stopped);
    await until(async () => (await atChoice(admin)).page.html.includes("Suspended"), 5_000);
    expect(offered((await atChoice(admin)).page).sort()).toEqual([first().id, stopped.id].sort());
    const walker = openWalker();
    const tokens = await tokensOf(
      world.issuer,
      shared,
      { ...admin, tenant: stopped.id },
      { prompt: "select_account" },
      walker,
    );
    const ask = (query: string) => world.server.graphql(tokens.access_token, query);
    expect((await ask("{ tenant { id status } }")).data).toEqual({ tenant: { id: stopped.id, status: "SUSPENDED" } });
  });

  test("sees with a token of one tenant nothing of the other", async () => {
    const [here, there] = await personIn(first(), second());
    const walker = openWalker();
    const tokens = await tokensOf(world.issuer, shared, here as Member, { resource: resourceOf(first()) }, walker);
    const ask = (query: string, variables?: unknown) => world.server.graphql(tokens.access_token, query, variables);
    const of = "query ($id: ID!) { user(id: $id) { id } }";
    expect((await ask(of, { id: here?.userId })).data).toEqual({ user: { id: here?.userId } });
    const foreignAnswer = await ask(of, { id: there?.userId });
    expect(foreignAnswer.errors?.[0]?.extensions.code).toBe("NOT_FOUND");
  });

  test("has two tabs in two tenants side by side, and both renew", async () => {
    const [here, there] = (await personIn(first(), second())) as [Member, Member];
    const walker = openWalker();
    const tabs = [
      await tokensOf(world.issuer, shared, here, { resource: resourceOf(first()) }, walker),
      await tokensOf(world.issuer, shared, here, { resource: resourceOf(second()) }, walker),
    ];
    expect(new Set(tabs.map(({ access_token }) => grantOf(access_token))).size).toBe(2);
    for (let round = 0; round < 2; round++) {
      const renewed = await Promise.all(tabs.map(({ refresh_token }) => refresh(world.issuer, shared, refresh_token)));
      for (const [n, { status, body }] of renewed.entries()) {
        expect(status).toBe(200);
        expect(decodeJwt(String(body.access_token))).toMatchObject({
          sub: [here, there][n]?.userId,
          tenant_id: [here, there][n]?.tenant,
          sid: decodeJwt(tabs[n]?.access_token ?? "").sid,
        });
        tabs[n] = body as never;
      }
    }
  });
});

describe("which tenant an authorisation is for", () => {
  test("is said by resource, without a question, also with prompt=none", async () => {
    const [here, there] = (await personIn(first(), second())) as [Member, Member];
    const walker = openWalker();
    const start = authorizeUrl(
      world.issuer,
      authorizeParameters(shared, newVerifier().challenge, { prompt: undefined, resource: resourceOf(second()) }),
    );
    const { passed, answer } = await walker.walk(start, { as: here, until: REDIRECT_URI });
    expect(answer?.searchParams.get("code")).toBeTypeOf("string");
    expect(passed.map(titleOf)).not.toContain("Choose a tenant");
    for (const member of [here, there, here]) {
      const tokens = await tokensOf(
        world.issuer,
        shared,
        here,
        { prompt: "none", resource: resourceOf({ id: member.tenant }) },
        walker,
      );
      expect(decodeJwt(tokens.access_token)).toMatchObject({
        tenant_id: member.tenant,
        aud: resourceOf({ id: member.tenant }),
      });
    }
  });

  test("is said by id_token_hint", async () => {
    const [here, there] = (await personIn(first(), second())) as [Member, Member];
    const walker = openWalker();
    const hints = [];
    for (const { tenant } of [here, there])
      hints.push(
        (await tokensOf(world.issuer, shared, { ...here, tenant }, { prompt: "select_account" }, walker)).id_token,
      );
    for (const [n, id_token_hint] of hints.entries()) {
      const tokens = await tokensOf(world.issuer, shared, here, { prompt: "none", id_token_hint }, walker);
      expect(decodeJwt(tokens.access_token).sub).toBe([here, there][n]?.userId);
    }
    // Somebody else is meant.
    const [stranger] = (await personIn(first())) as [Member];
    const { id_token: id_token_hint } = await tokensOf(world.issuer, shared, stranger);
    expect(await silently(world.issuer, walker, shared, { id_token_hint })).toBe("login_required");
  });

  test("is open for a client that is new to the browser, and the last one for one that is not", async () => {
    const [here, there] = (await personIn(first(), second())) as [Member, Member];
    const walker = openWalker();
    const fresh = await installationClient(world.server);
    await tokensOf(world.issuer, shared, { ...here, tenant: there.tenant }, { prompt: undefined }, walker);
    expect(await silently(world.issuer, walker, fresh)).toBe("account_selection_required");
    const again = await tokensOf(world.issuer, shared, here, { prompt: "none" }, walker);
    expect(decodeJwt(again.access_token).tenant_id).toBe(there.tenant);
  });

  test("is asked again when the client wants that", async () => {
    const [here, there] = (await personIn(first(), second())) as [Member, Member];
    const walker = openWalker();
    await tokensOf(world.issuer, shared, { ...here, tenant: there.tenant }, { prompt: undefined }, walker);
    const start = authorizeUrl(
      world.issuer,
      authorizeParameters(shared, newVerifier().challenge, { prompt: "select_account" }),
    );
    const { page } = await asked(walker, start);
    expect(offered(page).sort()).toEqual([here.tenant, there.tenant].sort());
    const tokens = await tokensOf(
      world.issuer,
      shared,
      { ...here, tenant: here.tenant },
      { prompt: "select_account" },
      walker,
    );
    expect(decodeJwt(tokens.access_token).tenant_id).toBe(here.tenant);
  });
});

describe("nobody gets into a tenant", () => {
  test("where they have no user, by resource or by a forged form", async () => {
    const [here] = (await personIn(first(), second())) as [Member];
    const walker = openWalker();
    const start = authorizeUrl(
      world.issuer,
      authorizeParameters(shared, newVerifier().challenge, { prompt: undefined, resource: resourceOf(foreign) }),
    );
    const { answer } = await walker.walk(start, { as: here, until: REDIRECT_URI });
    expect([answer?.searchParams.get("error"), answer?.searchParams.has("code")]).toEqual(["access_denied", false]);
    expect(await silently(world.issuer, walker, shared, { resource: resourceOf(foreign) })).toBe("access_denied");

    const choice = await atChoice(here);
    for (const tenant of [foreign.id, "ten_00000000000000000000000000", "", "nothing", `${first().id} `, here.userId]) {
      const refused = await choice.walker.submit(choice.page.forms[0] as Form, new URLSearchParams({ tenant }));
      expect([refused.status, titleOf(refused)]).toEqual([400, titleOf(choice.page)]);
      expect(refused.headers.get("location")).toBeNull();
    }
    const twice = new URLSearchParams([
      ["tenant", foreign.id],
      ["tenant", first().id],
    ]);
    expect((await choice.walker.submit(choice.page.forms[0] as Form, twice)).status).toBe(400);
  });

  test("by resource in the middle of it: what the code was for stays", async () => {
    const [here] = (await personIn(first(), second())) as [Member];
    const walker = openWalker();
    const authorized = await authorize(world.issuer, shared, here, { resource: resourceOf(first()) }, walker);
    const { status, body } = await redeem(world.issuer, shared, authorized, { resource: resourceOf(second()) });
    expect([status, body.error]).toEqual([400, "invalid_target"]);
    const tokens = await tokensOf(world.issuer, shared, here, { resource: resourceOf(first()) }, walker);
    const wider = await refresh(world.issuer, shared, tokens.refresh_token, { resource: resourceOf(second()) });
    expect([wider.status, wider.body.error]).toEqual([400, "invalid_target"]);
    expect((await refresh(world.issuer, shared, tokens.refresh_token)).status).toBe(200);
  });

  test("of two at once", async () => {
    const [here] = (await personIn(first(), second())) as [Member];
    const start = authorizeUrl(
      world.issuer,
      authorizeParameters(shared, newVerifier().challenge, { resource: [resourceOf(first()), resourceOf(second())] }),
    );
    const { answer } = await openWalker().walk(start, { as: here, until: REDIRECT_URI });
    expect(answer?.searchParams.get("error")).toBe("invalid_target");
  });

  test("through another tenant's client: a tenant's own signs in that tenant's users alone", async () => {
    const [here, there] = (await personIn(first(), second())) as [Member, Member];
    const own = await second().client({ kind: "PUBLIC" });
    const tokens = await tokensOf(world.issuer, own, { ...here, tenant: undefined } as never);
    expect(decodeJwt(tokens.access_token)).toMatchObject({ sub: there.userId, tenant_id: there.tenant });
    const [stranger] = (await personIn(first())) as [Member];
    const start = authorizeUrl(world.issuer, authorizeParameters(own, newVerifier().challenge));
    const { answer } = await openWalker().walk(start, { as: stranger, until: REDIRECT_URI });
    expect(answer?.searchParams.get("error")).toBe("access_denied");
    const named = await openWalker().walk(
      authorizeUrl(world.issuer, authorizeParameters(own, newVerifier().challenge, { resource: resourceOf(first()) })),
      { as: here, until: REDIRECT_URI },
    );
    expect(named.answer?.searchParams.get("error")).toBe("access_denied");
  });

  test("through the end of the choice: who is removed between the page and the click is not let in", async () => {
    const [here, there] = (await personIn(first(), second())) as [Member, Member];
    const { walker, page } = await atChoice(here);
    await removeMember(world.server, second(), there);
    const clicked = await walker.submit(page.forms[0] as Form, new URLSearchParams({ tenant: there.tenant }));
    expect(clicked.status).toBe(400);
    await addMember(second(), there, "Viewer");
    await until(async () => {
      const again = await walker.submit(page.forms[0] as Form, new URLSearchParams({ tenant: there.tenant }));
      return again.status === 200;
    }, 5_000);
  });
});

describe("consent", () => {
  /** Titles of the pages that a browser met on its way to a code. */
  async function pagesOf(walker: Walker, client: TestClient, member: Member, other = {}) {
    const start = authorizeUrl(
      world.issuer,
      authorizeParameters(client, newVerifier().challenge, { prompt: undefined, ...other }),
    );
    const { passed, answer } = await walker.walk(start, { as: member, until: client.redirectUri });
    expect(answer?.searchParams.get("code")).toBeTypeOf("string");
    return new Set(passed.map(titleOf).filter((title) => title !== undefined));
  }
  const CONSENT = "Allow access?";

  test("to a tenant's client is asked for once, in whatever browser, and again for more", async () => {
    const [member] = (await personIn(first())) as [Member];
    const client = await first().client({ kind: "PUBLIC" });
    const walker = openWalker();
    expect(await pagesOf(walker, client, member)).toContain(CONSENT);
    expect(await pagesOf(walker, client, member)).not.toContain(CONSENT);
    expect(await pagesOf(openWalker(), client, member)).not.toContain(CONSENT);
    expect(await pagesOf(walker, client, member, { prompt: "consent" })).toContain(CONSENT);
    expect(await pagesOf(walker, client, member, { scope: "openid email profile" })).toContain(CONSENT);
    expect(await pagesOf(openWalker(), client, member, { scope: "openid email profile" })).not.toContain(CONSENT);
  });

  test("to some permissions is none to others, and none to all that the role allows", async () => {
    const [member] = (await personIn(first())) as [Member];
    const client = await first().client({ kind: "PUBLIC" });
    const walker = openWalker();
    const isAsked = async (scope: string, browser = walker) =>
      (await pagesOf(browser, client, member, { scope })).has(CONSENT);
    expect(await isAsked("openid record:read")).toBe(true);
    expect(await isAsked("openid record:read")).toBe(false);
    expect(await isAsked("openid record:read record:create")).toBe(true);
    expect(await isAsked("openid record:create", openWalker())).toBe(false);
    expect(await isAsked("openid")).toBe(true);
    expect(await isAsked("openid")).toBe(false);
    // Part of all.
    expect(await isAsked("openid record:delete", openWalker())).toBe(false);
  });

  test("once given counts for one person, one tenant and one client", async () => {
    const [here] = (await personIn(first())) as [Member];
    const [other] = (await personIn(first())) as [Member];
    const [client, another] = [await first().client({ kind: "PUBLIC" }), await first().client({ kind: "PUBLIC" })];
    expect(await pagesOf(openWalker(), client, here)).toContain(CONSENT);
    expect(await pagesOf(openWalker(), client, other)).toContain(CONSENT);
    expect(await pagesOf(openWalker(), another, here)).toContain(CONSENT);
  });

  test("refused is no consent, and is asked for again", async () => {
    const [member] = (await personIn(first())) as [Member];
    const client = await first().client({ kind: "PUBLIC" });
    const walker = openWalker();
    const start = authorizeUrl(
      world.issuer,
      authorizeParameters(client, newVerifier().challenge, { prompt: undefined }),
    );
    const { answer } = await walker.walk(start, { as: member, consent: "deny", until: REDIRECT_URI });
    expect(answer?.searchParams.get("error")).toBe("access_denied");
    expect(await silently(world.issuer, walker, client)).toBe("consent_required");
    expect(await pagesOf(walker, client, member)).toContain(CONSENT);
  });

  test("is not asked for by the installation's web client, and always by its native one", async () => {
    const [member] = (await personIn(first())) as [Member];
    const native = await installationClient(world.server, "http://127.0.0.1/callback");
    const walker = openWalker();
    expect(await pagesOf(walker, shared, member)).not.toContain(CONSENT);
    for (let time = 0; time < 2; time++) expect(await pagesOf(walker, native, member)).toContain(CONSENT);
    // Whoever holds the port may be another program each time, so nothing is given without a question.
    expect(await silently(world.issuer, walker, native)).toBe("interaction_required");
  });
});
