import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openTestPlatform, type TestPlatform } from "../../tests/testkit/database.ts";
import { createEnvelope } from "../envelope.ts";
import { newUuid } from "../id.ts";
import { type RootKey, tenantKeyBinding } from "../root-key.ts";
import { checkRootKey } from "../root-key-check.ts";
import { openRootKeyFile } from "../root-key-file.ts";
import { openRootKey } from "../root-key-open.ts";
import { readRootKeySetting } from "../root-key-setting.ts";

let folder: string;
let file: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "bulkhead-root-key-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(() => {
  file = path.join(mkdtempSync(path.join(folder, "key-")), "root-key.json");
});

const open = (create = false) => openRootKeyFile({ path: file, create });
const key = Buffer.alloc(32, 7);
const binding = tenantKeyBinding(newUuid(), 1);

describe("a root key file is refused, with the reason and without a word of what is in it,", () => {
  test("when it is missing, and is not made outside development", () => {
    expect(() => open()).toThrow(`the root key ${file} does not exist`);
    expect(existsSync(file)).toBe(false);
  });

  test.each([0o640, 0o604, 0o660, 0o644, 0o620, 0o601])("when its mode is %o", (mode) => {
    open(true);
    chmodSync(file, mode);
    expect(() => open()).toThrow(/may be read or written by others than its owner: run chmod 600/);
    chmodSync(file, 0o600);
    expect(() => open()).not.toThrow();
  });

  test("when it is a folder", () => {
    mkdirSync(file);
    expect(() => open()).toThrow("is no file");
  });

  const secret = Buffer.alloc(32, 1).toString("base64url");
  test.each([
    ["empty", ""],
    ["no JSON", `{"versions": {"1-00000000": "${secret}"`],
    ["null", "null"],
    ["a list", "[]"],
    ["without versions", "{}"],
    ["with no version", '{"versions": {}}'],
    ["with a short key", '{"versions": {"1-00000000": "c2hvcnQ"}}'],
    ["with a key that is no text", '{"versions": {"1-00000000": 7}}'],
    ["with a version named otherwise", `{"versions": {"latest": "${secret}"}}`],
  ])("when it is %s", (_what, text) => {
    writeFileSync(file, text, { mode: 0o600 });
    let message = "";
    try {
      open();
    } catch (error) {
      message = String((error as Error).stack);
    }
    expect(message).toContain("is malformed");
    expect(message).not.toContain(secret);
  });
});

