import { execFile } from "node:child_process";
import path from "node:path";
import { createAccounts } from "@bulkhead/identity/src/accounts/accounts.ts";
import { NO_MAIL } from "@bulkhead/identity/src/mail/mail.ts";
import { newUuid } from "@bulkhead/kernel/id.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestRooms, principalOf, type TestRooms } from "../../tests/testkit/rooms.ts";
import { testRootKeyFile } from "../../tests/testkit/root-key.ts";

let rooms: TestRooms;
let accounts: ReturnType<typeof createAccounts>;
beforeAll(async () => {
  rooms = await openTestRooms();
  const { databases, log } = rooms.platform;
  const denials = { deny() {}, denyAnonymous() {} };
  accounts = createAccounts({
    db: databases.oauth,
    attemptsKey: Buffer.alloc(32, 7),
    factorsKey: Buffer.alloc(32, 8),
    envelope: rooms.keys.envelope({ db: databases.oauth }),
    mail: NO_MAIL,
    adminsOf: async () => [],
    publicOrigin: "https://bulkhead.example",
    denials,
    feed: { settled: async () => {} },
    log,
  });
});
afterAll(async () => {
  await accounts.stop();
  await rooms.stop();
});

const CLI = path.resolve(import.meta.dirname, "../cli.ts");

function bulkhead(argv: string[], input: string) {
  const { platform, peppers } = rooms;
  const env = {
    ...process.env,
    BULKHEAD_ENV: "test",
    BULKHEAD_PUBLIC_ORIGIN: "https://bulkhead.example",
    DATABASE_URL: platform.url,
    BULKHEAD_SECRET: platform.secret,
    BULKHEAD_ROOT_KEY: `file:${testRootKeyFile()}`,
    BULKHEAD_API_KEY_PEPPERS: `1:${peppers.keys.get(1)?.export().toString("base64url")}`,
  };
  return new Promise<{ code: number; output: string; errors: string }>((resolve) => {
    const child = execFile(process.execPath, [CLI, ...argv], { env }, (error, output, errors) => {
      resolve({ code: error ? Number(error.code) : 0, output, errors });
    });
    child.stdin?.end(input);
  });
}

const bootstrapOf = (slug: string, email: string, ...more: string[]) => [
  "bootstrap",
  "--slug",
  slug,
  "--name",
  "Some",
  "--email",
  email,
  "--admin",
  "Ada",
  ...more,
];

const signIn = (email: string, password: string) =>
  accounts.signIn({ email, password, requestId: newUuid(), clientAddress: null });

test("the first Admin sets a password by the link that bootstrap prints; the operator can set another", async () => {
  const email = "ada@first.example";
  const made = await bulkhead(bootstrapOf("first", email), "");
  expect(made).toMatchObject({ code: 0, errors: "" });
  const [, token = ""] = /https:\/\/bulkhead\.example\/oauth\/activate\?token=(\S+)/.exec(made.output) ?? [];
  const request = { requestId: newUuid(), clientAddress: null };
  const { accountId } = await accounts.activate({ token, password: "the first password", request });
  expect(await signIn(email, "the first password")).toMatchObject({ accountId });

  const set = await bulkhead(["set-password", email], "a second password\nand another line\n");
  expect(set).toMatchObject({ code: 0, errors: "" });
  expect(set.output).not.toContain("second");
  expect(await signIn(email, "the first password")).toBeUndefined();
  expect(await signIn(email, "a second password")).toMatchObject({ accountId });
}, 120_000);

test("the operator removes the factors of who has lost them, and is told when there are none", async () => {
  const email = "ada@lost.example";
  await bulkhead(bootstrapOf("lost", email, "--password-stdin"), "the password of Ada\n");
  const { pool } = rooms.platform.databases.owner;
  await pool.query(
    `insert into identity.totp (id, account_id, name, sealed, confirmed_at)
     select gen_random_uuid(), id, 'Phone', '', now() from identity.account where email = $1`,
    [email],
  );
  const reset = await bulkhead(["reset-factors", email], "");
  expect(reset).toMatchObject({ code: 0, errors: "" });
  expect(reset.output).toBe(
    `${email} has lost 1 authenticator app, 0 passkeys and all recovery codes, and is signed out everywhere.\n` +
      "The owner is told by mail.\n",
  );
  expect(await signIn(email, "the password of Ada")).toBeDefined();
  const again = await bulkhead(["reset-factors", email], "");
  expect(again).toEqual({ code: 0, errors: "", output: `${email} has no second factor, so nothing was changed.\n` });
}, 120_000);

test("bootstrap sets a password that is piped in, and shows no link then", async () => {
  const email = "ada@second.example";
  const made = await bulkhead(bootstrapOf("second", email, "--password-stdin"), "the password of Ada\n");
  expect(made).toMatchObject({ code: 0, errors: "" });
  expect(made.output).toContain(`${email} can sign in`);
  expect(made.output).not.toMatch(/activate|password of Ada/);
  expect(await signIn(email, "the password of Ada")).toBeDefined();
}, 120_000);

test("a password that is no good is told before anything is made", async () => {
  const made = await bulkhead(bootstrapOf("third", "ada@third.example", "--password-stdin"), "short\n");
  expect(made).toMatchObject({ code: 1, output: "" });
  expect(made.errors).toMatch(/^bulkhead: Give a password of 12 to 200 characters.*\n$/);
  expect(await rooms.tenancy.tenantIdOfSlug("third")).toBeUndefined();
}, 120_000);

test("whose address has an account already gets the key and the link all the same, and is told why", async () => {
  const email = "ada@fourth.example";
  await bulkhead(bootstrapOf("fourth", email, "--password-stdin"), "the password of Ada\n");
  const made = await bulkhead(bootstrapOf("fourth-b", email, "--password-stdin"), "another password of Ada\n");
  expect(made.code).toBe(1);
  expect(made.errors).toMatch(/^bulkhead: The tenant is made, but .*: This e-mail address has an account here already/);
  const [key = ""] = made.output.match(/bh_test_\S+/g) ?? [];
  expect(await principalOf(rooms, key)).toMatchObject({ roles: ["Admin"] });
  const [, token = ""] = /activate\?token=(\S+)/.exec(made.output) ?? [];
  expect(await accounts.findActivation(token)).toMatchObject({ email });
}, 120_000);

test.each([
  ["an address without an account", ["set-password", "nobody@example.com"], "a long password", /no account with this/],
  ["a password that is too short", ["set-password", "nobody@example.com"], "short", /12 to 200 characters/],
  ["an address without an account, and factors", ["reset-factors", "nobody@example.com"], "", /no account with this/],
  ["an address that is none", ["reset-factors", "nobody"], "", /Give one e-mail address/],
  ["no address", ["reset-factors"], "", /usage: bulkhead reset-factors/],
  ["two addresses", ["reset-factors", "a@b.example", "c@d.example"], "", /usage: bulkhead reset-factors/],
  ["a missing address", ["set-password"], "a long password", /usage: bulkhead set-password/],
  ["a password as an argument", ["set-password", "a@b.example", "a long password"], "", /usage: bulkhead set-password/],
])(
  "%s is told in one line, without the password",
  async (_, argv, input, expected) => {
    const { code, output, errors } = await bulkhead(argv, input);
    expect({ code, output }).toEqual({ code: 1, output: "" });
    expect(errors).toMatch(expected);
    expect(errors.trim().split("\n")).toHaveLength(1);
    expect(errors).not.toContain("a long password");
  },
  120_000,
);
