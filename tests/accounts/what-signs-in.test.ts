import { decodeJwt } from "jose";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { textOf } from "../testkit/account-pages.ts";
import { ageSessions } from "../testkit/account-rows.ts";
import {
  type AccountWorld,
  fillIn,
  forgetAttempts,
  isSignedIn,
  linkTo,
  newPassword,
  openAccountWorld,
  post,
  SUBJECTS,
  signIn,
} from "../testkit/accounts.ts";
import type { Member, OAuthTenant, TestClient } from "../testkit/oauth.ts";
import type { Page } from "../testkit/oauth-page.ts";
import { formOf, refresh, tokensOf } from "../testkit/oauth-requests.ts";
import { openWalker, type Walker } from "../testkit/oauth-walker.ts";
import { addPasskey, addTotp } from "../testkit/second-factors.ts";

/** A reset leaves second factors; the owner sees which, and rids themselves of those that a thief has added. */
let world: AccountWorld;
let tenant: OAuthTenant;
let client: TestClient;
beforeAll(async () => {
  world = await openAccountWorld();
  tenant = await world.tenant();
  client = await tenant.client({ kind: "PUBLIC" });
}, 60_000);
afterAll(() => world?.stop());
beforeEach(() => forgetAttempts(world));

const AT = "/account/factors";
const WAY = `/account/sign-in?next=${encodeURIComponent(AT)}`;

/** A member with the app of their own; `add` is what somebody who was in the account has added. */
async function withApp() {
  const member = await tenant.member();
  const app = await addTotp(world, member);
  return { ...member, app };
}

async function reset(member: Pick<Member, "email">): Promise<{ done: Page; password: string }> {
  await post(world, openWalker(), "/account/reset", { email: member.email });
  const link = await linkTo(world.mailbox, member.email, SUBJECTS.reset);
  const password = newPassword();
  const walker = openWalker();
  return { done: await fillIn(walker, await walker.request(link), { password }), password };
}

/** By password and a code of the app, on the account's own pages; where the browser is then. */
async function enter({ email }: Pick<Member, "email">, password: string, code: string, walker = openWalker()) {
  const signedIn = await fillIn(walker, await walker.request(`${world.issuer}${WAY}`), { email, password });
  const asked = await walker.request(`${world.issuer}${signedIn.headers.get("location")}`);
  const { status, headers } = await fillIn(walker, asked, { code });
  expect([status, headers.get("location")]).toEqual([303, AT]);
  return walker;
}

const namesOf = async (accountId: string) =>
  (
    await world.owner.query<{ name: string }>(
      `select name from identity.totp where account_id = $1 and confirmed_at is not null
       union all select name from identity.passkey where account_id = $1`,
      [accountId],
    )
  ).rows.map(({ name }) => name);

const offeredIds = ({ forms }: Page) =>
  forms.flatMap(({ fields }) => fields.filter(({ name }) => name === "keep").map(({ value }) => value));

async function logOf({ userId }: Pick<Member, "userId">, action: string): Promise<object[]> {
  const text =
    "select body -> 'detail' as detail from platform.audit_event where action = $1 and target_id = $2 order by id";
  return (await world.owner.query(text, [action, userId])).rows.map(({ detail }) => detail);
}

const codesIn = ({ html }: Page) =>
  [...html.matchAll(/<li>([0-9A-Z]{4}(?:-[0-9A-Z]{4}){3})<\/li>/g)].map(([, code = ""]) => code);

describe("after a reset", () => {
  test("the page and the mail name what still signs in, with its date, and the way to it; neither removes any", async () => {
    const member = await withApp();
    await addPasskey(world, member);
    const { done } = await reset(member);
    expect(done.status).toBe(200);
    expect(textOf(done)).toMatch(
      /Phone Authenticator app, added on \d+ \w+ \d{4}, last used on .* Key Passkey, added on \d+ \w+ \d{4}/,
    );
    expect(textOf(done)).toContain("10 recovery codes");
    expect(done.html).toContain(`href="${WAY}"`);
    expect(done.forms).toEqual([]);
    const mail = await world.mailbox.mailTo(member.email, { subject: SUBJECTS.passwordChanged });
    expect(mail.text).toMatch(/An authenticator app \(Phone\), added on \d+ \w+ \d{4}\./);
    expect(mail.text).toMatch(/A passkey \(Key\), added on \d+ \w+ \d{4}\./);
    expect(mail.text).toContain(`${world.issuer}${AT}`);
    expect(await namesOf(member.app.accountId)).toEqual(["Phone", "Key"]);
  });

  test("an account with a password alone is told of nothing else", async () => {
    const member = await tenant.member();
    const { done } = await reset(member);
    expect(textOf(done)).not.toMatch(/recovery code|authenticator|passkey/i);
    expect(done.html).toContain('href="/account/sign-in"');
    const mail = await world.mailbox.mailTo(member.email, { subject: SUBJECTS.passwordChanged });
    expect(mail.text).not.toContain(AT);
  });

  test("of an address that nobody had proved nothing is left, and so nothing is named", async () => {
    const member = await withApp();
    await world.owner.query("update identity.account set email_verified_at = null where email_key = $1", [
      member.email,
    ]);
    const { done } = await reset(member);
    expect(textOf(done)).not.toContain("Phone");
    const mail = await world.mailbox.mailTo(member.email, { subject: SUBJECTS.passwordChanged });
    expect(mail.text).not.toContain("Phone");
    expect(await namesOf(member.app.accountId)).toEqual([]);
  });
});

