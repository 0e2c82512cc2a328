import { afterAll, beforeEach, expect, test } from "vitest";
import {
  fillIn,
  forgetAttempts,
  isSignedIn,
  linkTo,
  newAddress,
  newPassword,
  openAccountWorld,
  post,
  SUBJECTS,
  signIn,
  signUp,
} from "../testkit/accounts.ts";
import { REDIRECT_URI } from "../testkit/oauth.ts";
import { authorizeParameters, authorizeUrl, formOf, newVerifier } from "../testkit/oauth-requests.ts";
import { openWalker } from "../testkit/oauth-walker.ts";
import { until } from "../testkit/until.ts";

const world = await openAccountWorld();
afterAll(world.stop);
beforeEach(() => forgetAttempts(world));

const accountsOf = async (email: string) =>
  (
    await world.owner.query("select id, name, email, email_verified_at from identity.account where email_key = $1", [
      email,
    ])
  ).rows;

test("signing up: an address, the link in the mail, a password, and one is in", async () => {
  const email = newAddress();
  const walker = openWalker();
  const asked = await post(world, walker, "/account/sign-up", { email });
  expect([asked.status, asked.html]).toEqual([200, expect.stringContaining("Look into your mail")]);
  expect(await accountsOf(email)).toEqual([]);
  const link = await linkTo(world.mailbox, email, SUBJECTS.signUp);
  // Mail programs and scanners open links: that uses nothing.
  for (let looks = 0; looks < 3; looks++) expect((await openWalker().request(link)).status).toBe(200);
  expect(await isSignedIn(world, walker)).toBe(false);
  const page = await walker.request(link);
  expect(page.html).toContain(email);
  const password = newPassword();
  const done = await fillIn(walker, page, { name: "Ada", password });
  expect([done.status, done.headers.get("location")]).toEqual([303, "/account"]);
  expect(await accountsOf(email)).toEqual([
    { id: expect.any(String), name: "Ada", email, email_verified_at: expect.any(Date) },
  ]);
  expect(await isSignedIn(world, walker)).toBe(true);
  expect((await signIn(world, { email, password })).status).toBe(303);
});

