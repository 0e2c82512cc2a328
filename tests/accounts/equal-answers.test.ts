import { afterAll, beforeEach, expect, test } from "vitest";
import { forgetAttempts, newAddress, openAccountWorld, post, signUp } from "../testkit/accounts.ts";
import type { Page } from "../testkit/oauth-page.ts";
import { openWalker } from "../testkit/oauth-walker.ts";

/** Statement 36 as the browser sees it; what it costs is counted in subgraphs/identity/tests/accounts/equal-cost.test.ts. */
const world = await openAccountWorld();
afterAll(world.stop);
beforeEach(() => forgetAttempts(world));

/** An answer without what was typed, and without what is new in every one. */
function plain({ status, headers, html }: Page, typed: string) {
  const without = (text: string) =>
    text
      .replaceAll(typed, "<typed>")
      .replaceAll(/req_\w+/g, "<request>")
      .replaceAll(/[\w-]{22,}(\.[\w.-]+)?/g, "<random>")
      .replaceAll(/\d{4,}/g, "<number>");
  const kept = [...headers].filter(([name]) => !["date", "set-cookie"].includes(name));
  const cookies = headers
    .getSetCookie()
    .map((line) => line.replace(/=[^;]*/, "=").replace(/expires=[^;]*/, "expires="));
  return { status, headers: kept.map(([name, value]) => [name, without(value)]), cookies, html: without(html) };
}

const asked: [what: string, path: string, fields: Record<string, string>][] = [
  ["signing in", "/account/sign-in", { password: "not the password" }],
  ["signing up", "/account/sign-up", {}],
  ["resetting a password", "/account/reset", {}],
];

test.each(asked)("statement 36: %s answers the same for an address that nobody has", async (_, path, fields) => {
  const { email } = await signUp(world);
  const [known, unknown] = [email, newAddress()];
  const answers = [];
  for (const address of [known, unknown])
    answers.push(plain(await post(world, openWalker(), path, { ...fields, email: address }), address));
  expect(answers[0]).toEqual(answers[1]);
});

test.each(asked)(
  "statement 36: %s answers the same past every limit",
  async (_, path, fields) => {
    const { email } = await signUp(world);
    const answers = [];
    for (const address of [email, newAddress()]) {
      await forgetAttempts(world);
      for (let n = 0; n < 11; n++) await post(world, openWalker(), path, { ...fields, email: address });
      answers.push(plain(await post(world, openWalker(), path, { ...fields, email: address }), address));
    }
    expect(answers[0]).toEqual(answers[1]);
    expect(answers[0]?.status).toBe(path === "/account/sign-in" ? 429 : 200);
  },
  120_000,
);
