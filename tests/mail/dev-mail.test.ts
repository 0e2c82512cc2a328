import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  accessibilityFaults,
  BROWSER_TIMEOUT_MS,
  type Browser,
  haveBrowser,
  listenToComplaints,
  openBrowser,
} from "../testkit/browser.ts";
import { mailboxOf } from "../testkit/mailbox.ts";
import { change, type OAuthTenant, type OAuthWorld, openOAuthWorld } from "../testkit/oauth.ts";

let world: OAuthWorld;
let tenant: OAuthTenant;
let browser: Browser | undefined;
const email = "casey@people.example";

beforeAll(async () => {
  world = await openOAuthWorld({ BULKHEAD_ENV: "development" });
  tenant = await world.tenant();
  const CREATE = "mutation ($i: CreateUserInput!) { createUser(input: $i) { user { id } } }";
  const LINK = "mutation ($i: CreateActivationLinkInput!) { createActivationLink(input: $i) { url } }";
  const { user } = await change<{ user: { id: string } }>(tenant.admin, CREATE, { email, name: "Casey" });
  await change(tenant.admin, LINK, { userId: user.id });
  await mailboxOf(world.server).mailTo(email);
  browser = haveBrowser() ? await openBrowser() : undefined;
}, BROWSER_TIMEOUT_MS);

afterAll(async () => {
  await browser?.close();
  await world?.stop();
});

test("in development a developer finds the mail at /dev/mail", async () => {
  const list = await (await fetch(`${world.issuer}/dev/mail`)).text();
  expect(list).toContain(email);
  const [, path = ""] = /href="(\/dev\/mail\/[^"]+)"/.exec(list) ?? [];
  expect(await (await fetch(world.issuer + path)).text()).toContain("/oauth/activate?token=");
});

describe.each(["light", "dark"] as const)("in a browser, %s", (colorScheme) => {
  test("the pages are accessible, load nothing, and a click on the button of a mail leads where it should", async (context) => {
    if (!browser) return context.skip();
    const person = await browser.newContext({ colorScheme, viewport: { width: 1000, height: 1100 } });
    const page = await person.newPage();
    const complaints = listenToComplaints(page);
    const loaded: string[] = [];
    page.on("request", (request) => loaded.push(request.url()));
    await page.goto(`${world.issuer}/dev/mail`);
    expect(await accessibilityFaults(page)).toEqual([]);
    if (process.env.BULKHEAD_SHOTS)
      await page.screenshot({ path: `${process.env.BULKHEAD_SHOTS}/list-${colorScheme}.png` });
    await page.getByRole("link", { name: "Set your password" }).click();
    await page.frameLocator("iframe").getByRole("link", { name: "Set password" }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    if (process.env.BULKHEAD_SHOTS)
      await page.screenshot({ path: `${process.env.BULKHEAD_SHOTS}/mail-${colorScheme}.png`, fullPage: true });
    expect(loaded.filter((url) => !url.startsWith(`${world.issuer}/dev/mail`) && !url.startsWith("about:"))).toEqual(
      [],
    );
    await page.frameLocator("iframe").getByRole("link", { name: "Set password" }).click();
    await page.waitForURL("**/oauth/activate?token=*");
    expect(await page.getByRole("heading").first().textContent()).toBe("Set your password");
    expect(complaints).toEqual([]);
    await person.close();
  });
});
