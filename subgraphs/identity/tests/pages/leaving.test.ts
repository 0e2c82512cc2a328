import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  BROWSER_TIMEOUT_MS,
  type Browser,
  haveBrowser,
  listenToComplaints,
  openBrowser,
} from "../../../../tests/testkit/browser.ts";
import { until } from "../../../../tests/testkit/until.ts";
import { formTargetOf } from "../../src/pages/form-target.ts";
import { onwardPage } from "../../src/pages/onward-page.ts";
import { signInPage } from "../../src/pages/sign-in-page.ts";
import { type Answer, type PageServer, redirectTo, startPageServer } from "./page-server.ts";

describe.skipIf(!haveBrowser())("leaving a form for the client, in Chromium", () => {
  let browser: Browser;
  let client: PageServer;
  /** A client whose callback leads on to another origin, the first one's. */
  let leading: PageServer;
  beforeAll(async () => {
    client = await startPageServer({});
    leading = await startPageServer({}, undefined, redirectTo(`${client.origin}/home`));
    browser = await openBrowser();
  }, BROWSER_TIMEOUT_MS);
  afterAll(async () => {
    await browser?.close();
    await client?.stop();
    await leading?.stop();
  });

  /** Posts a sign-in form; answers where the browser is then, what it complains of and how it announced itself. */
  async function leave(after: Answer, formTargets: string[]) {
    const page = () => signInPage({ action: "/post", email: "ada@acme.example", client: { name: "x" }, formTargets });
    const server = await startPageServer({ form: page }, after);
    const tab = await browser.newPage();
    const complaints = listenToComplaints(tab);
    await tab.goto(`${server.origin}/form`);
    await tab.locator(":focus").waitFor();
    await tab.keyboard.type("a long password");
    await tab.keyboard.press("Enter");
    await until(async () => tab.url().startsWith(client.origin) || complaints.length > 0, 20_000);
    const left = { url: tab.url(), complaints, headers: server.posted[0]?.headers };
    await tab.close();
    await server.stop();
    return left;
  }

  test("a redirect that the policy does not name is stopped", async () => {
    const { url, complaints } = await leave(redirectTo(`${client.origin}/callback`), []);
    expect(url).toMatch(/\/form$/);
    expect(complaints.join("\n")).toContain("form-action 'self'");
  });

  test("one to the client's origin is not, when the page was given it", async () => {
    const { url, complaints } = await leave(redirectTo(`${client.origin}/callback`), [
      formTargetOf(`${client.origin}/callback`),
    ]);
    expect([url, complaints]).toEqual([`${client.origin}/callback`, []]);
  });

  test("one that the client makes after its own is stopped all the same", async () => {
    const callback = `${leading.origin}/callback`;
    const { url } = await leave(redirectTo(callback), [formTargetOf(callback)]);
    expect(url).toMatch(/\/form$/);
  });

  test("a page in between lets the client lead on wherever it wants, and the form's policy name nobody", async () => {
    const { html, headers } = onwardPage({ to: `${leading.origin}/callback?code=a&iss=b` });
    const { url, complaints } = await leave((response) => response.writeHead(200, headers).end(html), []);
    expect([url, complaints]).toEqual([`${client.origin}/home`, []]);
  });

  test("a form comes from this origin by its fetch metadata; its Origin is null, since it names no referrer", async () => {
    const { headers } = await leave(redirectTo(`${client.origin}/callback`), []);
    expect(headers).toMatchObject({ "sec-fetch-site": "same-origin", origin: "null" });
    expect(headers?.referer).toBeUndefined();
  });
});
