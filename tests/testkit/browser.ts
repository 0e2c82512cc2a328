import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import * as playwright from "playwright-core";
import { aptInstall } from "./apt.ts";

/** For the tests of rooms, which do not have the package. */
export type Browser = playwright.Browser;
export type BrowserContext = playwright.BrowserContext;
export type Page = playwright.Page;

/** Debian's. Browsers that playwright brings itself come from elsewhere than a package registry. */
const PROGRAM = "/usr/bin/chromium";

/** Nothing of its own over the network, and what it needs to run as root in a container. */
const FLAGS = [
  "--no-sandbox",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
  "--disable-quic",
  "--disable-gpu",
  "--disable-dev-shm-usage",
];

/** Installing it takes a minute or two the first time. */
export const BROWSER_TIMEOUT_MS = 600_000;

/** Installs Chromium, once. False, with a line that says so, where that cannot be; in CI that is a fault. */
export function haveBrowser(): boolean {
  if (existsSync(PROGRAM)) return true;
  try {
    aptInstall("chromium");
    return true;
  } catch (error) {
    if (process.env.CI) throw error;
    console.log("skipped: needs chromium");
    return false;
  }
}

/**
 * A headless Chromium of a test's own, with an empty profile in a new folder that goes with it. `newContext()` is a
 * person (cookies, storage), pages of one context are their tabs. Close it in the end.
 */
export function openBrowser(): Promise<Browser> {
  return playwright.chromium.launch({ executablePath: PROGRAM, headless: true, args: FLAGS, timeout: 60_000 });
}

/** An authenticator of the page's browser that keeps passkeys and says yes by itself: its id, and the debugger that knows it. */
export async function addAuthenticator(page: Page) {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("WebAuthn.enable", { enableUI: false });
  const { authenticatorId } = await devtools.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return { devtools, authenticatorId };
}

/** What Chromium says against a page: errors in its console (refusals by a content security policy among them) and uncaught ones. */
export function listenToComplaints(page: Page): string[] {
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  return complaints;
}

const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
/** All rules on all elements; but of what passes no list is made, and of what does not no selectors. */
const HOW = { runOnly: RULES, resultTypes: ["violations"], selectors: false };

/** What axe-core finds wrong with the page as it is shown now, by WCAG 2.2 AA and good practice: rule and markup. */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  // Through the debugger, to which the page's own policy does not apply.
  if (!(await page.evaluate("'axe' in window"))) await page.evaluate(readFileSync(axe, "utf8"));
  const found = (await page.evaluate(`axe.run(document, ${JSON.stringify(HOW)}).then(({ violations, passes }) => ({
    passed: passes.length,
    violations: violations.map(({ id, nodes }) => ({
      id,
      nodes: nodes.map(({ html, failureSummary }) => ({ html, failureSummary })),
    })),
  }))`)) as {
    violations: { id: string; nodes: { html: string; failureSummary?: string }[] }[];
    passed: number;
  };
  if (found.passed === 0) throw new Error("axe-core checked nothing");
  return found.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html}: ${failureSummary}`),
  );
}