describe("keeping one alone", () => {
  test("removes all others, old recovery codes and every other session; new codes are shown, tenant and owner are told", async () => {
    const member = await withApp();
    const thiefs = await addPasskey(world, member);
    const byPasskey = { email: "", password: "", passkey: thiefs.passkey };
    const { done, password } = await reset(member);
    expect(done.status).toBe(200);
    // The thief comes back by the passkey, which is a sign-in of its own.
    const thief = openWalker();
    const stolen = await tokensOf(world.issuer, client, byPasskey, {}, thief);
    expect(await isSignedIn(world, thief)).toBe(true);

    const walker = await enter(member, password, await member.app.code());
    const mine = await tokensOf(world.issuer, client, member, { prompt: undefined }, walker);
    const page = await walker.request(`${world.issuer}${AT}`);
    expect(textOf(page)).toMatch(/Phone .*Keep only this Key .*Keep only this/);
    const [own = ""] = offeredIds(page);
    const kept = await walker.request(`${world.issuer}${AT}`, formOf({ keep: own }));
    expect(kept.status).toBe(200);
    const codes = codesIn(kept);
    expect(codes).toHaveLength(10);

    expect(await namesOf(member.app.accountId)).toEqual(["Phone"]);
    expect([await isSignedIn(world, thief), await isSignedIn(world, walker)]).toEqual([false, true]);
    expect((await refresh(world.issuer, client, stolen.refresh_token)).status).toBe(400);
    expect((await refresh(world.issuer, client, mine.refresh_token)).status).toBe(200);
    await expect(tokensOf(world.issuer, client, byPasskey)).rejects.toThrow("did not work here");
    const { factors } = world.server.platform.authorisation.accounts;
    const request = { requestId: `req_${"0".repeat(26)}`, clientAddress: null };
    expect(await factors.verifyCode(request, member.app.accountId, member.app.recoveryCodes[0] ?? "")).toBeUndefined();
    expect(await factors.verifyCode(request, member.app.accountId, codes[0] ?? "")).toEqual({ by: "RECOVERY_CODE" });

    expect(await logOf(member, "factor.remove")).toEqual([{ kind: "PASSKEY" }]);
    expect(await logOf(member, "session.end")).toEqual([{ sessions: 1 }]);
    expect((await logOf(member, "recovery-codes.make")).length).toBeGreaterThan(0);
    const mail = await world.mailbox.mailTo(member.email, { subject: "Ways to sign in were removed" });
    expect(mail.text).toContain("Nobody can sign in with a passkey (Key) any more.");
    // The browser in which it was done is no new one.
    expect(world.mailbox.mailsTo(member.email).filter(({ subject }) => subject.includes("New sign-in")).length).toBe(
      (await logOf(member, "device.add")).length,
    );
  }, 60_000);

  test("takes a fresh sign-in with the second factor: neither the mail nor the password alone is enough", async () => {
    const member = await withApp();
    const { password } = await reset(member);
    const whereto = ({ status, headers }: Page) => `${status} ${headers.get("location")}`;
    const walker = openWalker();
    await signIn(world, { email: member.email, password }, walker);
    const keep = formOf({ keep: member.app.id });
    const asked = `303 /account/second-factor?next=${encodeURIComponent(AT)}`;
    expect(whereto(await walker.request(`${world.issuer}${AT}`))).toBe(asked);
    expect(whereto(await walker.request(`${world.issuer}${AT}`, keep))).toBe(asked);
    expect(whereto(await openWalker().request(`${world.issuer}${AT}`, keep))).toBe(`303 ${WAY}`);
    const late = await enter(member, password, await member.app.code());
    await ageSessions(world.server, member.email, 901);
    expect(whereto(await late.request(`${world.issuer}${AT}`, keep))).toBe(`303 ${WAY}`);
    expect((await logOf(member, "session.end")).length + (await logOf(member, "factor.remove")).length).toBe(0);
  });

  test("another account's, an invented one and a copied one are kept by nobody, and nothing changes (statement 38)", async () => {
    const [member, other] = [await withApp(), await withApp()];
    const copied = await addPasskey(world, member);
    expect(copied.recoveryCodes).toEqual([]);
    await world.owner.query("update identity.passkey set flagged_at = now() where account_id = $1", [
      member.app.accountId,
    ]);
    const walker = await enter(member, member.password, await member.app.code());
    const page = await walker.request(`${world.issuer}${AT}`);
    expect(offeredIds(page)).toEqual([member.app.id]);
    const { rows } = await world.owner.query("select id from identity.passkey where account_id = $1", [
      member.app.accountId,
    ]);
    for (const keep of [other.app.id, "invented", "", rows[0].id, crypto.randomUUID()]) {
      const named = { keep, accountId: other.app.accountId, account: other.email };
      const { status, headers } = await walker.request(`${world.issuer}${AT}`, formOf(named));
      expect([status, headers.get("location")]).toEqual([303, AT]);
    }
    expect([await namesOf(member.app.accountId), await namesOf(other.app.accountId)]).toEqual([
      ["Phone", "Key"],
      ["Phone"],
    ]);
    expect(await logOf(member, "factor.remove")).toEqual([]);
  });

  test("of two at once, each with another to keep, one counts and the other is shown what is left", async () => {
    const member = await withApp();
    const { passkey } = await addPasskey(world, member);
    expect(passkey).toBeTypeOf("function");
    const walker = await enter(member, member.password, await member.app.code());
    const ids = offeredIds(await walker.request(`${world.issuer}${AT}`));
    expect(ids).toHaveLength(2);
    const answers = await Promise.all(
      ids.map((keep) => walker.copy().request(`${world.issuer}${AT}`, formOf({ keep }))),
    );
    // The second finds the first's choice: its own is gone, or others than it was shown.
    expect(answers.map(({ status }) => status).filter((status) => status === 200)).toHaveLength(1);
    expect(answers.map(({ status }) => status).filter((status) => ![200, 303, 409].includes(status))).toEqual([]);
    expect(await namesOf(member.app.accountId)).toHaveLength(1);
  });
});

