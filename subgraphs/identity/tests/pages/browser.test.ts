import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  accessibilityFaults,
  BROWSER_TIMEOUT_MS,
  type Browser,
  type BrowserContext,
  haveBrowser,
  listenToComplaints,
  openBrowser,
  type Page as Tab,
} from "../../../../tests/testkit/browser.ts";
import type { Page } from "../../src/pages/page.ts";
import { examplePages } from "./examples.ts";
import { HOSTILE } from "./hostile.ts";
import { type PageServer, startPageServer } from "./page-server.ts";

/** Pictures of all pages are left in this folder, for whoever wants to look at them. */
const { SCREENSHOTS } = process.env;

const names = Object.keys(examplePages());

/** The pages without the order to leave them, which would leave no time to look. */
function still(pages: Record<string, () => Page>): Record<string, () => Page> {
  const stay = ({ html, headers }: Page) => ({ html: html.replace(/<meta http-equiv="refresh"[^>]*>/, ""), headers });
  return Object.fromEntries(Object.entries(pages).map(([name, make]) => [name, () => stay(make())]));
}

describe.skipIf(!haveBrowser())("in Chromium", () => {
  let browser: Browser;
  let server: PageServer;
  beforeAll(async () => {
    const plain = still(examplePages());
    const hostile = Object.entries(still(examplePages((text) => `${HOSTILE}${text}`)));
    server = await startPageServer({
      ...plain,
      ...Object.fromEntries(hostile.map(([name, make]) => [`hostile-${name}`, make])),
    });
    browser = await openBrowser();
  }, BROWSER_TIMEOUT_MS);
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  describe("wide", () => {
    let context: BrowserContext;
    let page: Tab;
    let complaints: string[];
    beforeAll(async () => {
      context = await browser.newContext({ viewport: { width: 1024, height: 768 } });
      page = await context.newPage();
      complaints = listenToComplaints(page);
    });
    afterAll(() => context.close());

    describe.each(names)("%s", (name) => {
      beforeAll(async () => {
        await page.goto(`${server.origin}/${name}`);
      });

      test.each(["light", "dark"] as const)("in %s colours everybody can use it", async (colorScheme) => {
        await page.emulateMedia({ colorScheme });
        expect(await page.evaluate(`matchMedia("(prefers-color-scheme: ${colorScheme})").matches`)).toBe(true);
        if (SCREENSHOTS) await page.screenshot({ path: path.join(SCREENSHOTS, `${name}-${colorScheme}.png`) });
        expect(await accessibilityFaults(page)).toEqual([]);
      });

      test("the browser has nothing to complain of", () => {
        expect(complaints.splice(0)).toEqual([]);
      });
    });
  });

  describe("narrow", () => {
    let context: BrowserContext;
    let page: Tab;
    beforeAll(async () => {
      context = await browser.newContext({ viewport: { width: 320, height: 640 } });
      page = await context.newPage();
    });
    afterAll(() => context.close());

    // 320 pixels are also what 1280 are at 400 % (WCAG 2.2, 1.4.10); letters of twice the size come on top (1.4.4).
    async function expectNoScrolling(name: string): Promise<void> {
      if (SCREENSHOTS) await page.screenshot({ path: path.join(SCREENSHOTS, `${name}-320.png`), fullPage: true });
      const width = (size: string) =>
        page.evaluate(`document.documentElement.style.fontSize = "${size}", document.documentElement.scrollWidth`);
      expect(await width("")).toBe(320);
      expect(await width("200%")).toBe(320);
      await width("");
    }

    describe.each(names)("%s", (name) => {
      beforeAll(async () => {
        await page.goto(`${server.origin}/${name}`);
      });

      test("needs no scrolling sideways", () => expectNoScrolling(name));

      test("whatever has the focus shows it", async () => {
        // Of a group of radio buttons the chosen one is stopped at; arrows lead to the others.
        const controls =
          "document.querySelectorAll('a, button, select, input:not([type=hidden]):not([type=radio]:not(:checked))')";
        // Two may look alike: each is known by its place among them.
        const focused = `(({ id, textContent, localName }) =>
          [localName, [...${controls}].indexOf(document.activeElement), id, textContent].join(' '))(document.activeElement)`;
        const outline = "getComputedStyle(document.activeElement).outline";
        const reached = new Set();
        const count = Number(await page.evaluate(`${controls}.length`));
        // Once more than there are: in between the keys leave the page.
        for (let tabbed = 0; tabbed <= count; tabbed++) {
          await page.keyboard.press("Tab");
          const [element = "", shown] = (await page.evaluate(`[${focused}, ${outline}]`)) as string[];
          if (element.startsWith("body ")) continue;
          reached.add(element);
          expect(shown, element).toContain("solid 3px");
        }
        expect(reached.size).toBe(count);
      });
    });

    describe.each(names)("%s, of people with hostile names,", (name) => {
      beforeAll(async () => {
        await page.goto(`${server.origin}/hostile-${name}`);
      });

      test("needs no scrolling sideways", () => expectNoScrolling(`hostile-${name}`));

      test("shows what it is given as text only", async () => {
        const foreign =
          "document.querySelectorAll('img:not(header > img), main script, textarea, [onerror], [onfocus], main b').length";
        expect(await page.evaluate(foreign)).toBe(0);
        expect(
          await page.evaluate("document.styleSheets.length + document.styleSheets[0].cssRules.length"),
        ).toBeGreaterThan(30);
        const given = (await page.evaluate(
          "[...document.querySelectorAll('bdi, input[value]')].map((one) => one.value ?? one.textContent)",
        )) as string[];
        expect(
          given.filter((text) => !["", "yes", "Authenticator app"].includes(text) && !text.startsWith(HOSTILE)),
        ).toEqual([]);
      });
    });
  });

  test("the checks find what they look for: a field without a label, a script, a style", async () => {
    const page = await browser.newPage();
    const complaints = listenToComplaints(page);
    await page.goto(`${server.origin}/sign-in`);
    await page.evaluate("document.querySelector('label').remove()");
    expect(await accessibilityFaults(page)).toMatchObject([expect.stringContaining('label: <input id="email"')]);
    await page.evaluate(
      "document.body.append(Object.assign(document.createElement('script'), { text: 'window.ran = true' }))",
    );
    await page.evaluate("document.body.setAttribute('style', 'color:red')");
    expect(await page.evaluate("window.ran")).toBeUndefined();
    expect(complaints.join("\n")).toMatch(/inline script violates[\s\S]*inline style violates/);
    await page.close();
  });

  test("nobody shows a page inside another", async () => {
    const outer = await startPageServer({
      outer: () => ({
        html: `<iframe src="${server.origin}/sign-in"></iframe>`,
        headers: { "content-type": "text/html" },
      }),
    });
    const page = await browser.newPage();
    const complaints = listenToComplaints(page);
    await page.goto(`${outer.origin}/outer`);
    expect(page.frames().map((frame) => frame.url())).not.toContain(`${server.origin}/sign-in`);
    expect(complaints.join("\n")).toMatch(/frame-ancestors|refused to connect|X-Frame-Options/i);
    await page.close();
    await outer.stop();
  });
});
