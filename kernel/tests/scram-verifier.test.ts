import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestPlatform, type TestPlatform } from "../../tests/testkit/database.ts";
import { migrate, ROLES } from "../migrate.ts";
import { scramVerifier } from "../scram-verifier.ts";

let platform: TestPlatform;
beforeAll(async () => {
  platform = await openTestPlatform();
});
afterAll(() => platform.stop());

test("a verifier is what PostgreSQL itself makes of the password", async () => {
  const { pool } = platform.databases.owner;
  const client = await pool.connect();
  await client.query("begin; create role scram_verifier_test password 'correct horse'");
  const { rows } = await client.query("select rolpassword from pg_authid where rolname = 'scram_verifier_test'");
  await client.query("rollback");
  client.release();
  const salt = /^SCRAM-SHA-256\$\d+:([^$]+)\$/.exec(rows[0].rolpassword)?.[1] ?? "";
  expect(scramVerifier("correct horse", Buffer.from(salt, "base64"))).toBe(rows[0].rolpassword);
});

test("no two are alike, and none holds the password", () => {
  const made = [scramVerifier("correct horse"), scramVerifier("correct horse")];
  expect(new Set(made).size).toBe(2);
  for (const one of made) expect(one).not.toContain("correct");
});

test("the server is told no password of a role: it would hash one as it is set to", async () => {
  await migrate(`${platform.url}?password_encryption=md5`, platform.secret, []);
  const { rows } = await platform.databases.owner.pool.query(
    "select rolname from pg_authid where rolname like 'bulkhead\\_%' and rolpassword like 'SCRAM-SHA-256$%'",
  );
  expect(rows.map(({ rolname }) => rolname)).toEqual(expect.arrayContaining([...ROLES]));
});
