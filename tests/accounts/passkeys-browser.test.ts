import type { Browser, BrowserContext, CDPSession, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  accessibilityFaults,
  addAuthenticator,
  BROWSER_TIMEOUT_MS,
  haveBrowser,
  listenToComplaints,
  openBrowser,
} from "../testkit/browser.ts";
import { type Member, type OAuthTenant, type OAuthWorld, openOAuthWorld } from "../testkit/oauth.ts";
import { until } from "../testkit/until.ts";

/** A person at the pages of their account in a real browser, with the authenticator that Chromium has for tests. */
describe.runIf(haveBrowser())("passkeys in Chromium", () => {
  let world: OAuthWorld;
  let tenant: OAuthTenant;
  let browser: Browser;
  beforeAll(async () => {
    world = await openOAuthWorld();
    tenant = await world.tenant();
    browser = await openBrowser();
  }, BROWSER_TIMEOUT_MS);
  afterAll(async () => {
    await browser?.close();
    await world?.stop();
  });

  let member: Member;
  let person: BrowserContext;
  let page: Page;
  let devtools: CDPSession;
  let authenticatorId: string;
  let complaints: string[];
  beforeEach(async () => {
    member = await tenant.member();
    person = await browser.newContext();
    page = await person.newPage();
    page.setDefaultTimeout(20_000);
    complaints = listenToComplaints(page);
    ({ devtools, authenticatorId } = await addAuthenticator(page));
  });
  afterEach(() => person.close());

  const at = (path: string) => `${world.issuer}${path}`;
  const here = () => new URL(page.url()).pathname;
  /** As a browser that offers passkeys only when a button is pressed; Chromium's authenticator never waits for anybody. */
  const withoutAutofill = () =>
    page.addInitScript("PublicKeyCredential.isConditionalMediationAvailable = async () => false");
  const credentials = async () =>
    (await devtools.send("WebAuthn.getCredentials", { authenticatorId })).credentials as {
      credentialId: string;
      signCount: number;
    }[];

  async function signInByPassword(path: string): Promise<void> {
    await page.goto(at(path));
    await page.locator("#email").fill(member.email);
    await page.locator("#password").fill(member.password);
    await page.locator("form:not([data-passkey]) button.main").click();
    await page.waitForURL(at(path));
  }

  /** Signs in by password, adds a passkey and keeps its recovery codes. */
  async function addPasskey(name = "This laptop"): Promise<void> {
    await signInByPassword("/account/passkeys");
    await page.locator("#name").fill(name);
    await page.getByRole("button", { name: "Add a passkey" }).click();
    await page.getByRole("heading", { name: "Keep these codes" }).waitFor();
  }

  test("one is made at the account's page, and signs in without a password, by its button", async () => {
    await addPasskey();
    expect(await page.locator(".codes li").count()).toBe(10);
    expect(await credentials()).toHaveLength(1);
    await person.clearCookies();
    await withoutAutofill();
    await page.goto(at("/account/sign-in"));
    await page.getByRole("button", { name: "Sign in with a passkey" }).click();
    await page.waitForURL(at("/account"));
    expect(await page.locator("main").textContent()).toContain(member.email);
    // A passkey is two factors: what changes how one signs in asks for no more.
    await page.goto(at("/account/passkeys"));
    expect(here()).toBe("/account/passkeys");
    expect(await page.locator(".choices li").textContent()).toContain("This laptop");
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });

  test("one is offered in the field for the address, before anything is pressed", async () => {
    await addPasskey();
    await person.clearCookies();
    await page.goto(at("/account/sign-in"));
    await page.waitForURL(at("/account"));
    expect(await page.locator("main").textContent()).toContain(member.email);
  });

  test("an answer on its way is not followed by another one, however often the button is pressed", async () => {
    await addPasskey();
    await person.clearCookies();
    await withoutAutofill();
    // The answer stays on its way: the form is sent nowhere.
    await page.addInitScript(`window.asked = window.sent = 0;
      const get = navigator.credentials.get.bind(navigator.credentials);
      navigator.credentials.get = (...given) => (window.asked++, get(...given));
      HTMLFormElement.prototype.submit = () => void window.sent++;`);
    await page.goto(at("/account/sign-in"));
    const press = () => page.evaluate(`document.querySelector("form[data-passkey] button").click()`);
    await press();
    await page.waitForFunction("window.sent === 1");
    await press();
    expect(await page.evaluate("[window.asked, window.sent]")).toEqual([1, 1]);
  });

  test("one that nobody confirms leaves the page as it is, and says what to do", async () => {
    await addPasskey();
    await devtools.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: false });
    await person.clearCookies();
    await withoutAutofill();
    await page.goto(at("/account/sign-in"));
    await page.getByRole("button", { name: "Sign in with a passkey" }).click();
    await page.getByRole("alert").waitFor();
    expect(await page.getByRole("alert").textContent()).toContain("No passkey was used");
    expect(here()).toBe("/account/sign-in");
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  test("the same device is not registered twice", async () => {
    await addPasskey();
    await person.clearCookies();
    await page.goto(at("/account/sign-in?next=/account/passkeys"));
    await page.waitForURL(at("/account/passkeys"));
    await page.locator("#name").fill("Again");
    await page.getByRole("button", { name: "Add a passkey" }).click();
    await page.getByRole("alert").waitFor();
    expect(await page.getByRole("alert").textContent()).toContain("No passkey was made");
    expect(await credentials()).toHaveLength(1);
  });

  test("a copy is found by its counter, and opens nothing any more", async () => {
    await addPasskey();
    const owner = world.server.databases.owner.pool;
    // As if the original had been used often since the copy was taken.
    const { rowCount } = await owner.query(
      `update identity.passkey set counter = 1000
       where account_id = (select id from identity.account where email = $1)`,
      [member.email],
    );
    expect(rowCount).toBe(1);
    await person.clearCookies();
    await withoutAutofill();
    await page.goto(at("/account/sign-in"));
    await page.getByRole("button", { name: "Sign in with a passkey" }).click();
    await page.getByRole("alert").waitFor();
    expect(here()).toBe("/account/sign-in");
    const flagged = async () =>
      (
        await owner.query(
          `select from identity.passkey join identity.account on account.id = account_id
           where email = $1 and flagged_at is not null`,
          [member.email],
        )
      ).rowCount;
    await until(async () => (await flagged()) === 1);
  });

  test("a browser that runs no script is told so, and has the other ways", async () => {
    const plain = await browser.newContext({ javaScriptEnabled: false });
    const tab = await plain.newPage();
    await tab.goto(at("/account/sign-in"));
    expect(await tab.locator("form[data-passkey]").isVisible()).toBe(false);
    expect(await tab.locator("#passkey-absent").isVisible()).toBe(true);
    expect(await tab.locator("#password").isVisible()).toBe(true);
    await plain.close();
  });
});
