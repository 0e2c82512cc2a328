import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ageSessions } from "../testkit/account-rows.ts";
import { type OAuthTenant, type OAuthWorld, openOAuthWorld, type TestClient } from "../testkit/oauth.ts";
import { silently } from "../testkit/oauth-ends.ts";
import type { Page } from "../testkit/oauth-page.ts";
import { authorize, refresh, tokensOf } from "../testkit/oauth-requests.ts";
import { openWalker, type Person, type Walker } from "../testkit/oauth-walker.ts";
import { addPasskey, addTotp, memberWithTotp } from "../testkit/second-factors.ts";
import { until } from "../testkit/until.ts";

/** Signing in to one's own account, without any client. */
let world: OAuthWorld;
let tenant: OAuthTenant;
let client: TestClient;

beforeAll(async () => {
  world = await openOAuthWorld();
  tenant = await world.tenant();
  client = await tenant.client({ kind: "PUBLIC" });
}, 60_000);
afterAll(() => world?.stop());

const at = (path: string) => `${world.issuer}/account/${path}`;

/** Signs in, and answers where the browser ended. */
async function signIn(person: Person, walker = openWalker(), next = "/account/sign-out") {
  const start = at(`sign-in?${new URLSearchParams({ next })}`);
  const { page, passed } = await walker.walk(start, { as: person, until: at("home-of-nobody") });
  return { walker, page: page as Page, passed };
}

const pathOf = ({ url }: Page) => new URL(url).pathname;
const cookieOf = ({ jar }: Walker) => [...jar.values()].find(({ name }) => name === "bulkhead_session")?.value;

const withTotp = () => memberWithTotp(world, tenant);

