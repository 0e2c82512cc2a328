import { keepProof, makeToken, type NewProof } from "@bulkhead/identity/src/accounts/mail-proofs.ts";
import { MULTI_FACTOR_ACR, PASSWORD_ACR } from "@bulkhead/identity/src/oauth/acr.ts";
import { queryOutsideTenants } from "@bulkhead/kernel/database.ts";
import { tryDecodeId } from "@bulkhead/kernel/id.ts";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { fillIn, newAddress, newPassword, post } from "../testkit/accounts.ts";
import type { Member, OAuthTenant } from "../testkit/oauth.ts";
import type { Page } from "../testkit/oauth-page.ts";
import { type OAuthPair, openOAuthPair } from "../testkit/oauth-pair.ts";
import { openWalker, type Walker } from "../testkit/oauth-walker.ts";
import { addTotp } from "../testkit/second-factors.ts";
import { until } from "../testkit/until.ts";

/** What counts once counts once in two whole servers, however many use it at the same moment. */
let pair: OAuthPair;
let tenant: OAuthTenant;
beforeAll(async () => {
  pair = await openOAuthPair();
  tenant = await pair.tenant();
}, 120_000);
afterAll(() => pair?.stop(), 30_000);

/** So many at once, every second one at the other server; fewer than wrong codes would close an account. */
const MANY = 8;

const sql = async <R = Record<string, unknown>>(text: string, values: unknown[] = []) =>
  (await pair.server.databases.owner.pool.query(text, values)).rows as R[];

beforeEach(async () => {
  await sql("delete from identity.sign_in_attempt");
});

const addressOf = (n: number) => pair.addresses[n % 2] as string;
const parallel = <T>(run: (address: string, n: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: MANY }, (_, n) => run(addressOf(n), n)));

async function accountIdOf({ email }: Pick<Member, "email">): Promise<string> {
  const [account] = await sql<{ id: string }>("select id from identity.account where email_key = $1", [email]);
  return account?.id ?? "";
}

/** How often something was refused to a user, by the log of their tenant. */
async function refusals({ userId }: Member, operation: string, reason: string): Promise<number> {
  const [row] = await sql<{ count: number }>(
    `select coalesce(sum((body -> 'detail' ->> 'count')::int), 0)::int as count from platform.audit_event
     where tenant_id = $1 and action = 'operation.deny' and actor_id = $2 and target_id = $3
       and body -> 'detail' ->> 'reason' = $4`,
    [tryDecodeId("tenant", tenant.id), userId, operation, reason],
  );
  return row?.count ?? 0;
}

const whereto = ({ status, headers }: Page) => `${status} ${headers.get("location") ?? ""}`.trim();

/** In each browser somebody has given the password, and stands before the page that asks for a code. */
function atSecondFactor(member: Member): Promise<{ walker: Walker; page: Page }[]> {
  return parallel(async (address) => {
    const walker = openWalker();
    const { email, password } = member;
    const signedIn = await post({ issuer: address }, walker, "/account/sign-in", { email, password });
    expect(whereto(signedIn)).toBe("303 /account/second-factor?next=%2Faccount");
    return { walker, page: await walker.request(`${address}/account/second-factor`) };
  });
}

/** All of them give the same code, and one is in. */
async function giveOneCode(member: Member, code: string): Promise<void> {
  const browsers = await atSecondFactor(member);
  const answers = await Promise.all(browsers.map(({ walker, page }) => fillIn(walker, page, { code })));
  expect(answers.map(whereto).sort()).toEqual(["303 /account", ...Array(MANY - 1).fill("401")]);
  for (const { status, html } of answers)
    if (status === 401) expect(html).toMatch(/role="alert">This code does not work\. .*Each works once\.</);
  await until(async () => (await refusals(member, "verify-code", "USED_CODE")) === MANY - 1, 10_000);
  // The others have proved no more than before, and are asked again.
  const opened = await Promise.all(browsers.map(({ walker }, n) => walker.request(`${addressOf(n)}/account`)));
  expect(opened.map(whereto)).toEqual(
    answers.map(({ status }) => (status === 303 ? "200" : "303 /account/second-factor?next=%2Faccount")),
  );
  const sessions = await sql<{ acr: string }>(
    "select payload ->> 'acr' as acr from identity.oidc_artifact where model = 'Session' and account_id = $1",
    [await accountIdOf(member)],
  );
  expect(sessions.map(({ acr }) => acr).sort()).toEqual([MULTI_FACTOR_ACR, ...Array(MANY - 1).fill(PASSWORD_ACR)]);
}

describe("one code, given eight times at once at two servers", () => {
  test("of an app lets one in; the others are told that it does not work, and it is in the log", async () => {
    const member = await tenant.member();
    const { code } = await addTotp(pair, member);
    await giveOneCode(member, await code());
  }, 60_000);

  test("for recovery lets one in, is used up, and the owner is told once", async () => {
    const member = await tenant.member();
    const { recoveryCodes } = await addTotp(pair, member);
    const mails = await sql("select from platform.job where kind = 'identity.send-mail'");
    await giveOneCode(member, recoveryCodes[3] ?? "");
    const used = await sql("select from identity.recovery_code where account_id = $1 and used_at is not null", [
      await accountIdOf(member),
    ]);
    expect(used).toHaveLength(1);
    const uses = await sql("select from platform.audit_event where action = 'recovery-code.use' and target_id = $1", [
      member.userId,
    ]);
    expect(uses).toHaveLength(1);
    // That one, and of the browser in which it was used.
    expect(await sql("select from platform.job where kind = 'identity.send-mail'")).toHaveLength(mails.length + 2);
  }, 60_000);
});

