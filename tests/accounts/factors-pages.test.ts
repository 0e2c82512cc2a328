import { MULTI_FACTOR_ACR, PASSWORD_ACR } from "@bulkhead/identity/src/oauth/acr.ts";
import { newUuid } from "@bulkhead/kernel/id.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type AccountVisitor, openAccount } from "../testkit/account-visitor.ts";
import { canary, findCanaries } from "../testkit/canaries.ts";
import { dump } from "../testkit/dump.ts";
import { haveOathtool, oathtoolCodes } from "../testkit/oathtool.ts";
import { type OAuthWorld, openOAuthWorld } from "../testkit/oauth.ts";
import type { Page } from "../testkit/oauth-page.ts";
import { openWalker } from "../testkit/oauth-walker.ts";
import { secretOf } from "../testkit/second-factors.ts";

let world: OAuthWorld;
beforeAll(async () => {
  world = await openOAuthWorld();
}, 60_000);
afterAll(() => world?.stop());

const PAGES = [
  "/account",
  "/account/authenticator",
  "/account/passkeys",
  "/account/recovery-codes",
  "/account/factors/remove",
];

const textOf = ({ html }: Page) =>
  html.replace(/<style>.*?<\/style>|<script>.*?<\/script>/gs, "").replace(/<[^>]+>/g, " ");
const shownSecret = ({ html }: Page) => /secret=([A-Z2-7]{32})&/.exec(html)?.[1] ?? "";
const codesOf = ({ html }: Page) =>
  [...html.matchAll(/<li>([0-9A-Z]{4}(?:-[0-9A-Z]{4}){3})<\/li>/g)].map(([, code]) => code);
const wayOn = ({ status, headers }: Page) => `${status} ${headers.get("location") ?? ""}`;

/** Adds an app by what its page shows, as a person does with a phone. */
async function addApp(visitor: AccountVisitor, name = "Phone") {
  const page = await visitor.get("/account/authenticator");
  const secret = shownSecret(page);
  const [code = ""] = oathtoolCodes(secret, Date.now());
  return { page, secret, answer: await visitor.submit(page, { name, code }) };
}

test("nobody sees an account's pages without being signed in, and is sent to sign in and back", async () => {
  for (const path of PAGES) {
    const page = await openWalker().request(`${world.issuer}${path}`);
    expect(wayOn(page)).toBe(`303 /account/sign-in?next=${encodeURIComponent(path)}`);
    const posted = await openWalker().request(`${world.issuer}${path}`, new URLSearchParams({ id: newUuid() }));
    if (path !== "/account") expect(wayOn(posted)).toBe(`303 /account/sign-in?next=${encodeURIComponent(path)}`);
  }
});

describe.skipIf(!haveOathtool())("an authenticator app", () => {
  test("is set up with what the page shows, by a code of oathtool, without script", async () => {
    const visitor = await openAccount(world);
    const { page, answer, secret } = await addApp(visitor);
    expect(page.html).toContain('<svg class="qr" role="img"');
    expect(page.html).toContain(`href="otpauth://totp/Bulkhead:${encodeURIComponent(visitor.member.email)}?secret=`);
    expect(textOf(page)).toContain((secret.match(/.{4}/g) ?? []).join(" "));
    expect(page.html).not.toContain("<script");
    expect(answer.status).toBe(200);
    expect(codesOf(answer)).toHaveLength(10);
    // Whoever gave the app's first code has given a second factor.
    const overview = textOf(await visitor.get("/account"));
    expect(overview).toMatch(/Authenticator app\s+1\s/);
    expect(overview).toMatch(/Recovery codes\s+10 left/);
  });

  test("shows the same secret again after a wrong code, and what was typed", async () => {
    const visitor = await openAccount(world);
    const page = await visitor.get("/account/authenticator");
    const again = await visitor.submit(page, { name: "My tablet", code: "000000" });
    expect(again.status).toBe(400);
    expect(again.html).toContain('role="alert"');
    expect(again.html).toContain('value="My tablet"');
    expect(shownSecret(again)).toBe(shownSecret(page));
    const [code = ""] = oathtoolCodes(shownSecret(page), Date.now());
    expect((await visitor.submit(again, { code })).status).toBe(200);
  });

  test("asks for patience after ten wrong codes, whoever begins anew", async () => {
    const visitor = await openAccount(world);
    const page = await visitor.get("/account/authenticator");
    for (let n = 0; n < 10; n++) expect((await visitor.submit(page, { code: "000000" })).status).toBe(400);
    const [code = ""] = oathtoolCodes(shownSecret(page), Date.now());
    const refused = await visitor.submit(await visitor.get("/account/authenticator"), { code });
    expect(refused.status).toBe(429);
    expect(textOf(refused)).toMatch(/Too many wrong codes. Try again in 1[45] minutes/);
  });

  test("of another account cannot be confirmed or removed, whatever the form says", async () => {
    const [one, other] = [await openAccount(world), await openAccount(world)];
    const page = await one.get("/account/authenticator");
    const own = await other.get("/account/authenticator");
    const id = page.forms[0]?.fields.find(({ name }) => name === "id")?.value ?? "";
    const [code = ""] = oathtoolCodes(shownSecret(page), Date.now());
    const stolen = await other.submit(own, { id, code, accountId: one.accountId, account_id: one.accountId });
    expect(stolen.status).toBe(400);
    expect((await one.submit(page, { code })).status).toBe(200);
    const [factor] = await one.sql<{ id: string }>("select id from identity.totp where account_id = $1", [
      one.accountId,
    ]);
    const remove = new URLSearchParams({ id: factor?.id ?? "", accountId: one.accountId });
    expect(wayOn(await other.walker.request(`${world.issuer}/account/factors/remove`, remove))).toBe("303 /account");
    expect(await one.sql("select from identity.totp where id = $1", [factor?.id])).toHaveLength(1);
  });
});

