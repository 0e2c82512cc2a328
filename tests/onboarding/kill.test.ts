import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { freePort } from "@bulkhead/infra/free-port.ts";
import { createRootKeyFile } from "@bulkhead/kernel/root-key-store.ts";
import type { PoolClient } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type AccountOwner, fillIn, post, signUp } from "../testkit/accounts.ts";
import { newPeppers } from "../testkit/cluster.ts";
import { openTestPlatform, type TestPlatform } from "../testkit/database.ts";
import { MAIL_FROM, type MailServer, mailsIn, startMailServer } from "../testkit/mail-server.ts";
import { mailboxOver } from "../testkit/mailbox.ts";
import { type Company, newCompany } from "../testkit/onboarding.ts";
import { type Running, root, run } from "../testkit/process.ts";
import { RAISED_LIMITS } from "../testkit/raised-limits.ts";
import { STARTING_MS, until } from "../testkit/until.ts";

/** The server is killed at each step of making a company, with that step's transaction open. */
let base: TestPlatform;
let mail: MailServer;
let folder: string;
let environment: Record<string, string>;
let server: Running;

beforeAll(async () => {
  base = await openTestPlatform();
  folder = mkdtempSync(path.join(tmpdir(), "bulkhead-kill-"));
  createRootKeyFile(path.join(folder, "root-key.json"));
  mail = await startMailServer({ folder });
  const port = await freePort();
  environment = {
    PATH: process.env.PATH ?? "",
    BULKHEAD_ENV: "test",
    BULKHEAD_SECRET: base.secret,
    BULKHEAD_API_KEY_PEPPERS: newPeppers(),
    BULKHEAD_ROOT_KEY: `file:${path.join(folder, "root-key.json")}`,
    DATABASE_URL: base.url,
    BULKHEAD_PORT: String(port),
    BULKHEAD_PUBLIC_ORIGIN: `http://localhost:${port}`,
    BULKHEAD_SMTP_URL: mail.url,
    BULKHEAD_MAIL_FROM: MAIL_FROM,
    BULKHEAD_SELF_SERVICE_SIGN_UP: "open",
    ...RAISED_LIMITS,
  };
  await start();
}, 180_000);

