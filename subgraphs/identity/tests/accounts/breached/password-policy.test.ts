import { Writable } from "node:stream";
import { createLog } from "@bulkhead/kernel/log.ts";
import { expect, test } from "vitest";
import { createPasswordPolicy, type PasswordContext } from "../../../src/accounts/password-policy.ts";

const lines: string[] = [];
const destination = new Writable({
  write(chunk, _encoding, done) {
    lines.push(String(chunk));
    done();
  },
});
const policy = createPasswordPolicy({ serviceNames: ["Bulkhead"], log: createLog({ level: "trace", destination }) });

const ADA: PasswordContext = {
  email: "ada.lovelace@mail.acme.example",
  name: "Ada Lovelace",
  tenantName: "Acme Works",
};
const codesOf = async (password: string, context = ADA) =>
  (await policy.check(password, context)).map(({ code }) => code);

test.each([
  ["qwerty123456", "REPETITIVE_PASSWORD"],
  ["aaaaaaaaaaaaaaaaaaaaa", "REPETITIVE_PASSWORD"],
  ["123456789012", "REPETITIVE_PASSWORD"],
  ["abcabcabcabcabcabc", "REPETITIVE_PASSWORD"],
  ["1234qwerasdfzxcv", "REPETITIVE_PASSWORD"],
  ["112233445566", "REPETITIVE_PASSWORD"],
  ["zyxwvutsrqpo!", "REPETITIVE_PASSWORD"],
  ["🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑", "REPETITIVE_PASSWORD"],
  ["dragon dragon dragon ", "REPETITIVE_PASSWORD"],
  ["unbelievable", "BREACHED_PASSWORD"],
  ["UnBelievable", "BREACHED_PASSWORD"],
  ["passwordpassword", "BREACHED_PASSWORD"],
  ["Password2026!", "BREACHED_PASSWORD"],
  ["P@ssw0rd2026!", "BREACHED_PASSWORD"],
  ["!!sunshine1987", "BREACHED_PASSWORD"],
  ["ada.lovelace", "CONTEXT_PASSWORD"],
  ["Ada Lovelace!", "CONTEXT_PASSWORD"],
  ["ada.lovelace@mail.acme.example", "CONTEXT_PASSWORD"],
  ["acme2026works!", "CONTEXT_PASSWORD"],
  ["AcmeAcmeAcmeAcme1", "CONTEXT_PASSWORD"],
  ["bulkhead-2026", "CONTEXT_PASSWORD"],
  ["Bulkhead1234!", "CONTEXT_PASSWORD"],
])("%s is refused: %s", async (password, code) => {
  expect(await codesOf(password)).toEqual([code]);
});

test.each([
  "correct horse battery",
  "another long password",
  "tree were here",
  "Ada reads books at night",
  "acme is where I work since May",
  "12 angry people in a room",
  "a password of 3f2a9b1c",
  "twelve chars",
  "пароль из слов",
  "kD8#vQ2!mZ7w",
])("«%s» is taken", async (password) => {
  expect(await codesOf(password)).toEqual([]);
});

test("accents and capitals of a name make no other password of it", async () => {
  expect(await codesOf("zoe-muller-1", { name: "Zoë Müller" })).toEqual(["CONTEXT_PASSWORD"]);
});

test("there is no rule about kinds of characters: NIST SP 800-63B-4 section 3.1.1.2", async () => {
  for (const password of ["only small letters here", "ONLYCAPITALSANDNOSPACE", "93847561029384-0475"])
    expect(await codesOf(password)).toEqual([]);
});

test("a fault says what to do, and neither it nor the log has the password", async () => {
  const [fault] = await policy.check("Password2026!", ADA);
  expect(fault).toEqual({
    code: "BREACHED_PASSWORD",
    message:
      "This password is in lists that attackers try first. Choose another; several words in a row are a good one.",
  });
  expect(lines.join("")).not.toContain("2026");
});