describe.skipIf(!haveOathtool())("statement 35: what changes how one signs in", () => {
  test("needs a sign-in of the last quarter of an hour, with the second factor by whoever has one", async () => {
    const visitor = await openAccount(world);
    await addApp(visitor);
    const [factor] = await visitor.sql<{ id: string }>("select id from identity.totp where account_id = $1", [
      visitor.accountId,
    ]);
    const remove = async () =>
      wayOn(
        await visitor.walker.request(
          `${world.issuer}/account/factors/remove`,
          new URLSearchParams({ id: factor?.id ?? "" }),
        ),
      );
    const sent = (path: string, to = "sign-in") => `303 /account/${to}?next=${encodeURIComponent(path)}`;
    const count = async () =>
      (
        await visitor.sql("select from identity.totp where account_id = $1 and confirmed_at is not null", [
          visitor.accountId,
        ])
      ).length;
    // By password alone.
    await visitor.signedInBy(PASSWORD_ACR);
    for (const path of PAGES) expect(wayOn(await visitor.get(path))).toBe(sent(path, "second-factor"));
    expect(await remove()).toBe(sent("/account/factors/remove", "second-factor"));
    // With a code, too long ago.
    await visitor.signedInBy(MULTI_FACTOR_ACR);
    await visitor.signedInBefore(16 * 60);
    for (const path of PAGES.slice(1)) expect(wayOn(await visitor.get(path))).toBe(sent(path));
    expect(await remove()).toBe(sent("/account/factors/remove"));
    expect(await count()).toBe(1);
    // The overview changes nothing.
    expect((await visitor.get("/account")).status).toBe(200);
    // Both.
    await visitor.signedInBefore(10 * 60);
    for (const path of PAGES.slice(1)) expect((await visitor.get(path)).status).toBe(200);
    expect(await remove()).toBe("303 /account");
    expect(await count()).toBe(0);
    expect(textOf(await visitor.get("/account"))).not.toContain("Recovery codes");
  });

  test("says before the last factor goes that the password alone is left", async () => {
    const visitor = await openAccount(world);
    await addApp(visitor);
    await visitor.signedInBy(MULTI_FACTOR_ACR);
    const list = await visitor.get("/account/factors/remove");
    const [, link = ""] = /href="(\/account\/factors\/remove\?id=[^"]+)"/.exec(list.html) ?? [];
    const page = await visitor.get(link);
    expect(textOf(page)).toContain("your password alone opens your account");
    expect(wayOn(await visitor.submit(page, {}))).toBe("303 /account");
  });

  test("is nobody's wish when another site asks for it", async () => {
    const visitor = await openAccount(world);
    const answer = await fetch(`${world.issuer}/account/recovery-codes`, {
      method: "POST",
      redirect: "manual",
      headers: {
        cookie: [...visitor.walker.jar.values()].map(({ name, value }) => `${name}=${value}`).join("; "),
        origin: "https://evil.example",
        "sec-fetch-site": "cross-site",
        "content-type": "application/x-www-form-urlencoded",
      },
      body: "",
    });
    expect(answer.status).toBe(400);
  });
});

describe.skipIf(!haveOathtool())("statement 34: recovery codes", () => {
  test("are shown once, and new ones take their place", async () => {
    const visitor = await openAccount(world);
    const none = await visitor.get("/account/recovery-codes");
    expect(none.forms).toEqual([]);
    const first = codesOf((await addApp(visitor)).answer);
    await visitor.signedInBy(MULTI_FACTOR_ACR);
    const page = await visitor.get("/account/recovery-codes");
    expect(codesOf(page)).toEqual([]);
    expect(textOf(page)).toContain("10 codes are left");
    const second = codesOf(await visitor.submit(page, {}));
    expect(second).toHaveLength(10);
    const { factors } = world.server.platform.authorisation.accounts;
    const request = { requestId: `req_${"0".repeat(26)}`, clientAddress: null };
    expect(await factors.verifyCode(request, visitor.accountId, first[0] ?? "")).toBeUndefined();
    expect(await factors.verifyCode(request, visitor.accountId, second[0] ?? "")).toEqual({ by: "RECOVERY_CODE" });
  });

  test("neither a dump nor the log holds a code or the secret of an app", async () => {
    const visitor = await openAccount(world);
    const { secret, answer } = await addApp(visitor);
    const codes = codesOf(answer);
    const canaries = [
      canary("the secret in base32", secret),
      canary("the secret", secretOf(secret)),
      ...codes.flatMap((code = "") => [canary("a code", code), canary("a code as read", code.replaceAll("-", ""))]),
    ];
    const dumped = await dump(world.server.url);
    expect(dumped.get("identity.recovery_code")?.length).toBeGreaterThan(0);
    expect(findCanaries(canaries, [...dumped])).toEqual([]);
    expect(findCanaries(canaries, [["the log", Buffer.from(world.server.logged.join("\n"))]])).toEqual([]);
  }, 60_000);
});
