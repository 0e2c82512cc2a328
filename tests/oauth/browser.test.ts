import type { Browser, BrowserContext, Page, Route } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { BROWSER_TIMEOUT_MS, haveBrowser, listenToComplaints, openBrowser } from "../testkit/browser.ts";
import { type Member, type OAuthTenant, type OAuthWorld, openOAuthWorld, type TestClient } from "../testkit/oauth.ts";
import { type SpaServer, spaHome, startSpa } from "../testkit/oauth-spa.ts";

/** The page's single-page app (oidc-client-ts) in a real browser, on another origin than the server's. */
describe.runIf(haveBrowser())("oidc-client-ts in Chromium", () => {
  let world: OAuthWorld;
  let tenant: OAuthTenant;
  let member: Member;
  let client: TestClient;
  let spa: SpaServer;
  let browser: Browser;
  let person: BrowserContext;
  beforeAll(async () => {
    const home = await spaHome();
    world = await openOAuthWorld({ BULKHEAD_ALLOWED_ORIGINS: home });
    spa = await startSpa(world.issuer, home);
    tenant = await world.tenant();
    member = await tenant.member();
    client = await tenant.client({
      kind: "PUBLIC",
      redirectUris: [spa.redirectUri],
      postLogoutRedirectUris: [`${spa.home}/`],
    });
    spa.serve(client.id);
    browser = await openBrowser();
  }, BROWSER_TIMEOUT_MS);
  afterAll(async () => {
    await browser?.close();
    await spa?.stop();
    await world?.stop();
  });

  interface Signed {
    access_token: string;
    refresh_token: string;
    profile: { sub: string; email: string };
  }

  /** Opens the app in a tab, once it knows who is signed in. */
  async function open(): Promise<Page> {
    const page = await person.newPage();
    page.setDefaultTimeout(15_000);
    await page.goto(spa.home);
    await page.waitForSelector("body[data-ready]");
    return page;
  }

  const user = (page: Page) => page.evaluate("app.users.getUser()") as Promise<Signed | null>;
  const renew = (page: Page) => page.evaluate("app.users.signinSilent()") as Promise<Signed>;

  /** As a person does it: looks at the page that is there, types or presses, until back in the app. */
  async function signIn(page: Page): Promise<Signed> {
    await page.evaluate("void app.signIn()");
    await page.waitForURL(`${world.issuer}/**`);
    for (let pages = 0; pages < 5 && page.url().startsWith(world.issuer); pages++) {
      const shown = page.url();
      if ((await page.locator("input[type=password]").count()) > 0) {
        await page.locator("input[name=email], input[name=login]").fill(member.email);
        await page.locator("input[type=password]").fill(member.password);
      }
      await page.locator("form button").first().click();
      await page.waitForURL((url) => url.href !== shown);
    }
    await page.waitForSelector("body[data-ready]");
    return (await user(page)) as Signed;
  }

  beforeEach(async () => {
    person = await browser.newContext();
  });
  afterEach(() => person.close());

  test("signs in through the real pages, calls the API, signs out everywhere", async () => {
    const page = await open();
    const complaints = listenToComplaints(page);
    expect(await user(page)).toBeNull();
    const signed = await signIn(page);
    expect(signed.profile.sub).toMatch(/^usr_/);
    expect(page.url()).toBe(`${spa.home}/`);
    const answer = await page.evaluate(`app.ask("{ me { actor { id } roles } }")`);
    expect(answer).toEqual({ data: { me: { actor: { id: signed.profile.sub }, roles: ["Developer"] } } });
    await page.evaluate("void app.signOut()");
    await page.waitForURL(`${world.issuer}/**`);
    await page.locator("form button").first().click();
    await page.waitForURL(`${spa.home}/`);
    await page.waitForSelector("body[data-ready]");
    expect(await user(page)).toBeNull();
    expect(complaints).toEqual([]);
  }, 60_000);

  test("two tabs renew at the same moment with the same token, and both stay signed in", async () => {
    const [one, two] = [await open(), await open()];
    let last = await signIn(one);
    await two.reload();
    await two.waitForSelector("body[data-ready]");
    for (let round = 0; round < 3; round++) {
      const sent = await holdUntilBoth(person);
      const [first, second] = await Promise.all([renew(one), renew(two)]);
      await person.unroute("**/oauth/token");
      expect(sent).toEqual([last.refresh_token, last.refresh_token]);
      expect(first.refresh_token).not.toBe(last.refresh_token);
      expect([second.access_token, second.refresh_token]).toEqual([first.access_token, first.refresh_token]);
      last = first;
    }
    for (const tab of [one, two])
      expect(await tab.evaluate(`app.ask("{ me { roles } }")`)).toEqual({ data: { me: { roles: ["Developer"] } } });
  }, 60_000);

  test("renews in a hidden frame by the session alone, and is told when there is none", async () => {
    const page = await open();
    const before = await signIn(page);
    const framed = "app.users.signinSilent({ forceIframeAuth: true })";
    const after = (await page.evaluate(framed)) as Signed;
    expect(after.profile.sub).toBe(before.profile.sub);
    expect(after.access_token).not.toBe(before.access_token);
    await person.clearCookies();
    expect(await page.evaluate(`${framed}.catch(({ error }) => error)`)).toBe("login_required");
  }, 60_000);

  test("binds its tokens to a key that never leaves the browser: what was stolen is worth nothing", async () => {
    spa.serve(client.id, `dpop: { bind_authorization_code: true, store: new IndexedDbDPoPStore() },`);
    await person.route("**/spa.js", async (route) => {
      const answer = await route.fetch();
      const body = (await answer.text()).replace("import { ", "import { IndexedDbDPoPStore, ");
      await route.fulfill({ response: answer, body });
    });
    const page = await open();
    const { refresh_token } = await signIn(page);
    expect((await renew(page)).profile.sub).toMatch(/^usr_/);
    const form = new URLSearchParams({ grant_type: "refresh_token", client_id: client.id, refresh_token });
    const stolen = await fetch(`${world.issuer}/oauth/token`, { method: "POST", body: form });
    expect(stolen.status).toBe(400);
    expect(await stolen.json()).toMatchObject({ error: expect.stringMatching(/invalid_(grant|dpop_proof|request)/) });
  }, 60_000);
});

/** Lets requests for tokens through only when two wait, and keeps what each sent. */
async function holdUntilBoth(person: BrowserContext): Promise<(string | null)[]> {
  const sent: (string | null)[] = [];
  const held: Route[] = [];
  await person.route("**/oauth/token", async (route) => {
    sent.push(new URLSearchParams(route.request().postData() ?? "").get("refresh_token"));
    held.push(route);
    if (held.length === 2) await Promise.all(held.map((one) => one.continue()));
  });
  return sent;
}
