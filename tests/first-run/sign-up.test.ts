import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  accessibilityFaults,
  addAuthenticator,
  BROWSER_TIMEOUT_MS,
  type Browser,
  haveBrowser,
  listenToComplaints,
  openBrowser,
  type Page,
} from "../testkit/browser.ts";
import { type Installation, newInstallation, type Running, run } from "../testkit/process.ts";

/** A newcomer, in a browser with an authenticator of its own, against a literal `npm start`. */
describe.runIf(haveBrowser())("a person at npm start", () => {
  const email = "robin@people.example";
  const password = "seven quiet herons at noon";
  let installation: Installation;
  let running: Running | undefined;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    installation = await newInstallation({ BULKHEAD_DEMO: "no" });
    running = run("npm", ["start", "--silent"], installation.environment);
    await running.printed("Ctrl-C stops everything", 120_000);
    browser = await openBrowser();
    page = await (await browser.newContext()).newPage();
    page.setDefaultTimeout(20_000);
    await addAuthenticator(page);
  }, BROWSER_TIMEOUT_MS);

  afterAll(async () => {
    await browser?.close();
    running?.signalGroup("SIGTERM");
    await running?.ended;
    installation?.remove();
  });

  /** What page it is, once it is there. */
  const shows = (heading: string) => page.getByRole("heading", { level: 1, name: heading, exact: true }).waitFor();
  const press = (name: string) => page.getByRole("button", { name, exact: true }).click();

  test("goes from sign-up to a passkey sign-in", async () => {
    const complaints = listenToComplaints(page);
    await page.goto(`${installation.address}/account/sign-up`);
    await page.getByLabel("E-mail address").fill(email);
    await press("Send the link");
    await shows("Look into your mail");

    await expect
      .poll(
        async () => {
          await page.goto(`${installation.address}/dev/mail`);
          return page.getByText(email).count();
        },
        { timeout: 20_000 },
      )
      .toBeGreaterThan(0);
    await page.locator("a[href^='/dev/mail/']").first().click();
    const link = page.frameLocator("iframe").getByRole("link").first();
    await page.goto((await link.getAttribute("href")) ?? "");
    await shows("Choose your password");
    await page.getByLabel("Your name").fill("Robin");
    await page.getByLabel("Password", { exact: true }).fill(password);
    await press("Create the account");
    await shows("Your account");
    expect(await accessibilityFaults(page)).toEqual([]);

    await page.goto(`${installation.address}/account/passkeys`);
    await page.getByLabel("Name").fill("This laptop");
    await press("Add a passkey");
    await shows("Keep these codes");
    // A passkey that was never used may be one that does not work.
    await page.goto(`${installation.address}/account`);
    await shows("Confirm that it is you");
    await press("Use your passkey");
    await shows("Your account");
    await page.goto(`${installation.address}/account/sign-out`);
    await press("Sign out");
    await shows("You are signed out");

    // Nothing is typed: the authenticator answers the field that offers passkeys, or the button where that came first.
    await page.goto(`${installation.address}/account`);
    await page
      .getByRole("button", { name: "Sign in with a passkey", exact: true })
      .click({ timeout: 2_000 })
      .catch(() => {});
    await shows("Your account");
    expect(await page.getByText(email).count()).toBeGreaterThan(0);
    expect(complaints).toEqual([]);
  }, 120_000);
});
