import { queryOutsideTenants, withTransactionAboveTenants } from "@bulkhead/kernel/database.ts";
import { newUuid } from "@bulkhead/kernel/id.ts";
import { INSTALLATION_ID } from "@bulkhead/kernel/installation.ts";
import { platformPrincipal } from "@bulkhead/kernel/principal.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { seedClient, seedGrant } from "../../../../tests/testkit/grants.ts";
import { requestOf, seedTenant } from "../../../../tests/testkit/rooms.ts";
import { until } from "../../../../tests/testkit/until.ts";
import { keepProof, makeToken } from "../../src/accounts/mail-proofs.ts";
import { lockUser } from "../../src/domain/lock-user.ts";
import { resetFactors } from "../../src/domain/reset-factors.ts";
import { setPassword } from "../../src/domain/set-password.ts";
import { NO_MAIL } from "../../src/mail/mail.ts";
import { holdSession } from "../../src/oauth/sessions.ts";
import { invite, request, seedPerson } from "./fixture.ts";
import { type MailedAccounts, openMailedAccounts } from "./mailed.ts";

/** Two who change one account at once wait for each other's end, and never each for the other. */
let world: MailedAccounts;
beforeAll(async () => {
  world = await openMailedAccounts();
});
afterAll(() => world?.stop());