afterAll(async () => {
  server?.signalGroup("SIGTERM");
  await server?.ended;
  await mail?.stop();
  await base?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const issuer = () => environment.BULKHEAD_PUBLIC_ORIGIN ?? "";
const world = () => ({ issuer: issuer(), mailbox: mailboxOver(() => mailsIn(folder)) }) as Parameters<typeof signUp>[0];
const sql = async (text: string, values: unknown[] = []) => (await base.databases.owner.pool.query(text, values)).rows;

async function start(): Promise<void> {
  server = run(process.execPath, [path.join(root, "server/main.ts")], environment);
  const ready = () =>
    fetch(`${issuer()}/readyz`)
      .then(({ ok }) => ok)
      .catch(() => false);
  await until(ready, 120_000, STARTING_MS);
}

/** Waits for a lock that the test holds; what they sent behind it must not be done when it is let go of. */
const WAITING = "datname = current_database() and wait_event_type = 'Lock'";
const isHeld = async () => (await sql(`select from pg_stat_activity where ${WAITING}`)).length > 0;

async function killWhereHeld(holder: PoolClient, process = server): Promise<void> {
  await until(isHeld, 60_000);
  process.signalGroup("SIGKILL");
  await process.ended;
  await sql(`select pg_terminate_backend(pid) from pg_stat_activity where ${WAITING}`);
  await until(async () => !(await isHeld()), 20_000);
  await holder.query("rollback");
}

async function hold(text: string, values: unknown[] = []): Promise<PoolClient> {
  const holder = await base.databases.owner.pool.connect();
  await holder.query("begin");
  await holder.query(text, values);
  return holder;
}

const orphans = () =>
  sql(
    `select slug from tenancy.tenant where not exists (
       select from tenancy.member join identity."user" on "user".tenant_id = member.tenant_id and "user".id = user_id
       where member.tenant_id = tenant.tenant_id and role = 'Admin')`,
  );

const choose = ({ walker }: AccountOwner, { name, slug }: Company) =>
  post(world(), walker, "/account/tenants/new", { name, slug });
const confirm = async ({ walker }: AccountOwner) =>
  fillIn(walker, await walker.request(`${issuer()}/account/tenants/confirm`));

/** What anybody does who comes back: the page says what is next. */
async function comeBack(person: AccountOwner, company: Company): Promise<string | null> {
  const { status } = await person.walker.request(`${issuer()}/account/tenants/new`);
  if (status === 200) expect((await choose(person, company)).status).toBe(303);
  const done = await confirm(person);
  return done.headers.get("location");
}

const LOCKS: Record<string, string> = {
  "before the choice is written down": "lock table identity.onboarding in exclusive mode",
  "before the name is held": "lock table tenancy.tenant_slug in exclusive mode",
  "before the user is made": 'lock table identity."user" in exclusive mode',
  "before the tenant is made": "lock table tenancy.tenant in exclusive mode",
};

test.each([...Object.keys(LOCKS), "before it is written down that it is done"])(
  "killed %s: nobody sees a tenant without its Admin, and whoever comes back has their company",
  async (moment) => {
    const person = await signUp(world());
    const company = newCompany();
    const isChoice = moment.includes("choice") || moment.includes("held");
    if (!isChoice) expect((await choose(person, company)).status).toBe(303);
    const holder = await hold(LOCKS[moment] ?? LOCKS["before the tenant is made"] ?? "");
    const cut = (isChoice ? choose(person, company) : confirm(person)).catch(() => undefined);
    if (LOCKS[moment] !== undefined) await killWhereHeld(holder);
    else {
      await until(isHeld, 60_000);
      const last = await hold("select from identity.onboarding where slug = $1 for update", [company.slug]);
      await holder.query("rollback");
      await until(
        async () => (await sql("select from tenancy.tenant where slug = $1", [company.slug])).length > 0,
        60_000,
      );
      await killWhereHeld(last);
      last.release();
    }
    holder.release();
    await cut;
    expect(await orphans()).toEqual([]);

    await start();
    expect(await comeBack(person, company)).toBe("/account/tenants/ready");
    const made = await sql(
      `select tenant.slug, tenant.status, member.role, "user".email, account.email as of
       from tenancy.tenant join tenancy.member using (tenant_id)
       join identity."user" on "user".tenant_id = tenant.tenant_id and "user".id = user_id
       join identity.account_user on account_user.tenant_id = tenant.tenant_id and account_user.user_id = member.user_id
       join identity.account on account.id = account_id where slug = $1`,
      [company.slug],
    );
    const { email } = person;
    expect(made).toEqual([{ slug: company.slug, status: "ACTIVE", role: "Admin", email, of: email }]);
    expect(
      await sql("select from identity.account_user join identity.account on id = account_id where email = $1", [email]),
    ).toHaveLength(1);
    expect(await sql("select from identity.onboarding where step <> 'DONE'")).toEqual([]);
  },
  300_000,
);

const bootstrapped = ({ name, slug }: Company) => {
  const whose = ["--slug", slug, "--name", name, "--email", `ada@${slug}.example`, "--admin", "Ada"];
  return run(process.execPath, [path.join(root, "server/cli.ts"), "bootstrap", ...whose], environment);
};

const OPERATOR_LOCKS: Record<string, string> = {
  ...LOCKS,
  "before the key is made": "lock table identity.api_key in exclusive mode",
};

test.each(Object.keys(OPERATOR_LOCKS))(
  "the operator's bootstrap killed %s: nobody sees a tenant without its Admin, and the same command makes the rest",
  async (moment) => {
    const company = newCompany();
    const holder = await hold(OPERATOR_LOCKS[moment] ?? "");
    await killWhereHeld(holder, bootstrapped(company));
    holder.release();
    expect(await orphans()).toEqual([]);

    const again = bootstrapped(company);
    expect(await again.ended, again.output()).toBe(0);
    expect(again.output()).toContain("Its Admin key, shown this once");
    const made = await sql(
      `select tenant.status, member.role, "user".email, (select count(*)::int from identity.api_key
         where api_key.tenant_id = tenant.tenant_id) as keys
       from tenancy.tenant join tenancy.member using (tenant_id)
       join identity."user" on "user".tenant_id = tenant.tenant_id and "user".id = user_id where slug = $1`,
      [company.slug],
    );
    expect(made).toEqual([{ status: "ACTIVE", role: "Admin", email: `ada@${company.slug}.example`, keys: 1 }]);
    expect(await sql("select from identity.onboarding where slug = $1 and step <> 'DONE'", [company.slug])).toEqual([]);
    const users = await sql(`select from identity."user" where email = $1`, [`ada@${company.slug}.example`]);
    expect(users).toHaveLength(1);
  },
  120_000,
);