describe("another password on its page", () => {
  const CHANGE = "/account/password";
  const classOf = async (walker: Walker) => {
    const { access_token: token } = await tokensOf(world.issuer, client, NOBODY, { prompt: "none" }, walker);
    const { acr, amr, auth_time: authTime } = decodeJwt(token);
    return { acr, amr, authTime: Number(authTime) };
  };
  const NOBODY = { email: "", password: "" };

  test("renews what a password proves and no more: a second factor of before is asked for again (statement 31)", async () => {
    const member = await withApp();
    const walker = await enter(member, member.password, await member.app.code());
    await tokensOf(world.issuer, client, member, {}, walker);
    expect(await classOf(walker)).toMatchObject({ acr: "urn:bulkhead:acr:multi-factor", amr: ["pwd", "otp", "mfa"] });
    const password = newPassword();
    const done = await post(world, walker, CHANGE, { current: member.password, password });
    expect(textOf(done)).toContain("asks for your second factor once more");
    const { rows } = await world.owner.query(
      "select payload ->> 'acr' as acr, payload -> 'amr' as amr from identity.oidc_artifact where model = 'Session' and account_id = $1",
      [member.app.accountId],
    );
    expect(rows).toEqual([{ acr: "urn:bulkhead:acr:single-factor", amr: ["pwd"] }]);
    // What changes how one signs in, and an application's authorisation, ask for the code again.
    const { status, headers } = await walker.request(`${world.issuer}/account/authenticator`);
    expect([status, headers.get("location")]).toEqual([
      303,
      `/account/second-factor?next=${encodeURIComponent("/account/authenticator")}`,
    ]);
    await expect(classOf(walker)).rejects.toThrow("login_required");
    const again = await tokensOf(
      world.issuer,
      client,
      { email: member.email, password, code: member.app.code },
      { prompt: undefined },
      walker,
    );
    expect(decodeJwt(again.access_token)).toMatchObject({ acr: "urn:bulkhead:acr:multi-factor" });
  }, 60_000);

  test("of an account with a password alone renews its time, and asks for nothing", async () => {
    const member = await tenant.member();
    const walker = openWalker();
    await signIn(world, member, walker);
    await ageSessions(world.server, member.email, 600);
    const done = await post(world, walker, CHANGE, { current: member.password, password: newPassword() });
    expect(textOf(done)).not.toContain("second factor");
    expect((await walker.request(`${world.issuer}/account`)).status).toBe(200);
    const { rows } = await world.owner.query(
      `select (payload ->> 'loginTs')::int as ts from identity.oidc_artifact join identity.account on account.id = account_id
       where model = 'Session' and email_key = $1`,
      [member.email],
    );
    expect(rows[0].ts).toBeGreaterThan(Date.now() / 1_000 - 300);
  });
});
