import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { decodeJwt } from "jose";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type AccountWorld, linkTo, newAddress, newPassword, openAccountWorld, SUBJECTS } from "../testkit/accounts.ts";
import { BROWSER_TIMEOUT_MS, haveBrowser, openBrowser } from "../testkit/browser.ts";
import { change, type OAuthTenant, type TestClient } from "../testkit/oauth.ts";
import { authorizeParameters, authorizeUrl, newVerifier, redeem } from "../testkit/oauth-requests.ts";
import { openWalker } from "../testkit/oauth-walker.ts";
import { totpOfSecret } from "../testkit/second-factors.ts";

/** Pictures of the pages on the way are left in this folder, for whoever wants to look at them. */
const { SCREENSHOTS } = process.env;

/** One person's whole life with an account, by mouse and keyboard, in a browser that runs no script. */
describe.runIf(haveBrowser())("in Chromium without JavaScript", () => {
  let world: AccountWorld;
  let tenants: OAuthTenant[];
  let application: Application;
  let client: TestClient;
  let browser: Browser;
  let person: BrowserContext;
  let tab: Page;
  beforeAll(async () => {
    world = await openAccountWorld();
    tenants = [await world.tenant(), await world.tenant()];
    application = await startApplication();
    client = await world.installationClient("PUBLIC", application.address);
    browser = await openBrowser();
    ({ person, tab } = await newBrowser());
  }, BROWSER_TIMEOUT_MS);
  afterAll(async () => {
    await browser?.close();
    await application?.stop();
    await world?.stop();
  });

  async function newBrowser() {
    const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 420, height: 860 } });
    const page = await context.newPage();
    page.setDefaultTimeout(60_000);
    return { person: context, tab: page };
  }

  const owner = { email: newAddress(), password: newPassword(), name: "Ada Lovelace" };
  let secret = "";
  let shots = 0;

  /** Each goes on where the one before has come to. */
  let isStuck = false;
  beforeEach(({ skip }) => skip(isStuck, "the person did not get so far"));
  afterEach(({ task }) => {
    isStuck ||= task.result?.state === "fail";
  });

  /** The page with this heading is there, and leads on. */
  async function at(heading: string, page = tab): Promise<void> {
    await page.getByRole("heading", { level: 1, name: heading, exact: true }).waitFor();
    expect(await page.locator("h1").allTextContents()).toEqual([heading]);
    expect(await page.title()).toContain(heading);
    const ways = page.locator("main a[href]:visible, main button:visible");
    expect([heading, (await ways.count()) > 0]).toEqual([heading, true]);
    const name = `${String(++shots).padStart(2, "0")}-${heading.toLowerCase().replaceAll(/\W+/g, "-")}.png`;
    if (SCREENSHOTS) await page.screenshot({ path: path.join(SCREENSHOTS, name), fullPage: true });
  }

  const named = (name: string | RegExp) => ({ name, exact: typeof name === "string" });
  const press = (name: string | RegExp, page = tab) => page.getByRole("button", named(name)).click();
  const follow = (name: string | RegExp, page = tab) => page.getByRole("link", named(name)).click();
  const fill = (label: string, value: string, page = tab) => page.getByLabel(label, { exact: true }).fill(value);

  /** What the person's phone shows; as if it had shown another when it was last asked. */
  async function code(): Promise<string> {
    await world.owner.query("update identity.totp set last_step = 0 where confirmed_at is not null");
    return totpOfSecret(secret);
  }

  async function giveCode(page = tab): Promise<void> {
    await at("Confirm that it is you", page);
    await fill("Code", await code(), page);
    await press("Continue", page);
  }

  async function givePassword(page = tab): Promise<void> {
    await at("Sign in", page);
    await fill("E-mail address", owner.email, page);
    await fill("Password", owner.password, page);
    await press("Sign in", page);
  }

  const mailed = (subject: string, address = owner.email, nth = 1) => linkTo(world.mailbox, address, subject, nth);

  test("signs up by a link in a mail, and is in their account", async () => {
    await tab.goto(`${world.issuer}/account/sign-up`);
    await at("Create an account");
    await fill("E-mail address", owner.email);
    await press("Send the link");
    await at("Look into your mail");
    await tab.goto(await mailed(SUBJECTS.signUp));
    await at("Choose your password");
    await fill("Your name", owner.name);
    await fill("Password", owner.password);
    await press("Create the account");
    await at("Your account");
    await tab.getByText(owner.email).waitFor();
  }, 180_000);

  test("is let into two tenants by the links of their Admins", async () => {
    for (const { admin } of tenants) {
      await tab.goto(await inviteTo(admin));
      await at("Set your password");
      await fill("Password", owner.password);
      await press("Set password");
      await at("You are all set");
      await follow("Your account");
      await at("Your account");
    }
  }, 180_000);

  /** As an Admin does it; answers the link of the mail. */
  async function inviteTo(admin: OAuthTenant["admin"]): Promise<string> {
    const { email, name } = owner;
    const CREATE = "mutation ($i: CreateUserInput!) { createUser(input: $i) { user { id } } }";
    const { user } = await change<{ user: { id: string } }>(admin, CREATE, { email, name });
    const ADD = "mutation ($i: AddMemberInput!) { addMember(input: $i) { member { id } } }";
    await change(admin, ADD, { userId: user.id, role: "Developer" });
    const LINK = "mutation ($i: CreateActivationLinkInput!) { createActivationLink(input: $i) { url } }";
    return (await change<{ url: string }>(admin, LINK, { userId: user.id })).url;
  }

  test("sets up an authenticator app by the secret that is written there, and keeps ten codes", async () => {
    await follow(/^Authenticator app/);
    await at("Authenticator app");
    const shown = await tab.locator("output.code").textContent();
    secret = (shown ?? "").replaceAll(" ", "");
    expect(secret).toMatch(/^[A-Z2-7]{32}$/);
    await fill("Code from the app", await code());
    await press("Add the app");
    await at("Keep these codes");
    expect(await tab.locator("ol.codes li").count()).toBe(10);
    await follow("I have kept them");
    await at("Your account");
    await tab.getByText("10 left").waitFor();
  }, 180_000);

  test("signs out, and in again to an application: password, tenant, code, consent", async () => {
    await follow("Sign out");
    await at("Sign out?");
    await press("Sign out");
    await at("You are signed out");
    const { verifier, challenge } = newVerifier();
    const parameters = authorizeParameters(client, challenge, { prompt: undefined });
    await tab.goto(authorizeUrl(world.issuer, parameters));
    await givePassword();
    await at("Where do you want to work?");
    const { admin, id } = tenants[1] as OAuthTenant;
    await press(new RegExp(admin.slug));
    await giveCode();
    await at("Allow access?");
    await press("Allow");
    await at("Welcome back");
    const landed = new URL(tab.url());
    const authorized = { code: landed.searchParams.get("code") ?? "", verifier, answer: landed, walker: openWalker() };
    const { status, body } = await redeem(world.issuer, client, authorized);
    expect([status, body.error]).toEqual([200, undefined]);
    expect(decodeJwt(String(body.access_token))).toMatchObject({
      tenant_id: id,
      acr: "urn:bulkhead:acr:multi-factor",
      amr: ["pwd", "otp", "mfa"],
    });
  }, 180_000);

  test("sees where they are signed in, and signs another browser out", async () => {
    const other = await newBrowser();
    await other.tab.goto(`${world.issuer}/account`);
    await givePassword(other.tab);
    await giveCode(other.tab);
    await at("Your account", other.tab);
    await tab.goto(`${world.issuer}/account`);
    await at("Your account");
    await follow(/^Where you are signed in/);
    await at("Where you are signed in");
    expect(await tab.locator("ul.rows li").count()).toBe(2);
    await tab.locator("ul.rows").getByRole("button", { name: "Sign out" }).click();
    await tab.getByRole("status").waitFor();
    await at("Where you are signed in");
    expect(await tab.locator("ul.rows li").count()).toBe(1);
    await follow("Back to your account");
    await at("Your account");
    await other.tab.reload();
    await at("Sign in", other.tab);
    await other.person.close();
  }, 180_000);

  test("forgets the password: another one by mail, then looks through what signs in", async () => {
    await person.clearCookies();
    await tab.goto(`${world.issuer}/account`);
    await at("Sign in");
    await follow("Forgot your password?");
    await at("Forgot your password?");
    await fill("E-mail address", owner.email);
    await press("Send the link");
    await at("Look into your mail");
    await tab.goto(await mailed(SUBJECTS.reset));
    await at("Choose another password");
    owner.password = newPassword();
    await fill("New password", owner.password);
    await press("Set password");
    await at("Your password is set");
    await follow("Sign in and look through them");
    await givePassword();
    await giveCode();
    await at("What signs you in");
    await press("Keep only this");
    await at("Keep these codes");
    await follow("I have kept them");
    await at("Your account");
  }, 180_000);

  test("takes another address, and another password on its page", async () => {
    const email = newAddress();
    await follow(/^E-mail address/);
    await at("Change your address");
    await fill("New e-mail address", email);
    await press("Send the link");
    await at("Look into your mail");
    await tab.goto(await mailed(SUBJECTS.changeEmail, email));
    await at("Use this address?");
    await press("Use this address");
    await at("Your address is changed");
    owner.email = email;
    await follow("Back to your account");
    await at("Your account");
    await follow(/^Password/);
    await at("Change your password");
    await fill("Password you have now", owner.password);
    owner.password = newPassword();
    await fill("New password", owner.password);
    await press("Change password");
    await at("Your password is changed");
    await follow("Back to your account");
    await giveCode();
    await at("Your account");
  }, 180_000);

  test("deletes the account, and it is gone", async () => {
    await follow(/^Delete your account/);
    await at("Delete your account");
    await fill("Type your e-mail address to confirm", owner.email);
    await press("Delete my account");
    // The only page that leads nowhere: there is nothing left to lead to.
    await tab.getByRole("heading", { name: "Your account is deleted" }).waitFor();
    await tab.goto(`${world.issuer}/account`);
    await givePassword();
    await tab.getByRole("alert").waitFor();
    expect(await tab.getByRole("alert").textContent()).toContain("E-mail address or password is wrong");
  }, 180_000);
});

interface Application {
  /** Where it is answered. */
  address: string;
  stop(): Promise<unknown>;
}

/** An application of somebody else's, as a browser without script sees it. */
async function startApplication(): Promise<Application> {
  const page = `<!doctype html><html lang="en"><title>Welcome back</title><main><h1>Welcome back</h1><p><a href="/">On</a></p></main></html>`;
  const server: Server = createServer((_request, response) => {
    response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(page);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}/landed`,
    stop: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}
