import { LIMITS } from "@bulkhead/identity/src/accounts/attempts.ts";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { textOf } from "../testkit/account-pages.ts";
import {
  type AccountWorld,
  forgetAttempts,
  newAddress,
  openAccountWorld,
  post,
  signIn,
  signUp,
} from "../testkit/accounts.ts";
import { openWalker } from "../testkit/oauth-walker.ts";

/** A network that has asked for as many mails as are sent is told so, in the same words whatever address is asked about. */
let world: AccountWorld;
beforeAll(async () => {
  world = await openAccountWorld();
}, 60_000);
afterAll(() => world?.stop());
beforeEach(() => forgetAttempts(world));

const { perNetwork, perSubject } = LIMITS.mail;

const mails = async () =>
  Number(
    (await world.owner.query("select count(*) from platform.job where kind = 'identity.send-mail'")).rows[0].count,
  );

const ask = (path: string, email: string, walker = openWalker()) => post(world, walker, path, { email });

/** All that this network may ask for, of other addresses. */
async function useUp(): Promise<void> {
  for (let n = 0; n < perNetwork; n++) expect((await ask("/account/reset", newAddress())).status).toBe(200);
}

test("the answer is 429 with Retry-After and a page that says so, and nothing is sent; after an hour it goes on", async () => {
  await useUp();
  const { email, walker } = await signUpBefore();
  const before = await mails();
  for (const [path, browser] of [
    ["/account/sign-up", openWalker()],
    ["/account/reset", openWalker()],
    ["/account/email", walker],
  ] as const) {
    const page = await ask(path, newAddress(), browser);
    expect([path, page.status]).toEqual([path, 429]);
    const wait = Number(page.headers.get("retry-after"));
    expect(wait).toBeGreaterThan(3_000);
    expect(wait).toBeLessThanOrEqual(3_600);
    expect(textOf(page)).toMatch(
      /Your network has asked for as many mails as we send in an hour, so none was sent now\. Try again in \d+ minutes, or from another network\./,
    );
    // The form is still there, with what was typed.
    expect(page.forms[0]?.fields.some(({ name, value }) => name === "email" && value !== "")).toBe(true);
  }
  expect(await mails()).toBe(before);
  await world.owner.query("update identity.sign_in_attempt set begun_at = begun_at - interval '1 hour'");
  expect((await ask("/account/reset", email)).status).toBe(200);
  expect((await mails()) - before).toBe(1);
}, 60_000);

/** An owner from before, whose own mails are not counted here. */
async function signUpBefore() {
  const { rows } = await world.owner.query(
    "delete from identity.sign_in_attempt returning key, begun_at, count, window_seconds",
  );
  const owner = await signUp(world);
  await forgetAttempts(world);
  for (const { key, begun_at, count, window_seconds } of rows)
    await world.owner.query(
      "insert into identity.sign_in_attempt (key, begun_at, count, window_seconds) values ($1, $2, $3, $4)",
      [key, begun_at, count, window_seconds],
    );
  return owner;
}

test.each(["/account/sign-up", "/account/reset"])(
  "statement 36: %s past the network's limit answers the same for an address that nobody has, and one past its own limit",
  async (path) => {
    const { email } = await signUp(world);
    await forgetAttempts(world);
    const full = newAddress();
    for (let n = 0; n <= perSubject; n++) await ask(path, full);
    for (let n = perSubject + 1; n < perNetwork; n++) await ask(path, newAddress());
    const answers = [];
    for (const address of [email, newAddress(), full]) {
      const { status, headers, html } = await ask(path, address);
      const kept = [...headers.keys()].filter((name) => name !== "date");
      answers.push({ status, kept, html: html.replaceAll(address, "<typed>").replace(/in \d+ minutes/, "in a while") });
    }
    expect(answers[0]?.status).toBe(429);
    expect([answers[1], answers[2]]).toEqual([answers[0], answers[0]]);
  },
  60_000,
);

test("whoever is past it still signs in: only mails are counted", async () => {
  const owner = await signUpBefore();
  await useUp();
  expect((await ask("/account/reset", newAddress())).status).toBe(429);
  expect((await signIn(world, owner)).status).toBe(303);
}, 60_000);

test("an address past its own limit says nothing, and its network goes on", async () => {
  const address = newAddress();
  for (let n = 0; n < perSubject + 3; n++) expect((await ask("/account/sign-up", address)).status).toBe(200);
  expect((await ask("/account/sign-up", newAddress())).status).toBe(200);
});
