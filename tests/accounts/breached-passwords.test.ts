import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { passwordDigest } from "@bulkhead/identity/src/accounts/breached/filter-format.ts";
import { importFilter } from "@bulkhead/identity/src/accounts/breached/import-filter.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { change, type OAuthTenant, type OAuthWorld, openOAuthWorld } from "../testkit/oauth.ts";
import { openWalker } from "../testkit/oauth-walker.ts";

/** Statement: a password that attackers try first is refused wherever one is chosen, by the product as it runs. */
const folder = mkdtempSync(path.join(tmpdir(), "bulkhead-breached-"));
const filter = path.join(folder, "filter");
const ONLINE = "stolen where only the service knows";
const importList = (list: string) => importFilter(Readable.from([Buffer.from(list)]), filter);

let world: OAuthWorld;
let service: Server;
let home: OAuthTenant;
beforeAll(async () => {
  await importList("stolen from somewhere else\n");
  const hex = passwordDigest(ONLINE).toString("hex").toUpperCase();
  service = createServer((_, response) => response.end(`${hex.slice(5)}:3`));
  await new Promise<void>((resolve) => service.listen(0, "127.0.0.1", resolve));
  world = await openOAuthWorld({
    BULKHEAD_BREACHED_PASSWORDS: filter,
    BULKHEAD_BREACHED_PASSWORDS_RANGE_URL: `http://127.0.0.1:${(service.address() as AddressInfo).port}/`,
  });
  home = await world.tenant();
}, 60_000);
afterAll(async () => {
  await world?.stop();
  service?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function newLink(email: string, name = "Grace Hopper"): Promise<string> {
  const create = "mutation ($i: CreateUserInput!) { createUser(input: $i) { user { id } } }";
  const { user } = await change<{ user: { id: string } }>(home.admin, create, { email, name });
  const link = "mutation ($i: CreateActivationLinkInput!) { createActivationLink(input: $i) { url } }";
  return (await change<{ url: string }>(home.admin, link, { userId: user.id })).url;
}

let people = 0;
const newEmail = () => `person-${++people}@people.example`;
async function choose(link: string, email: string, password: string) {
  const { page } = await openWalker().walk(link, { as: { email, password }, until: "none:" });
  return page;
}

test.each([
  ["in the filter of the installation", "stolen from somewhere else", "lists that attackers try first"],
  ["in the filter, in small letters", "Stolen From Somewhere Else", "lists that attackers try first"],
  ["in the list of common ones", "unbelievable", "lists that attackers try first"],
  ["of the person's name", "grace.hopper1", "little more than your name"],
  ["of the installation's name", "Bulkhead2026", "little more than your name"],
  ["of a run", "abcdefghijklmnop", "neighbouring characters in a row"],
  ["too short", "short", "12 to 200 characters"],
])(
  "a password %s is refused on the page, which says what to do; the link still works",
  async (_, password, sentence) => {
    const email = newEmail();
    const link = await newLink(email);
    const refused = await choose(link, email, password);
    expect(refused?.status).toBe(400);
    expect(refused?.html).toContain(sentence);
    expect(refused?.html).toContain('aria-invalid="true"');
    // Nowhere in the page: it would be in the browser's cache and history.
    if (password !== "short") expect(refused?.html).not.toContain(password);
    expect((await choose(link, email, "several words in a row"))?.status).toBe(200);
  },
);

test("a password that only the service knows is refused", async () => {
  // The service has a second to answer, and on a busy machine may miss it: then the password is taken.
  for (let tries = 1; ; tries++) {
    const email = newEmail();
    const page = await choose(await newLink(email), email, ONLINE);
    if (page?.status === 200 && tries < 5) continue;
    expect(page?.status).toBe(400);
    expect(page?.html).toContain("lists that attackers try first");
    break;
  }
});

test("another list is used from the moment it is imported, without a restart", async () => {
  await importList("stolen this very minute\n");
  const email = newEmail();
  const link = await newLink(email);
  expect((await choose(link, email, "stolen this very minute"))?.status).toBe(400);
  expect((await choose(link, email, "stolen from somewhere else"))?.status).toBe(200);
});

test("a filter that goes missing while the product runs takes no password away from anybody, and is logged", async () => {
  rmSync(filter);
  const email = newEmail();
  expect((await choose(await newLink(email), email, "stolen this very minute"))?.status).toBe(200);
  const logged = world.server.logged.join("\n");
  expect(logged).toContain("the filter of breached passwords cannot be asked");
  expect(logged).not.toMatch(/stolen this very minute|unbelievable/i);
});

test("signing in asks no list: whoever has such a password from before is let in", async () => {
  const email = newEmail();
  const password = "a list of tomorrow has this";
  expect((await choose(await newLink(email), email, password))?.status).toBe(200);
  await importList(`${password}\n`);
  const { accounts } = world.server.platform.authorisation;
  const request = { requestId: "req_test", clientAddress: "192.0.2.1" };
  expect(await accounts.signIn({ email, password, ...request })).toBeDefined();
  expect(await accounts.passwordPolicy.check(password, {})).toMatchObject([{ code: "BREACHED_PASSWORD" }]);
});
