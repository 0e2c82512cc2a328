import type { SigningKeyContext } from "@bulkhead/identity/src/signing-keys/rotate-signing-key.ts";
import { INSTALLATION_ID } from "@bulkhead/kernel/installation.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestPlatform, type TestPlatform } from "../../tests/testkit/database.ts";
import { openTestKeys, type TestKeys } from "../../tests/testkit/envelope.ts";
import { runSigningKeys } from "../commands/signing-keys.ts";
import { operatorRequest } from "../operator.ts";

let platform: TestPlatform;
let keys: TestKeys;
let ctx: SigningKeyContext;

beforeAll(async () => {
  platform = await openTestPlatform();
  keys = await openTestKeys(platform);
  const db = platform.databases.oauth;
  ctx = { ...operatorRequest(INSTALLATION_ID), db, envelope: keys.envelope({ db }), now: Date.now };
});

afterAll(async () => {
  await keys.stop();
  await platform.stop();
});

const run = (command: string) => runSigningKeys(command.split(" ").filter(Boolean), ctx);
const kidIn = (said: string) => /[0-9a-f-]{36}/.exec(said)?.[0] ?? "";

test("an operator lists the keys, rotates ahead of time and at once, and revokes", async () => {
  expect(await run("")).toMatch(/^There is no signing key yet\./);
  const first = kidIn(await run("rotate"));
  expect(await run("")).toMatch(new RegExp(`^${first}  SIGNING  made \\S+Z, signs from \\S+Z$`));

  const said = await run("rotate");
  const second = kidIn(said);
  expect(said).toMatch(/^The new key \S+ is in the JWKS; it signs from \S+Z\.$/);
  expect(await run("")).toMatch(
    new RegExp(`^${first}  SIGNING  .*, retires \\S+Z\\n${second}  PUBLISHED  made \\S+Z, signs from \\S+Z$`),
  );

  const third = kidIn(await run("rotate --now"));
  const states = (await run("")).split("\n").map((line) => line.slice(0, 46).trim().split("  "));
  expect(states.map(([kid, state]) => [kid, state?.split(" ")[0]])).toEqual([
    [first, "RETIRING"],
    [second, "RETIRING"],
    [third, "SIGNING"],
  ]);

  const revoked = await run(`rotate --revoke ${third} --revoke ${first}`);
  expect(revoked).toContain(`The key ${third} is revoked`);
  const last = await run("");
  expect(last).toContain(`${kidIn(revoked)}  SIGNING`);
  expect(last).not.toContain(third);
  expect(last).not.toContain(first);
});

test("an unknown kid is refused before anything is changed", async () => {
  const before = await run("");
  for (const kid of ["nothing", INSTALLATION_ID])
    await expect(run(`rotate --now --revoke ${kid}`)).rejects.toMatchObject({ code: "BAD_USER_INPUT" });
  expect(await run("")).toBe(before);
});

test.each(["create", "rotate all", "--now", "--revoke x", "list"])(
  "bulkhead signing-keys %s tells the usage and does nothing",
  async (command) => {
    const before = await run("");
    await expect(run(command)).rejects.toThrow("usage:");
    expect(await run("")).toBe(before);
  },
);
