import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  BROWSER_TIMEOUT_MS,
  type Browser,
  haveBrowser,
  openBrowser,
  type Page,
} from "../../../../tests/testkit/browser.ts";
import { examplePages } from "./examples.ts";
import { type PageServer, startPageServer } from "./page-server.ts";

describe.skipIf(!haveBrowser())("by keyboard alone, with scripts switched off", () => {
  let browser: Browser;
  let server: PageServer;
  let page: Page;
  beforeAll(async () => {
    server = await startPageServer(examplePages());
    browser = await openBrowser();
  }, BROWSER_TIMEOUT_MS);
  beforeEach(async () => {
    page = await browser.newPage({ javaScriptEnabled: false });
  });
  afterEach(() => page.close());
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  /** Opens a page and presses keys, or types what is not the name of one; answers what was posted. */
  async function pressed(name: string, ...keys: string[]) {
    await page.goto(`${server.origin}/${name}`);
    // The browser gives the focus a moment after the page is there; what is typed before is lost.
    if ((await page.locator("[autofocus]").count()) > 0) await page.locator(":focus").waitFor();
    for (const key of keys)
      await (/^(Tab|Enter|Space)$/.test(key) ? page.keyboard.press(key) : page.keyboard.type(key));
    await page.waitForURL("**/landed");
    const { target, fields } = server.posted.splice(0)[0] ?? {};
    return { target, fields };
  }

  test("a person signs in", async () => {
    expect(await pressed("sign-in", "ada@acme.example", "Tab", "a long password", "Enter")).toEqual({
      target: "/post",
      fields: [
        ["state", "s-1"],
        ["email", "ada@acme.example"],
        ["password", "a long password"],
      ],
    });
  });

  test("an address beyond ASCII is sent as it was typed", async () => {
    const { fields } = await pressed("sign-in", "zoë@bücher.example", "Tab", "a long password", "Enter");
    expect(fields).toContainEqual(["email", "zoë@bücher.example"]);
  });

  test("who was refused goes on at the password", async () => {
    const { fields } = await pressed("sign-in-wrong", "a long password", "Enter");
    expect(fields).toEqual([
      ["state", "s-1"],
      ["email", "ada@acme.example"],
      ["password", "a long password"],
    ]);
  });

  test("who does not want to sign in says so", async () => {
    expect((await pressed("sign-in", "Tab", "Tab", "Tab", "Enter")).target).toBe("/post?no");
  });

  test("a tenant is chosen", async () => {
    const { fields } = await pressed("choose-tenant", "Tab", "Tab", "Enter");
    expect(fields).toEqual([
      ["state", "s-1"],
      ["tenant", "ten_2"],
    ]);
  });

  test("access is allowed, or not", async () => {
    expect((await pressed("consent", "Tab", "Enter")).target).toBe("/post");
    expect((await pressed("consent", "Tab", "Tab", "Enter")).target).toBe("/post?no");
  });

  test("a device's code is entered, confirmed, refused", async () => {
    const asked: [string, string][] = [
      ["xsrf", "Xq0bPzF8"],
      ["user_code", "BCDF-GHJK"],
    ];
    expect((await pressed("device-code", "BCDF-GHJK", "Enter")).fields).toEqual(asked);
    expect((await pressed("device-confirm", "Tab", "Enter")).fields).toEqual([...asked, ["confirm", "yes"]]);
    const refused = await pressed("device-confirm", "Tab", "Tab", "Enter");
    expect(refused.fields).toEqual([...asked, ["confirm", "yes"], ["abort", "yes"]]);
  });

  test("a person signs out, or stays", async () => {
    expect((await pressed("sign-out", "Tab", "Enter")).fields).toEqual([
      ["xsrf", "Xq0bPzF8"],
      ["logout", "yes"],
    ]);
    expect((await pressed("sign-out", "Tab", "Tab", "Enter")).fields).toEqual([["xsrf", "Xq0bPzF8"]]);
  });

  test("a password is set; the link, not the form, says whose", async () => {
    const { fields } = await pressed("activate", "a long password", "Enter");
    expect(fields).toEqual([
      ["token", "bhl_1f0c"],
      ["password", "a long password"],
    ]);
  });

  test("a form that a script would post is posted by a button", async () => {
    expect((await pressed("continue", "Enter")).fields).toEqual([["user_code", "BCDF-GHJK"]]);
  });
});