async function areWaiting(count: number): Promise<void> {
  const text = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'
                  and usename in ('bulkhead_oauth', 'bulkhead_identity')`;
  await until(async () => (await world.owner.query(text)).rowCount === count);
}

/** What comes of changes that all come up, in this order, while somebody holds a row that each of them needs. */
async function heldUp(row: { text: string; values: unknown[] }, changes: (() => Promise<unknown>)[]) {
  const holder = await world.owner.connect();
  const under: Promise<string>[] = [];
  try {
    await holder.query("begin");
    await holder.query(row);
    for (const change of changes) {
      under.push(
        change().then(
          () => "done",
          (error: { code?: string }) => error.code ?? String(error),
        ),
      );
      await areWaiting(under.length);
    }
  } finally {
    await holder.query("rollback");
    holder.release();
  }
  return Promise.all(under);
}

const accountRow = (id: string) => ({ text: "select from identity.account where id = $1 for update", values: [id] });

async function resetToken(email: string, accountId: string): Promise<string> {
  const token = makeToken();
  await queryOutsideTenants(
    world.db,
    keepProof(token, { purpose: "RESET_PASSWORD", email, emailKey: email, accountId }),
  );
  return token;
}

/** A sign-in session as the protocol keeps it, and as its owner sees it. */
async function seedSession(accountId: string): Promise<string> {
  const uid = newUuid();
  await world.owner.query(
    "insert into identity.account_session (uid, account_id, user_agent) values ($1, $2, 'Firefox on Linux')",
    [uid, accountId],
  );
  await world.owner.query(
    `insert into identity.oidc_artifact (model, digest, payload, account_id, session_uid, expires_at)
     values ('Session', sha256($1::text::bytea), jsonb_build_object('loginTs', extract(epoch from now())), $2, $1,
             now() + interval '1 day')`,
    [uid, accountId],
  );
  return uid;
}

test("a change of password voids a link that is being used", async () => {
  const { accountId, email, password } = await seedPerson(world);
  const token = await resetToken(email, accountId);
  const other = `another password ${newUuid()}`;
  const came = await heldUp(accountRow(accountId), [
    () => world.accounts.changePassword({ accountId, current: password, password: other, request: request() }),
    () => world.accounts.resetPassword.confirm({ token, password: `a third ${newUuid()}`, request: request() }),
  ]);
  expect(came).toEqual(["done", "NOT_FOUND"]);
  expect(await world.signIn(email, other)).toMatchObject({ accountId });
});

test("sessions are ended one by one while a reset ends them all", async () => {
  const { accountId, email } = await seedPerson(world);
  const uid = await seedSession(accountId);
  await seedSession(accountId);
  const token = await resetToken(email, accountId);
  const session = { text: "select from identity.account_session where uid = $1 for update", values: [uid] };
  const came = await heldUp(session, [
    () => world.accounts.sessions.end(request(), accountId, uid),
    () => world.accounts.resetPassword.confirm({ token, password: `a third ${newUuid()}`, request: request() }),
  ]);
  expect(came).toEqual(["done", "done"]);
  expect(await world.accounts.sessions.list(accountId)).toEqual([]);
});

test("one account joins two tenants at once, by links that were mailed", async () => {
  const { accountId, email, password } = await seedPerson(world);
  const joins = [];
  for (const { tenantId } of [await seedTenant(world.rooms), await seedTenant(world.rooms)]) {
    const { token, userUuid } = await invite(world.rooms, tenantId, email);
    await world.owner.query("update identity.activation_link set is_mailed = true where user_id = $1", [userUuid]);
    joins.push(() => world.accounts.activate({ token, password, request: request() }));
  }
  expect(await heldUp(accountRow(accountId), joins)).toEqual(["done", "done"]);
});

test("an account is deleted while an Admin locks its user", async () => {
  const { accountId, tenantId, userId, userUuid } = await seedPerson(world);
  const clientId = await seedClient(world.rooms.platform.databases.owner, tenantId);
  await seedGrant(world.rooms.platform.databases.owner, { tenantId, userId: userUuid, clientId });
  const ctx = world.rooms.identity.subgraph.context(requestOf(platformPrincipal(tenantId)));
  const user = { text: `select from identity."user" where id = $1 for update`, values: [userUuid] };
  const came = await heldUp(user, [
    () => lockUser(ctx, { id: userId, reason: "left" }),
    () => world.accounts.deleteAccount(request(), accountId),
  ]);
  expect(came).toEqual(["done", "done"]);
});

const sessionRow = (uid: string) => ({
  text: "select from identity.account_session where uid = $1 for update",
  values: [uid],
});

/** Whatever ends all sessions of an account, which needs them and the account; each once. */
const ENDINGS = {
  "a reset": async ({ accountId, email }: Person) => {
    const token = await resetToken(email, accountId);
    return () => world.accounts.resetPassword.confirm({ token, password: `a third ${newUuid()}`, request: request() });
  },
  "a change of password":
    async ({ accountId, password: current }: Person) =>
    () =>
      world.accounts.changePassword({ accountId, current, password: `another ${newUuid()}`, request: request() }),
  "a password set by the operator":
    async ({ email }: Person) =>
    () =>
      setPassword(operatorContext(), { email, password: `another password ${newUuid()}` }),
  "a change of address taken back": async ({ accountId, email }: Person) => {
    const token = makeToken();
    await queryOutsideTenants(
      world.db,
      keepProof(token, { purpose: "REVERT_EMAIL", email, emailKey: email, accountId }),
    );
    return () => world.accounts.revertEmail.confirm({ token, request: request() });
  },
  "factors reset by the operator": async ({ accountId, email }: Person) => {
    await seedFactor(accountId);
    return () => resetFactors(operatorContext(), { email });
  },
  "one factor kept alone": async ({ accountId }: Person) => {
    const id = await seedFactor(accountId);
    return () => world.accounts.factors.keep(request(), accountId, { id, sessionUid: "" });
  },
} satisfies Record<string, (person: Person) => Promise<() => Promise<unknown>>>;

type Person = Awaited<ReturnType<typeof seedPerson>>;

function operatorContext() {
  const { passwords, passwordPolicy } = world.accounts;
  const feed = { settled: async () => {} } as never;
  const principal = platformPrincipal(INSTALLATION_ID);
  return { ...requestOf(principal), oauthDb: world.db, passwords, passwordPolicy, mail: NO_MAIL, feed };
}

async function seedFactor(accountId: string): Promise<string> {
  const id = newUuid();
  await world.owner.query(
    "insert into identity.totp (id, account_id, name, sealed, confirmed_at) values ($1, $2, 'App', '', now())",
    [id, accountId],
  );
  return id;
}

describe.each(Object.entries(ENDINGS))("an account is deleted during %s", (_name, prepare) => {
  test.each([
    ["the deletion first", true],
    ["the deletion second", false],
  ])("%s: neither waits for the other's end while the other waits for its own", async (_order, isFirst) => {
    const person = await seedPerson(world);
    const { accountId } = person;
    const uid = await seedSession(accountId);
    const other = await prepare(person);
    const deletion = () => world.accounts.deleteAccount(request(), accountId);
    const came = await heldUp(sessionRow(uid), isFirst ? [deletion, other] : [other, deletion]);
    // Whoever comes second finds no account, and says so as it always does.
    const gone = isFirst ? expect.stringMatching(/^(done|NOT_FOUND|BAD_USER_INPUT)$/) : "done";
    expect(came).toEqual(isFirst ? ["done", gone] : [gone, "done"]);
    expect((await world.owner.query("select from identity.account where id = $1", [accountId])).rowCount).toBe(0);
  });
});

test("a session is begun while the account is deleted: it opens nothing", async () => {
  const { accountId } = await seedPerson(world);
  const uid = await seedSession(accountId);
  const begin = () =>
    withTransactionAboveTenants(world.db, async (tx) => {
      await holdSession(tx, uid);
      const rows = await tx.query({
        text: "select from identity.account where id = $1 for share",
        values: [accountId],
      });
      if (rows.length === 0) throw new Error("no account");
    });
  const came = await heldUp(accountRow(accountId), [begin, () => world.accounts.deleteAccount(request(), accountId)]);
  expect(came).toEqual(["done", "done"]);
});
