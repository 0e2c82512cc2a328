import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { change, type OAuthTenant, type OAuthWorld, openOAuthWorld, REDIRECT_URI } from "../testkit/oauth.ts";
import type { Page } from "../testkit/oauth-page.ts";
import { authorizeParameters, authorizeUrl, newVerifier, post } from "../testkit/oauth-requests.ts";
import { openWalker } from "../testkit/oauth-walker.ts";
import { dataAddress, png } from "../testkit/pictures.ts";
import { until } from "../testkit/until.ts";

/** A tenant's name and logo above the pages that its users see, and above no other's. */
let world: OAuthWorld;
let tenant: OAuthTenant;
beforeAll(async () => {
  world = await openOAuthWorld();
}, 60_000);
beforeEach(async () => {
  tenant = await world.tenant();
});
afterAll(() => world?.stop());

const LOGO = dataAddress(png(80, 40));
const NAME = "Acme & <Söhne>";
const SHOWN = "Acme &amp; &lt;Söhne&gt;";
const CONFIGURE =
  "mutation ($i: UpdateTenantConfigInput!) { updateTenantConfig(input: $i) { tenantConfig { version } } }";

const configure = ({ expectedVersion, ...branding }: { expectedVersion: number; [name: string]: unknown }) =>
  change(tenant.admin, CONFIGURE, { expectedVersion, reason: "test", branding });
const headerOf = ({ html }: Page) => /<header>(.*?)<\/header>/s.exec(html)?.[1] ?? "";
const BRAND = `<img src="${LOGO}" alt=""><bdi>${SHOWN}</bdi>`;
const startFor = (client: { id: string }, other = {}) =>
  authorizeUrl(
    world.issuer,
    authorizeParameters(
      { ...client, secret: "", key: undefined, redirectUri: REDIRECT_URI },
      newVerifier().challenge,
      other,
    ),
  );
const isPage = ({ headers }: Page) => headers.get("content-type")?.startsWith("text/html") === true;

describe("with a client of the tenant's own", () => {
  test("sign-in and consent show name and logo", async () => {
    await configure({ expectedVersion: 0, displayName: NAME, logo: LOGO });
    const [member, client] = [await tenant.member(), await tenant.client({ kind: "PUBLIC" })];
    const { passed } = await openWalker().walk(startFor(client), { as: member, until: REDIRECT_URI });
    const pages = passed.filter((page) => isPage(page) && page.html.includes('<button class="main">'));
    expect(pages.map(headerOf)).toEqual([BRAND, BRAND]);
    const consent = pages.find(({ html }) => html.includes("Allow access?"));
    expect(consent?.html).toContain(`<bdi class="name">${SHOWN}</bdi>`);
    for (const { headers } of pages) expect(headers.get("content-security-policy")).toContain("img-src data:;");
  });

  test("the pages of a device show them once its client is known, and not before", async () => {
    await configure({ expectedVersion: 0, displayName: NAME, logo: LOGO });
    const [member, client] = [await tenant.member(), await tenant.client({ kind: "PUBLIC" })];
    const { body } = await post(world.issuer, "device_authorization", { client_id: client.id, scope: "openid" });
    const walk = { as: member, userCode: String(body.user_code), until: "none:" };
    expect(headerOf(await openWalker().request(String(body.verification_uri)))).toContain("Bulkhead");
    const { passed, page } = await openWalker().walk(String(body.verification_uri), walk);
    const confirm = passed.find(({ html }) => html.includes('name="confirm"'));
    expect([confirm, page].map((one) => headerOf(one as Page))).toEqual([BRAND, BRAND]);
  });

  test("its name is shown where it wants to be called nothing else, without a logo", async () => {
    const client = await tenant.client({ kind: "PUBLIC" });
    const { page } = await openWalker().walk(startFor(client), { until: REDIRECT_URI });
    expect(headerOf(page as Page)).toBe(`<bdi>${tenant.admin.slug}</bdi>`);
  });

  test("a change is seen within a second, and a logo that was taken away is seen no more", async () => {
    const client = await tenant.client({ kind: "PUBLIC" });
    const header = async () =>
      headerOf((await openWalker().walk(startFor(client), { until: REDIRECT_URI })).page as Page);
    await header();
    await configure({ expectedVersion: 0, displayName: NAME, logo: LOGO });
    await until(async () => (await header()) === BRAND);
    await configure({ expectedVersion: 1, logo: null });
    await until(async () => (await header()) === `<bdi>${SHOWN}</bdi>`);
  });
});

describe("with a client of the installation", () => {
  test("nothing is told of a tenant before somebody signed in, whatever the request names", async () => {
    await configure({ expectedVersion: 0, displayName: NAME, logo: LOGO });
    const client = await world.installationClient();
    for (const resource of [undefined, `${world.issuer}/api/tenants/${tenant.id}`]) {
      const { page } = await openWalker().walk(startFor(client, { resource }), { until: REDIRECT_URI });
      expect(headerOf(page as Page)).toContain("Bulkhead");
      expect(page?.html).not.toContain("Acme");
    }
  });

  test("the tenant that is entered shows itself when it asks for consent", async () => {
    await configure({ expectedVersion: 0, displayName: NAME, logo: LOGO });
    const [member, client] = [await tenant.member(), await world.installationClient()];
    const { passed } = await openWalker().walk(startFor(client), { as: member, until: REDIRECT_URI });
    const consent = passed.find(({ html }) => html.includes("Allow access?"));
    expect(headerOf(consent as Page)).toBe(BRAND);
  });
});

test("an activation link leads to a page of the tenant that made it", async () => {
  await configure({ expectedVersion: 0, displayName: NAME, logo: LOGO });
  const CREATE_USER = "mutation ($i: CreateUserInput!) { createUser(input: $i) { user { id } } }";
  const LINK = "mutation ($i: CreateActivationLinkInput!) { createActivationLink(input: $i) { url } }";
  const made = await change<{ user: { id: string } }>(tenant.admin, CREATE_USER, {
    email: `${crypto.randomUUID()}@people.example`,
    name: "New",
  });
  const { url } = await change<{ url: string }>(tenant.admin, LINK, { userId: made.user.id });
  expect(headerOf(await openWalker().request(url))).toBe(BRAND);
});
