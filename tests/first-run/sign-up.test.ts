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

  /** The key defines data and reads it back, in the company that was just made, and does nothing that takes an Admin. */
  async function worksForADeveloper(key: string): Promise<void> {
    const graphql = async (query: string) => {
      const answer = await fetch(`${installation.address}/graphql`, {
        method: "POST",
        headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
        body: JSON.stringify({ query }),
      });
      return answer.json();
    };
    expect(await graphql("{ tenant { slug } }")).toEqual({ data: { tenant: { slug: "robins-sohne-co" } } });
    const made = await graphql(
      `mutation { defineCollection(input: { name: "notes", schema: { type: "object", properties: { text: { type: "string" } } } }) { collection { name } } }`,
    );
    expect(made).toEqual({ data: { defineCollection: { collection: { name: "notes" } } } });
    expect(await graphql("{ apiKeys { nodes { id } } }")).toMatchObject({
      errors: [{ extensions: { code: "FORBIDDEN" } }],
    });
  }

  test("goes from sign-up to a company with a key that works, and a passkey sign-in", async () => {
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

    await page.getByRole("link", { name: "Set up a company" }).click();
    await shows("Set up your company");
    await page.getByLabel("Company name").fill("Robin's Söhne & Co");
    await press("Continue");
    await shows("Is this right?");
    expect(await page.getByText("robins-sohne-co").count()).toBe(1);
    await press("Create the company");
    await shows("Your company is ready");
    await press("Make a Developer key");
    await shows("Keep this key");
    expect(await accessibilityFaults(page)).toEqual([]);
    const key = (await page.getByLabel("API key").textContent()) ?? "";
    await worksForADeveloper(key);

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
  }, 180_000);
});
