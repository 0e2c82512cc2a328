import { hash } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { change, type OAuthWorld, openOAuthWorld, REDIRECT_URI } from "../testkit/oauth.ts";
import type { Page } from "../testkit/oauth-page.ts";
import { authorize, authorizeParameters, authorizeUrl, newVerifier, post } from "../testkit/oauth-requests.ts";
import { openWalker } from "../testkit/oauth-walker.ts";

/** What people see on their way, one page of each kind, as the running product serves it. */
let world: OAuthWorld;
beforeAll(async () => {
  world = await openOAuthWorld();
}, 60_000);
afterAll(() => world?.stop());

/** And no redirect, which has a body too. */
const isPage = ({ headers }: Page) =>
  headers.get("content-type")?.startsWith("text/html") === true && !headers.has("location");

/** Walks past every page there is. */
async function everyPage(): Promise<Map<string, Page>> {
  const [home, other] = [await world.tenant(), await world.tenant()];
  const member = await home.member();
  const mail = { email: member.email, password: member.password };
  await other.member("Viewer", mail);
  const signedOut = "https://client.example/bye";
  const client = await home.client({ kind: "PUBLIC", postLogoutRedirectUris: [signedOut] });
  const start = authorizeUrl(world.issuer, authorizeParameters(client, newVerifier().challenge));
  const pages = new Map<string, Page>();
  const keep = (name: string, page: Page | undefined) => {
    if (!page || !isPage(page)) throw new Error(`${name}: ${page?.status} ${page?.html}`);
    pages.set(name, page);
  };

  keep("sign-in", (await openWalker().walk(start, { until: REDIRECT_URI })).page);
  const wrong = { ...mail, password: "not the password" };
  keep("sign-in again", (await openWalker().walk(start, { as: wrong, until: REDIRECT_URI })).page);
  const { walker, answer } = await authorize(world.issuer, client, member);
  keep("error", await walker.request(authorizeUrl(world.issuer, { client_id: "cli_unknown" })));
  const { passed } = await openWalker().walk(start, { as: member, until: REDIRECT_URI });
  for (const [at, page] of passed.filter(isPage).entries()) keep(`sign-in, ${at} before the end`, page);

  const { body } = await post(world.issuer, "device_authorization", { client_id: client.id, scope: "openid" });
  const userCode = String(body.user_code);
  keep("device", await openWalker().request(String(body.verification_uri)));
  keep("device by link", await openWalker().request(String(body.verification_uri_complete)));
  keep(
    "device, wrong code",
    (await openWalker().walk(String(body.verification_uri), { userCode: "NOPE", until: "none:" })).page,
  );
  const device = await openWalker().walk(String(body.verification_uri), { as: member, userCode, until: "none:" });
  keep("device confirmed", device.page);
  keep(
    "device confirmation",
    device.passed.find(({ html }) => html.includes('name="confirm"')),
  );

  expect(answer.searchParams.get("code")).toBeTypeOf("string");
  const end = `${world.issuer}/oauth/logout?${new URLSearchParams({ client_id: client.id })}`;
  keep("sign-out", await walker.request(end));
  keep("signed out", (await walker.walk(end, { until: "none:" })).page);

  const { user } = await change<{ user: { id: string } }>(
    home.admin,
    "mutation ($i: CreateUserInput!) { createUser(input: $i) { user { id } } }",
    { email: "new@people.example", name: "New" },
  );
  const { url } = await change<{ url: string }>(
    home.admin,
    "mutation ($i: CreateActivationLinkInput!) { createActivationLink(input: $i) { url } }",
    { userId: user.id },
  );
  keep("activation", await openWalker().request(url));
  const shortly = { email: "", password: "short" };
  keep("activation again", (await openWalker().walk(url, { as: shortly, until: "none:" })).page);
  keep("activation, dead link", await openWalker().request(`${url}x`));
  return pages;
}

test("no page may be framed, kept, or tell where it was; script runs only if its hash is allowed", async () => {
  const pages = await everyPage();
  for (const [name, { headers, html }] of pages) {
    const policy = headers.get("content-security-policy") ?? "";
    expect(policy, name).toContain("frame-ancestors 'none'");
    expect(policy, name).toContain("default-src 'none'");
    expect(policy, name).not.toContain("unsafe");
    expect(headers.get("x-frame-options"), name).toBe("DENY");
    expect(headers.get("referrer-policy"), name).toBe("no-referrer");
    expect(headers.get("cache-control"), name).toBe("no-store");
    expect(html, name).not.toMatch(/\son\w+=|javascript:/i);
    for (const [, script = ""] of html.matchAll(/<script[^>]*>(.*?)<\/script>/gs))
      expect(policy, name).toContain(`script-src 'sha256-${hash("sha256", script, "base64")}'`);
    expect(html, name).toMatch(/<html lang="en"/);
  }
}, 60_000);

test("somebody of several tenants chooses one, and may be asked to in a standard way", async () => {
  const [home, other] = [await world.tenant(), await world.tenant()];
  const member = await home.member();
  const elsewhere = await other.member("Viewer", { email: member.email, password: member.password });
  const client = await home.client({ kind: "PUBLIC" });
  // The client is the first tenant's: there is nothing to choose.
  const { answer } = await authorize(world.issuer, client, { ...member, tenant: undefined });
  expect(answer.searchParams.get("code")).toBeTypeOf("string");
  const resource = `${world.issuer}/api/tenants/${elsewhere.tenant}`;
  const refused = await openWalker().walk(
    authorizeUrl(world.issuer, authorizeParameters(client, newVerifier().challenge, { resource })),
    { as: member, until: REDIRECT_URI },
  );
  expect(refused.answer?.searchParams.get("error")).toBe("access_denied");
});