/** A link, as the mail has it: which of the two servers sends the mail is not what is tried. */
async function linkOf(proof: NewProof): Promise<string> {
  const token = makeToken();
  await queryOutsideTenants(pair.server.platform.databases.oauth, keepProof(token, proof));
  return token;
}

const proofOf = (purpose: NewProof["purpose"], email: string, accountId?: string): NewProof => ({
  purpose,
  email,
  emailKey: email,
  accountId,
});

/** Each in a browser of its own, which has the page behind the link already. */
async function useLink(path: string, token: string, fields: (n: number) => Record<string, string>, walkers?: Walker[]) {
  const browsers = walkers ?? Array.from({ length: MANY }, () => openWalker());
  const pages = await parallel((address, n) => (browsers[n] as Walker).request(`${address}${path}?token=${token}`));
  expect(pages.map(whereto)).toEqual(Array(MANY).fill("200"));
  return Promise.all(pages.map((page, n) => fillIn(browsers[n] as Walker, page, fields(n))));
}

function expectOne(answers: Page[], status: 200 | 303): number {
  expect(answers.map((one) => one.status).sort()).toEqual([status, ...Array(MANY - 1).fill(404)].sort());
  for (const answer of answers)
    if (answer.status === 404) expect(answer.html).toContain("<h1>This link does not work</h1>");
  return answers.findIndex((one) => one.status === status);
}

describe("one mailed link, used eight times at once at two servers", () => {
  test("to reset a password sets one, that of the one who is told so", async () => {
    const member = await tenant.member();
    const passwords = Array.from({ length: MANY }, newPassword);
    const token = await linkOf(proofOf("RESET_PASSWORD", member.email, await accountIdOf(member)));
    const answers = await useLink("/account/reset/confirm", token, (n) => ({ password: passwords[n] as string }));
    const winner = passwords[expectOne(answers, 200)];
    for (const [n, password] of passwords.entries()) {
      const signIn = { email: member.email, password };
      const { status } = await post({ issuer: addressOf(n) }, openWalker(), "/account/sign-in", signIn);
      expect(status).toBe(password === winner ? 303 : 401);
    }
    const set = await sql("select from platform.audit_event where action = 'password.set' and target_id = $1", [
      member.userId,
    ]);
    expect(set).toHaveLength(1);
    await until(async () => (await refusals(member, "reset-password", "DEAD_LINK")) === MANY - 1, 10_000);
  }, 60_000);

  test("to sign up makes one account, with the name and the password of the one who is in", async () => {
    const email = newAddress();
    const given = Array.from({ length: MANY }, (_, n) => ({ name: `Somebody ${n}`, password: newPassword() }));
    const token = await linkOf(proofOf("SIGN_UP", email));
    const answers = await useLink("/account/sign-up/confirm", token, (n) => given[n] ?? {});
    const { name, password = "" } = given[expectOne(answers, 303)] ?? {};
    expect(await sql("select name from identity.account where email_key = $1", [email])).toEqual([{ name }]);
    const signedIn = await post({ issuer: addressOf(1) }, openWalker(), "/account/sign-in", { email, password });
    expect(signedIn.status).toBe(303);
    const made = await sql(
      "select from platform.audit_event where action = 'account.create' and personal::text like $1",
      [`%${email}%`],
    );
    expect(made).toHaveLength(1);
  }, 60_000);

  test("to change the address changes it once, and the old one is told once", async () => {
    const member = await tenant.member();
    const walkers = await parallel(async (address) => {
      const walker = openWalker();
      const { email, password } = member;
      expect((await post({ issuer: address }, walker, "/account/sign-in", { email, password })).status).toBe(303);
      return walker;
    });
    const email = newAddress();
    const accountId = await accountIdOf(member);
    const token = await linkOf(proofOf("CHANGE_EMAIL", email, accountId));
    expectOne(await useLink("/account/email/confirm", token, () => ({}), walkers), 200);
    expect(await accountIdOf({ email })).toBe(accountId);
    const changed = await sql(
      "select from platform.audit_event where action = 'user-email.change' and target_id = $1",
      [member.userId],
    );
    const reverts = await sql("select from identity.mail_proof where account_id = $1 and purpose = 'REVERT_EMAIL'", [
      accountId,
    ]);
    expect([changed.length, reverts.length]).toEqual([1, 1]);
    await until(async () => (await refusals(member, "change-email", "DEAD_LINK")) === MANY - 1, 10_000);
  }, 60_000);

  test("to take a change back takes it back once, and one link to set a password follows", async () => {
    const member = await tenant.member();
    const accountId = await accountIdOf(member);
    const former = newAddress();
    const token = await linkOf(proofOf("REVERT_EMAIL", former, accountId));
    expectOne(await useLink("/account/email/revert", token, () => ({})), 200);
    expect(await accountIdOf({ email: former })).toBe(accountId);
    const resets = await sql("select from identity.mail_proof where account_id = $1 and purpose = 'RESET_PASSWORD'", [
      accountId,
    ]);
    expect(resets).toHaveLength(1);
    await until(async () => (await refusals(member, "change-email", "DEAD_LINK")) === MANY - 1, 10_000);
  }, 60_000);
});
