import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { passwordDigest } from "@bulkhead/identity/src/accounts/breached/filter-format.ts";
import { afterAll, expect, test } from "vitest";
import { until } from "../../tests/testkit/until.ts";
import { loadSettings } from "../config.ts";

const folder = mkdtempSync(path.join(tmpdir(), "bulkhead-breached-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const CLI = path.resolve(import.meta.dirname, "../cli.ts");
const FILTER = path.join(folder, "filter");

/** No database and no key: a list may be imported where nothing else runs. */
const environment = { PATH: process.env.PATH, BULKHEAD_ENV: "production" };

function start(argv: string[], extra: Record<string, string> = {}) {
  const child = spawn(process.execPath, [CLI, "breached-passwords", ...argv], { env: { ...environment, ...extra } });
  let [output, errors] = ["", ""];
  child.stdout.on("data", (chunk) => {
    output += chunk;
  });
  child.stderr.on("data", (chunk) => {
    errors += chunk;
  });
  child.stdin.on("error", () => {});
  const ended = new Promise<{ code: number | null; output: string; errors: string }>((resolve) =>
    child.on("close", (code) => resolve({ code, output, errors })),
  );
  return { child, ended };
}

function breachedPasswords(argv: string[], input: string, extra: Record<string, string> = {}) {
  const { child, ended } = start(argv, extra);
  child.stdin.end(input);
  return ended;
}

const check = (password: string) => breachedPasswords(["check", "--filter", FILTER], `${password}\n`);

test("a list is imported from a file or from standard input; status and check tell of it, and no password is shown", async () => {
  const list = path.join(folder, "list.txt");
  const hex = passwordDigest("stolen from a file").toString("hex").toUpperCase();
  writeFileSync(list, `${hex}:12\nstolen as it is\n`);
  const made = await breachedPasswords(["import", list, "--filter", FILTER], "");
  expect(made).toMatchObject({ code: 0, errors: "" });
  expect(made.output).toContain("holds 2 passwords: 1 were SHA-1, 1 in plain text.");
  expect((await check("stolen from a file")).output).toBe(`yes: it is in ${FILTER}.\n`);

  const again = await breachedPasswords(["import", "-", "--filter", FILTER], "stolen by a pipe");
  expect(again.output).toContain("holds 1 passwords");
  const told = await breachedPasswords(["status", "--filter", FILTER], "");
  expect(told).toMatchObject({ code: 0, errors: "" });
  expect(told.output).toMatch(/holds 1 passwords in 1,052,672 bytes, and is as it was written on 20/);
  expect(told.output).toMatch(/it promises at most 100\.\nsha256 [0-9a-f]{64}\n$/);

  const answers = [await check("stolen by a pipe"), await check("stolen from a file"), await check("Password2026!")];
  expect(answers.map(({ output }) => output)).toEqual([
    `yes: it is in ${FILTER}.\n`,
    `no: it is neither in the list of common passwords nor in ${FILTER}.\n`,
    "yes: it is in the list of common passwords, or little more than one.\n",
  ]);
  for (const { output, errors } of answers) expect(output + errors).not.toMatch(/stolen|2026/);
}, 120_000);

test.each([
  ["no verb", [], /usage:/],
  ["no list", ["import"], /usage:/],
  ["a password as an argument", ["check", "hunter2hunter2"], /usage:/],
  ["a list that is not there", ["import", "/nowhere/list", "--filter", "FOLDER/other"], /ENOENT.*\/nowhere\/list/],
  ["a filter that is not there", ["status", "--filter", "/nowhere/filter"], /\/nowhere\/filter does not exist\./],
])(
  "%s is told, and exits with 1",
  async (_, argv, expected) => {
    const { code, errors, output } = await breachedPasswords(
      argv.map((one) => one.replace("FOLDER", folder)),
      "",
    );
    expect({ code, output }).toEqual({ code: 1, output: "" });
    expect(errors).toMatch(expected);
    expect(errors).not.toContain("hunter2");
    expect(readdirSync(folder).filter((name) => name.startsWith("other"))).toEqual([]);
  },
  60_000,
);

test("an import that is killed leaves the filter before it, whole, and the next one tidies up", async () => {
  const alone = mkdtempSync(path.join(folder, "killed-"));
  const file = path.join(alone, "filter");
  await breachedPasswords(["import", "-", "--filter", file], "the old list\n");
  const old = readFileSync(file);
  const lines = Array.from({ length: 300_000 }, (_, n) => `a line of the new list ${n}\n`).join("");

  // While the list is still being read, which the open standard input makes sure of ...
  const reading = start(["import", "-", "--filter", file]);
  await new Promise((resolve) => reading.child.stdin.write(lines, resolve));
  reading.child.kill("SIGKILL");
  await reading.ended;
  expect(readFileSync(file)).toEqual(old);
  expect(readdirSync(alone)).toEqual(["filter"]);

  // ... and while the filter is being written, or just after: it is one of the two and whole.
  const writing = start(["import", "-", "--filter", file]);
  writing.child.stdin.end(lines);
  const isWriting = async () => readdirSync(alone).some((name) => /\.new-[0-9a-f]{12}$/.test(name));
  await Promise.race([until(isWriting, 60_000), writing.ended]);
  writing.child.kill("SIGKILL");
  await writing.ended;
  const { code, output } = await breachedPasswords(["status", "--filter", file], "");
  expect(code).toBe(0);
  expect(output).toMatch(/holds (1|300,000) passwords/);

  await breachedPasswords(["import", "-", "--filter", file], "the next list\n");
  expect(readdirSync(alone)).toEqual(["filter"]);
}, 120_000);

test("with a filter that is missing or damaged a process does not start, and says why; without the role it needs none", () => {
  const damaged = path.join(folder, "damaged");
  writeFileSync(damaged, "x".repeat(10_000));
  const faultsOf = (file: string, roles = "all") =>
    loadSettings("process", { ...process.env, BULKHEAD_BREACHED_PASSWORDS: file, BULKHEAD_ROLES: roles }).faults.filter(
      ({ variable }) => variable === "BULKHEAD_BREACHED_PASSWORDS",
    );
  expect(faultsOf(path.join(folder, "none"))).toEqual([
    {
      variable: "BULKHEAD_BREACHED_PASSWORDS",
      message: `names ${path.join(folder, "none")}, which does not exist`,
    },
  ]);
  expect(faultsOf(damaged)[0]?.message).toBe(`names ${damaged}, which is no filter of breached passwords`);
  expect(faultsOf(damaged, "gateway")).toEqual([]);
  expect(faultsOf("")).toEqual([]);
});

test.each([
  ["https://range.example/range/", true],
  ["http://127.0.0.1:8080/range", true],
  ["http://localhost/range", true],
  ["http://range.example/range", false],
  ["https://range.example/range?x=", false],
  ["https://range.example/#", true],
  ["range.example", false],
  ["file:///etc/passwd", false],
])("the address of a range service: %s is %s", (address, isGood) => {
  const { faults } = loadSettings("process", { ...process.env, BULKHEAD_BREACHED_PASSWORDS_RANGE_URL: address });
  const own = faults.filter(({ variable }) => variable === "BULKHEAD_BREACHED_PASSWORDS_RANGE_URL");
  expect(own).toHaveLength(isGood ? 0 : 1);
});
