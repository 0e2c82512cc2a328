import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { createLog } from "@bulkhead/kernel/log.ts";
import { afterEach, expect, test } from "vitest";
import { until } from "../../../../tests/testkit/until.ts";
import { needsRehash, unmatchableHash } from "../../src/accounts/password-hash.ts";
import { createPasswords, type Passwords, type PasswordsOptions } from "../../src/accounts/passwords.ts";

const logged: string[] = [];
const log = createLog({ level: "debug", destination: { write: (line) => logged.push(line) } });
let open: Passwords[] = [];
const passwordsOf = (options: Omit<PasswordsOptions, "log"> = {}) => {
  const passwords = createPasswords({ ...options, log });
  open.push(passwords);
  return passwords;
};
afterEach(async () => {
  await Promise.all(open.map((one) => one.stop()));
  open = [];
});

/** Pids of hashing processes that a process started. */
function hashersOf(parent: number): number[] {
  return readdirSync("/proc")
    .filter((entry) => /^\d+$/.test(entry))
    .filter((pid) => {
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
        const [state, ppid] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
        const isHasher = readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("password-worker.ts");
        return isHasher && Number(ppid) === parent && state !== "Z";
      } catch {
        return false;
      }
    })
    .map(Number);
}

const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

test("a hash is argon2id at OWASP's parameters, salted, and only its password verifies", async () => {
  const passwords = passwordsOf();
  const [one, other] = await Promise.all([
    passwords.hash("correct horse battery"),
    passwords.hash("correct horse battery"),
  ]);
  expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
  expect(one).not.toBe(other);
  expect(await passwords.verify(one, "correct horse battery")).toBe(true);
  expect(await passwords.verify(one, "correct horse batterY")).toBe(false);
  expect(await passwords.verify(one, "")).toBe(false);
});

test("the hash that stands for nobody's has the same parameters, and no password", async () => {
  const hash = unmatchableHash();
  expect(needsRehash(hash)).toBe(false);
  expect(await passwordsOf().verify(hash, "")).toBe(false);
  expect(unmatchableHash()).not.toBe(hash);
});

test.each(["$argon2id$v=19$m=4096,t=3,p=1$c2FsdHNhbHQ$x", "$argon2i$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$x"])(
  "%s was made with other parameters",
  (hash) => expect(needsRehash(hash)).toBe(true),
);

test("hashing happens at low priority in processes that know none of the server's settings, and no more than asked for", async () => {
  const passwords = passwordsOf({ workers: 2 });
  const hash = await passwords.hash("correct horse battery");
  await Promise.all(Array.from({ length: 12 }, () => passwords.verify(hash, "correct horse battery")));
  const hashers = hashersOf(process.pid);
  expect(hashers).toHaveLength(2);
  for (const pid of hashers) {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // Fields of proc(5) from the third on: the seventeenth of them is the nice value.
    expect(Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[16])).toBe(10);
    const names = readFileSync(`/proc/${pid}/environ`, "utf8").split("\0").filter(Boolean);
    expect(names.filter((line) => !/^NODE_CHANNEL_/.test(line))).toEqual([]);
  }
});

test("what would wait behind a full queue is refused at once and can be tried again; the rest is answered", async () => {
  const passwords = passwordsOf({ workers: 1, maxQueue: 3 });
  const hash = await passwords.hash("correct horse battery");
  const settled = await Promise.allSettled(
    Array.from({ length: 10 }, () => passwords.verify(hash, "correct horse battery")),
  );
  const refused = settled.filter((one) => one.status === "rejected").map((one) => one.reason);
  expect(settled.filter((one) => one.status === "fulfilled" && one.value)).toHaveLength(4);
  expect(refused).toHaveLength(6);
  for (const error of refused) expect(error).toMatchObject({ code: "UNAVAILABLE", message: /Try again in a moment/ });
  expect(await passwords.verify(hash, "correct horse battery")).toBe(true);
});

test.each([
  ["at work", 3],
  ["idle", 0],
])("a process that is killed while %s is replaced, and whoever waited is answered", async (_, waiting) => {
  const passwords = passwordsOf({ workers: 1 });
  await passwords.hash("correct horse battery");
  const [first = 0] = hashersOf(process.pid);
  const running = Promise.all(Array.from({ length: waiting }, () => passwords.hash("correct horse staple")));
  process.kill(first, "SIGKILL");
  expect(await running).toHaveLength(waiting);
  expect(await passwords.hash("correct horse battery")).toMatch(/^\$argon2id/);
  expect(hashersOf(process.pid)).not.toContain(first);
  expect(logged.join()).not.toContain("correct horse");
});

test("processes end after a while without work, and new work starts new ones", async () => {
  const passwords = passwordsOf({ workers: 2, idleMs: 50 });
  expect(hashersOf(process.pid)).toEqual([]);
  const hash = await passwords.hash("correct horse battery");
  await until(async () => hashersOf(process.pid).length === 0, 10_000);
  expect(await passwords.verify(hash, "correct horse battery")).toBe(true);
});

test("stopping waits for what runs, refuses what waits, and leaves no process", async () => {
  const passwords = passwordsOf({ workers: 1 });
  const hash = await passwords.hash("correct horse battery");
  const hashers = hashersOf(process.pid);
  const asked = Promise.allSettled(Array.from({ length: 5 }, () => passwords.verify(hash, "correct horse battery")));
  await passwords.stop();
  expect(hashers.filter(isAlive)).toEqual([]);
  const answers = (await asked).map((one) => (one.status === "fulfilled" ? one.value : one.reason.code));
  expect(answers).toEqual([true, ...Array(4).fill("UNAVAILABLE")]);
  await expect(passwords.hash("correct horse battery")).rejects.toMatchObject({ code: "UNAVAILABLE" });
});

test("stopping right after the start leaves no process either", async () => {
  const passwords = passwordsOf({ workers: 2 });
  const asked = Promise.allSettled([passwords.hash("correct horse battery"), passwords.hash("correct horse battery")]);
  await passwords.stop();
  await asked;
  expect(hashersOf(process.pid)).toEqual([]);
});

test("signals to the whole group leave hashing to the server, and no process outlives a server that is killed", async () => {
  const server = spawn(process.execPath, [path.join(import.meta.dirname, "fixtures/hashing-server.ts")], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(server.stdout, "data");
  const hashers = hashersOf(server.pid ?? 0);
  expect(hashers.length).toBeGreaterThan(0);
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) for (const pid of hashers) process.kill(pid, signal);
  // Still hashing.
  await once(server.stdout, "data");
  expect(hashers.filter(isAlive)).toEqual(hashers);
  server.kill("SIGKILL");
  await until(async () => hashers.filter(isAlive).length === 0, 10_000);
}, 60_000);