test("a link works once, at however many doors at once: one account", async () => {
  const email = newAddress();
  await post(world, openWalker(), "/account/sign-up", { email });
  const link = await linkTo(world.mailbox, email, SUBJECTS.signUp);
  const walkers = Array.from({ length: 6 }, openWalker);
  const pages = await Promise.all(walkers.map((walker) => walker.request(link)));
  const passwords = walkers.map(newPassword);
  const answers = await Promise.all(
    walkers.map((walker, n) =>
      fillIn(walker, pages[n] as never, { name: `Ada ${n}`, password: passwords[n] as string }),
    ),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([303, ...Array(5).fill(404)]);
  const winner = answers.findIndex(({ status }) => status === 303);
  expect(await accountsOf(email)).toMatchObject([{ name: `Ada ${winner}` }]);
  const signedIn = await Promise.all(walkers.map((walker) => isSignedIn(world, walker)));
  expect(signedIn).toEqual(walkers.map((_, n) => n === winner));
  expect((await openWalker().request(link)).status).toBe(404);
});

test("a newer link takes the place of the older one", async () => {
  const email = newAddress();
  for (const nth of [1, 2]) {
    await post(world, openWalker(), "/account/sign-up", { email });
    await world.mailbox.mailTo(email, { subject: SUBJECTS.signUp, nth });
  }
  const [older, newer] = [
    await linkTo(world.mailbox, email, SUBJECTS.signUp, 1),
    await linkTo(world.mailbox, email, SUBJECTS.signUp, 2),
  ];
  expect((await openWalker().request(older)).status).toBe(404);
  expect((await openWalker().request(newer)).status).toBe(200);
});

test("what is wrong with name or password is told, and the link still works", async () => {
  const email = newAddress();
  await post(world, openWalker(), "/account/sign-up", { email });
  const link = await linkTo(world.mailbox, email, SUBJECTS.signUp);
  const walker = openWalker();
  const good = { name: "Ada", password: newPassword() };
  const tries: [Record<string, string>, RegExp][] = [
    [{ ...good, password: "short" }, /Give a password of 12 to 200 characters/],
    [{ ...good, password: "aaaaaaaaaaaaaaaa" }, /little more than the same/],
    [{ ...good, password: email }, /little more than your name/],
    [{ ...good, name: " " }, /Give a name of 1 to 200 characters/],
    [{ ...good, name: "Ada\u202e" }, /Give a name of 1 to 200 characters/],
  ];
  for (const [values, sentence] of tries) {
    const { status, html } = await fillIn(walker, await walker.request(link), values);
    expect([values, status, html]).toEqual([values, 400, expect.stringMatching(sentence)]);
    if (values.password !== email) expect(html).not.toContain(values.password);
  }
  expect(await accountsOf(email)).toEqual([]);
  expect((await fillIn(walker, await walker.request(link), good)).status).toBe(303);
});

test("whoever has an account is told so by mail, and the page says nothing", async () => {
  const { email, password } = await signUp(world);
  const again = await post(world, openWalker(), "/account/sign-up", { email: email.toUpperCase() });
  expect([again.status, again.html]).toEqual([200, expect.stringContaining("Look into your mail")]);
  const mail = await world.mailbox.mailTo(email, { subject: SUBJECTS.signUpKnown });
  expect(mail.text).not.toContain("token=");
  expect((await signIn(world, { email, password })).status).toBe(303);
});

test("an account made by an activation link meanwhile leaves the sign-up link dead", async () => {
  const tenant = await world.tenant();
  const email = newAddress();
  await post(world, openWalker(), "/account/sign-up", { email });
  const link = await linkTo(world.mailbox, email, SUBJECTS.signUp);
  const walker = openWalker();
  const page = await walker.request(link);
  const member = await tenant.member("Viewer", { email });
  const late = await fillIn(walker, page, { name: "Ada", password: newPassword() });
  expect(late.status).toBe(404);
  expect(await isSignedIn(world, walker)).toBe(false);
  expect((await signIn(world, member)).status).toBe(303);
});

test("whoever came from a client's sign-in page goes on there, in the same browser", async () => {
  const tenant = await world.tenant();
  const client = await tenant.client({ kind: "PUBLIC" });
  const walker = openWalker();
  const start = authorizeUrl(world.issuer, authorizeParameters(client, newVerifier().challenge));
  const { page } = await walker.walk(start, { until: REDIRECT_URI });
  const askedAt = Math.floor(Date.now() / 1_000);
  const way = /href="(\/account\/sign-up\?interaction=[\w-]+)"/.exec(page?.html ?? "")?.[1] ?? "";
  const email = newAddress();
  await post(world, walker, way, { email });
  const link = await linkTo(world.mailbox, email, SUBJECTS.signUp);
  // Times of sign-ins are whole seconds, and only a later one is an answer.
  await until(async () => Math.floor(Date.now() / 1_000) > askedAt);
  const done = await fillIn(walker, await walker.request(link), { name: "Ada", password: newPassword() });
  const uid = new URL(way, world.issuer).searchParams.get("interaction");
  expect(done.headers.get("location")).toBe(`/oauth/interaction/${uid}`);
  // Of no tenant yet, they are told so by the client; nothing asks them to sign in once more.
  const { answer } = await walker.walk(`${world.issuer}/oauth/interaction/${uid}`, { until: REDIRECT_URI });
  expect(answer?.searchParams.get("error")).toBe("access_denied");
});

test("in another browser the link leads to the account, and nowhere that a form or a stranger says", async () => {
  const tenant = await world.tenant();
  const client = await tenant.client({ kind: "PUBLIC" });
  const start = authorizeUrl(world.issuer, authorizeParameters(client, newVerifier().challenge));
  const victim = openWalker();
  const { page } = await victim.walk(start, { until: REDIRECT_URI });
  const uid = /interaction=([\w-]+)"/.exec(page?.html ?? "")?.[1] ?? "";
  const wanted = [
    uid,
    "https://evil.example/",
    "//evil.example",
    "/\\evil.example",
    "../oauth/logout",
    "x".repeat(43),
    "",
  ];
  for (const interaction of wanted) {
    await forgetAttempts(world);
    const email = newAddress();
    const form = formOf({ email, interaction, next: "https://evil.example/", redirect_uri: "https://evil.example/" });
    const asked = await openWalker().request(`${world.issuer}/account/sign-up?next=https://evil.example/`, form);
    expect(asked.status).toBe(200);
    const link = await linkTo(world.mailbox, email, SUBJECTS.signUp);
    const other = openWalker();
    const done = await fillIn(other, await other.request(`${link}&next=https://evil.example/`), {
      name: "Ada",
      password: newPassword(),
      interaction,
    });
    expect([interaction, done.status, done.headers.get("location")]).toEqual([interaction, 303, "/account"]);
  }
  // The victim's own sign-in is as it was.
  expect((await victim.request(`${world.issuer}/oauth/interaction/${uid}`)).html).toContain("Sign in");
});

test("an expired, altered or foreign link, and one for another purpose: the same page, and nothing changed", async () => {
  const email = newAddress();
  await post(world, openWalker(), "/account/sign-up", { email });
  const link = await linkTo(world.mailbox, email, SUBJECTS.signUp);
  const { email: known } = await signUp(world);
  await post(world, openWalker(), "/account/reset", { email: known });
  const reset = new URL(await linkTo(world.mailbox, known, SUBJECTS.reset)).searchParams.get("token") ?? "";
  const token = new URL(link).searchParams.get("token") ?? "";
  const first = token.startsWith("A") ? "B" : "A";
  const at = `${world.issuer}/account/sign-up/confirm`;
  await world.owner.query("update identity.mail_proof set expires_at = now() where email_key = $1", [email]);
  const dead = [
    token,
    first + token.slice(1),
    reset,
    "",
    "x",
    `${token}\u0000`.replace("\u0000", ""),
    token.toLowerCase(),
  ];
  const plain = (html: string) => html.replace(/req_\w+/, "").replaceAll(/[\w-]{43}/g, "");
  const shown = new Set<string>();
  for (const one of dead) {
    const looked = await openWalker().request(`${at}?token=${encodeURIComponent(one)}`);
    const used = await openWalker().request(at, formOf({ token: one, name: "Ada", password: newPassword() }));
    for (const { status, html } of [looked, used]) {
      expect([status, html]).toEqual([404, expect.stringContaining("This link does not work")]);
      expect(html).toContain("invalid_link");
      shown.add(plain(html));
    }
  }
  expect(shown.size).toBe(1);
  expect(await accountsOf(email)).toEqual([]);
  // The link for another purpose still works for its own.
  expect((await openWalker().request(`${world.issuer}/account/reset/confirm?token=${reset}`)).status).toBe(200);
});

test("an account that was made is in the log of the installation, by whom it was made", async () => {
  const { email } = await signUp(world);
  const { rows } = await world.owner.query(
    `select body->>'outcome' as outcome, personal->'email'->>'value' as email from platform.audit_event
     where action = 'account.create' and personal->'email'->>'value' = $1`,
    [email],
  );
  expect(rows).toEqual([{ outcome: "SUCCEEDED", email }]);
});

test("forms that no page of ours sent are answered, and make nothing", async () => {
  const before = Number((await world.owner.query("select count(*) from identity.mail_proof")).rows[0].count);
  const at = `${world.issuer}/account/sign-up`;
  const bodies = [
    "",
    "email",
    "email=",
    "email=%",
    "email=a%40b%40c",
    "email=%ff%40x",
    `email=${"a".repeat(10_000)}%40x.example`,
  ];
  for (const body of bodies) {
    const answer = await fetch(at, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body,
      redirect: "manual",
    });
    expect([body.slice(0, 40), answer.status]).toEqual([body.slice(0, 40), 400]);
  }
  const foreign: Record<string, string>[] = [
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site" },
    { origin: "https://evil.example" },
  ];
  for (const headers of foreign) {
    const answer = await fetch(at, { method: "POST", headers, body: formOf({ email: newAddress() }) });
    expect(answer.status).toBe(400);
  }
  for (const method of ["PUT", "DELETE"]) expect((await fetch(at, { method })).status).toBeLessThan(500);
  const after = Number((await world.owner.query("select count(*) from identity.mail_proof")).rows[0].count);
  expect(after).toBe(before);
});