describe("/account/sign-in", () => {
  test("signs in for every client too, and leads to where one wanted to go", async () => {
    const member = await tenant.member();
    await authorize(world.issuer, client, member);
    const { walker, passed } = await signIn(member, openWalker(), "/account/sessions");
    expect(passed.some((page) => pathOf(page) === "/account/sessions")).toBe(true);
    expect(await silently(world.issuer, walker, client)).toBe("a code");
  });

  test("asks for the second factor of those who have one, before any page of the account", async () => {
    const member = await withTotp();
    const byPassword = { email: member.email, password: member.password };
    const { walker, page } = await signIn(byPassword, openWalker(), "/account/sessions");
    expect(pathOf(page)).toBe("/account/second-factor");
    const { passed } = await walker.walk(page.url, { as: member, until: "none:" });
    expect(passed.some((one) => pathOf(one) === "/account/sessions")).toBe(true);
    expect(await silently(world.issuer, walker, client)).toBe("consent_required");
  });

  test("takes a passkey alone", async () => {
    const member = await tenant.member();
    const { passkey } = await addPasskey(world, member);
    const { walker, passed } = await signIn({ email: "", password: "", passkey }, openWalker(), "/account/sessions");
    expect(passed.some((one) => pathOf(one) === "/account/sessions")).toBe(true);
    expect(passed.some((one) => pathOf(one) === "/account/second-factor")).toBe(false);
    expect(await silently(world.issuer, walker, client, { acr_values: "urn:bulkhead:acr:phishing-resistant" })).toBe(
      "consent_required",
    );
  });

  test("says the same of a wrong password and of an address that nobody has", async () => {
    const member = await tenant.member();
    const pages: string[] = [];
    for (const email of [member.email, "nobody-at-all@people.example"]) {
      const { page } = await signIn({ email, password: "not the password of anybody" });
      expect(page.status).toBe(401);
      pages.push(page.html.replaceAll(email, "").replaceAll(/(value|data-options)="[^"]*"/g, ""));
    }
    expect(pages[0]).toBe(pages[1]);
  });

  test("gives the browser another cookie each time: a planted one is worth nothing", async () => {
    const member = await tenant.member();
    const walker = openWalker();
    await walker.request(at("sign-in"));
    await authorize(world.issuer, client, await tenant.member(), {}, walker);
    const planted = walker.copy();
    const before = cookieOf(walker);
    await signIn(member, walker);
    expect(cookieOf(walker)).not.toBe(before);
    expect(await silently(world.issuer, planted, client)).toBe("login_required");
    const again = cookieOf(walker);
    const copy = walker.copy();
    await signIn(member, walker);
    expect(cookieOf(walker)).not.toBe(again);
    expect(await silently(world.issuer, copy, client)).toBe("login_required");
    expect(await silently(world.issuer, walker, client)).toBe("consent_required");
  });

  test("signs the person out who was signed in there before", async () => {
    const [one, other] = [await tenant.member(), await tenant.member()];
    const walker = openWalker();
    const tokens = await tokensOf(world.issuer, client, one, {}, walker);
    await signIn(other, walker);
    const { body } = await refresh(world.issuer, client, tokens.refresh_token);
    expect(body.error).toBe("invalid_grant");
  });

  test("keeps what the same person let clients do in the browser", async () => {
    const member = await tenant.member();
    const walker = openWalker();
    const tokens = await tokensOf(world.issuer, client, member, {}, walker);
    await signIn(member, walker);
    expect((await refresh(world.issuer, client, tokens.refresh_token)).status).toBe(200);
    expect(await silently(world.issuer, walker, client)).toBe("a code");
  });

  test.each([
    "https://evil.example/",
    "//evil.example",
    "/\\evil.example",
    "/oauth/authorize?client_id=x",
    "/account/../oauth/logout",
    "/account/sessions?x=y",
    "/account/sessions#x",
    "/accountant",
    "javascript:alert(1)",
    "/account/sign-in",
    "/account/sign-out",
    "/account/second-factor",
    "",
  ])("goes nowhere but to a page of the account: not to %j", async (next) => {
    const member = await tenant.member();
    const { passed } = await signIn(member, openWalker(), next);
    const foreign = passed.filter(({ url }) => !url.startsWith(world.issuer));
    expect(foreign).toEqual([]);
    expect(pathOf(passed[0] as Page)).toBe("/account");
  });
});

describe("login CSRF: nobody is signed in as somebody else by a form of another site", () => {
  const fields = ({ email, password }: Person, other = {}) => new URLSearchParams({ email, password, ...other });

  test.each([
    ["from another site, as browsers say", { "sec-fetch-site": "cross-site", origin: "https://evil.example" }],
    ["from a neighbour", { "sec-fetch-site": "same-site", origin: "http://localhost:1" }],
    ["from a browser that says nothing of sites", { origin: "https://evil.example" }],
    ["from a page without an origin", { origin: "null" }],
    ["by a program that says nothing", {}],
  ])("%s", async (_, headers: Record<string, string>) => {
    const member = await tenant.member();
    // The attacker has a page of their own, so they know a proof, and cannot put its cookie into the victim's browser.
    const page = await openWalker().request(at("sign-in"));
    const proof = page.forms[0]?.fields.find(({ name }) => name === "proof")?.value ?? "";
    for (const body of [fields(member), fields(member, { proof })]) {
      const answer = await fetch(at("sign-in"), { method: "POST", body, redirect: "manual", headers });
      expect(answer.status).toBe(400);
      expect(answer.headers.getSetCookie().join()).not.toContain("bulkhead_session=");
    }
  });
});

describe("a page of the account", () => {
  test("is for a session with all factors: one by the password alone is sent to give the other", async () => {
    const member = await withTotp();
    const { walker } = await signIn({ email: member.email, password: member.password });
    // Past the page that asks, by the address that was asked for.
    const page = await walker.request(at("second-factor?next=/account/sessions"));
    expect(page.status).toBe(200);
    for (const code of ["000000", "", "x".repeat(60)])
      expect((await walker.request(at("second-factor"), new URLSearchParams({ code }))).status).toBe(401);
    expect(await silently(world.issuer, walker, client)).toBe("login_required");
  });

  test("asks for no second factor of somebody who has none", async () => {
    const { walker } = await signIn(await tenant.member());
    const { headers } = await walker.request(at("second-factor?next=/account/sessions"));
    expect(headers.get("location")).toBe("/account/sessions");
  });

  test("of a code that was given keeps the time of the password", async () => {
    const member = await withTotp();
    await authorize(world.issuer, client, member);
    const { walker, page } = await signIn({ email: member.email, password: member.password });
    await ageSessions(world.server, member.email, 600);
    await walker.walk(page.url, { as: member, until: "none:" });
    expect(await silently(world.issuer, walker, client)).toBe("a code");
    expect(await silently(world.issuer, walker, client, { max_age: "300" })).toBe("login_required");
  });

  test("of a session that is ended while its code is looked at stays shut: no other takes its place", async () => {
    const member = await tenant.member();
    const { recoveryCodes, accountId } = await addTotp(world, member);
    const { walker } = await signIn({ email: member.email, password: member.password });
    const { pool } = world.server.databases.owner;
    const holder = await pool.connect();
    await holder.query("begin");
    await holder.query("select from identity.account where id = $1 for update", [accountId]);
    const answer = walker.request(at("second-factor"), new URLSearchParams({ code: recoveryCodes[0] ?? "" }));
    const waits = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'
                     and usename = 'bulkhead_oauth'`;
    await until(async () => (await pool.query(waits)).rowCount === 1);
    const request = { requestId: "owner", clientAddress: null };
    await world.server.platform.authorisation.accounts.sessions.endOthers(request, accountId, "none");
    await holder.query("rollback");
    holder.release();
    const { status, headers } = await answer;
    expect([status, headers.get("location")]).toEqual([303, "/account/sign-in?next=%2Faccount"]);
    expect((await walker.request(at("sessions"))).headers.get("location")).toMatch(/^\/account\/sign-in/);
  });

  test("sends whoever is signed in nowhere to sign in first", async () => {
    const { headers } = await openWalker().request(at("second-factor?next=/account/sessions"));
    expect(headers.get("location")).toBe(`/account/sign-in?next=${encodeURIComponent("/account/sessions")}`);
  });
});

describe("/account/sign-out", () => {
  test("asks first, then ends the session and what was begun in it", async () => {
    const member = await tenant.member();
    const walker = openWalker();
    const tokens = await tokensOf(world.issuer, client, member, {}, walker);
    const copy = walker.copy();
    const asked = await walker.request(at("sign-out"));
    expect(asked.html).toContain("Sign out?");
    await walker.request(at("sign-out"), new URLSearchParams());
    expect(await silently(world.issuer, walker, client)).toBe("a code");
    const done = await walker.request(at("sign-out"), new URLSearchParams({ logout: "yes" }));
    expect(done.html).toContain("You are signed out");
    expect(cookieOf(walker)).toBeUndefined();
    expect(await silently(world.issuer, copy, client)).toBe("login_required");
    expect((await refresh(world.issuer, client, tokens.refresh_token)).body.error).toBe("invalid_grant");
  });

  test("by a form of another site does nothing", async () => {
    const { walker } = await signIn(await tenant.member());
    const cookie = [...walker.jar.values()].map(({ name, value }) => `${name}=${value}`).join("; ");
    const headers = { cookie, "sec-fetch-site": "cross-site", origin: "https://evil.example" };
    const body = new URLSearchParams({ logout: "yes" });
    const answer = await fetch(at("sign-out"), { method: "POST", body, headers, redirect: "manual" });
    expect(answer.status).toBe(400);
    expect(await silently(world.issuer, walker, client)).toBe("consent_required");
  });
});