describe("a root key file", () => {
  test("is made once, whole and for its owner alone, however many starts make it", () => {
    const opened = Array.from({ length: 5 }, () => open(true));
    expect(opened).toHaveLength(5);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(path.dirname(file))).toEqual(["root-key.json"]);
  });

  test("replaced by another process is read again, and a version removed there ends here", async () => {
    const here = open(true);
    const there = open();
    const old = await here.current();
    const wrapped = await here.wrap(old, key, binding);
    const next = await there.create();
    expect(await here.current()).toBe(next);
    expect(await here.unwrap(next, await here.wrap(next, key, binding), binding)).toEqual(key);
    const [moved = Buffer.alloc(0)] = await here.rewrap(old, next, [{ wrapped, binding }]);
    await there.destroy(old);
    await there.destroy(old);
    await expect(here.unwrap(old, wrapped, binding)).rejects.toThrow("has no version");
    expect(await here.unwrap(next, moved, binding)).toEqual(key);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test("that was replaced leaves its old bytes overwritten", async () => {
    const rootKey = open(true);
    const held = openSync(file, "r");
    const before = readFileSync(file);
    await rootKey.create();
    const after = Buffer.alloc(before.length);
    readSync(held, after, 0, after.length, 0);
    expect(after.equals(Buffer.alloc(before.length))).toBe(true);
  });

  test("survives a run that died while writing it", async () => {
    const rootKey = open(true);
    const old = await rootKey.current();
    writeFileSync(`${file}.new`, "half a fi");
    const next = await rootKey.create();
    expect(await open().current()).toBe(next);
    expect(await open().wrap(old, key, binding)).toBeDefined();
    expect(readdirSync(path.dirname(file))).toEqual(["root-key.json"]);
  });

  test("whose mode is opened to others while in use is refused from then on", async () => {
    const rootKey = open(true);
    chmodSync(file, 0o644);
    await expect(rootKey.current()).rejects.toMatchObject({
      code: "UNAVAILABLE",
      detail: expect.stringContaining("may be read or written by others"),
    });
    chmodSync(file, 0o600);
    expect(await rootKey.current()).toMatch(/^1-/);
  });

  test("opens nothing altered, bound to something else or wrapped by another version", async () => {
    const rootKey = open(true);
    const old = await rootKey.current();
    const wrapped = await rootKey.wrap(old, key, binding);
    const next = await rootKey.create();
    const altered = Buffer.from(wrapped);
    altered.writeUInt8(altered.readUInt8(40) ^ 1, 40);
    await expect(rootKey.unwrap(old, altered, binding)).rejects.toThrow("cannot be opened");
    await expect(rootKey.unwrap(next, wrapped, binding)).rejects.toThrow("cannot be opened");
    await expect(rootKey.unwrap(old, wrapped, tenantKeyBinding(newUuid(), 1))).rejects.toThrow("cannot be opened");
    await expect(rootKey.unwrap(old, Buffer.alloc(3), binding)).rejects.toThrow("cannot be opened");
  });
});

describe("a root key is checked against the database", () => {
  let platform: TestPlatform;
  beforeAll(async () => {
    platform = await openTestPlatform();
  });
  afterAll(() => platform.stop());

  test("the first one is registered by however many starts, and another one is refused with the reason", async () => {
    const { worker, data } = platform.databases;
    const right: RootKey = open(true);
    await expect(createEnvelope({ db: data, rootKey: right }).seal(newUuid(), "test", [], key)).rejects.toMatchObject({
      code: "UNAVAILABLE",
    });
    await Promise.all(Array.from({ length: 4 }, () => checkRootKey(worker, right)));
    const { rows } = await platform.databases.owner.pool.query("select version from platform.root_key");
    expect(rows).toEqual([{ version: await right.current() }]);
    file = path.join(mkdtempSync(path.join(folder, "key-")), "root-key.json");
    await expect(checkRootKey(worker, open(true))).rejects.toThrow(
      `the root key file:${file} is not the one of this database, which needs version ${rows[0].version}`,
    );
    await checkRootKey(worker, right);
  });

  test("one with the same version names and other keys is refused too", async () => {
    const { rows } = await platform.databases.owner.pool.query("select version from platform.root_key");
    const versions = { [rows[0].version]: Buffer.alloc(32, 9).toString("base64url") };
    writeFileSync(file, JSON.stringify({ versions }), { mode: 0o600 });
    await expect(checkRootKey(platform.databases.worker, open())).rejects.toThrow("is not the one of this database");
  });

  test("one that cannot be reached is refused with the reason", async () => {
    const setting = readRootKeySetting("vault:http://127.0.0.1:2#any");
    const rootKey = await openRootKey({ setting, create: false, vaultToken: "t" });
    await expect(checkRootKey(platform.databases.worker, rootKey)).rejects.toThrow(
      /the root key vault:http:\/\/127\.0\.0\.1:2#transit\/any: .*ECONNREFUSED/,
    );
  });
});

describe("the setting", () => {
  test.each([
    ["file:/etc/bulkhead/root-key.json", { kind: "file", path: "/etc/bulkhead/root-key.json" }],
    ["aws-kms:alias/bulkhead", { kind: "aws-kms", keyId: "alias/bulkhead" }],
    [
      "aws-kms:arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab",
      { kind: "aws-kms", keyId: "arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab" },
    ],
    ["vault:https://vault:8200#root", { kind: "vault", address: "https://vault:8200", mount: "transit", key: "root" }],
    [
      "vault:https://vault/base/#kms/eu/root",
      { kind: "vault", address: "https://vault/base", mount: "kms/eu", key: "root" },
    ],
  ])("%s is read", (text, setting) => {
    expect(readRootKeySetting(text)).toEqual(setting);
  });

  test.each([
    "",
    "/etc/root-key.json",
    "file:",
    "aws-kms:",
    "aws-kms:bulkhead",
    "vault:https://vault:8200",
    "vault:ftp://vault#key",
    "vault:http://vault.internal:8200#key",
    "vault:https://user:password@vault#key",
  ])("%s is refused", (text) => {
    expect(() => readRootKeySetting(text)).toThrow(/^must /);
  });

  test("of a root key in Vault without a token is refused", async () => {
    const setting = readRootKeySetting("vault:https://vault#key");
    await expect(openRootKey({ setting, create: false })).rejects.toThrow("BULKHEAD_VAULT_TOKEN");
  });
});
