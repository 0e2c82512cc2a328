import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { freePort } from "../free-port.ts";
import { startPostgres } from "../postgres.ts";

const folder = mkdtempSync(path.join(tmpdir(), "bulkhead-infra-"));
chmodSync(folder, 0o755);
const dataDir = path.join(folder, ".bulkhead", "postgres");
const log = () => undefined;
let port: number;

beforeAll(async () => {
  port = await freePort();
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function ask<T>(url: string, query: string): Promise<T[]> {
  const sql = postgres(url, { max: 1 });
  try {
    return (await sql.unsafe(query)) as unknown as T[];
  } finally {
    await sql.end();
  }
}

describe("the embedded PostgreSQL", () => {
  test("starts empty, keeps its data over a restart, and stops within two seconds", async () => {
    const first = await startPostgres({ dataDir, port, log });
    await ask(first.url, "create table kept as select 42 as answer");
    const begun = performance.now();
    await first.stop();
    await first.stop();
    expect(performance.now() - begun).toBeLessThan(2500);
    expect(await first.exited).toEqual({ expected: true, code: 0 });

    const second = await startPostgres({ dataDir, port, log });
    expect(await ask(second.url, "select answer from kept")).toEqual([{ answer: 42 }]);
    await second.stop();
    expect(existsSync(`${dataDir}-owner.json`)).toBe(false);
  });

  test("listens on loopback only, with a password that only the owner may read and durable settings", async () => {
    const server = await startPostgres({ dataDir, port, log });
    expect(statSync(`${dataDir}-password`).mode & 0o777).toBe(0o600);
    expect(existsSync(path.join(dataDir, "postgres-password"))).toBe(false);
    const rules = readFileSync(path.join(dataDir, "pg_hba.conf"), "utf8").split("\n");
    const methods = rules.filter((rule) => /^(host|local)/.test(rule)).map((rule) => rule.trim().split(/\s+/).at(-1));
    expect(new Set(methods)).toEqual(new Set(["scram-sha-256"]));
    const wrong = new URL(server.url);
    wrong.password = "guess";
    await expect(ask(wrong.href, "select 1")).rejects.toThrow(/password authentication failed/);
    const shown = "current_setting('listen_addresses') l, current_setting('fsync') f, current_setting('timezone') t";
    expect(await ask(server.url, `select ${shown}`)).toEqual([{ l: "127.0.0.1", f: "on", t: "UTC" }]);
    await server.stop();
  });

  test("keeps the details of failing statements out of its log", async () => {
    const server = await startPostgres({ dataDir, port, log });
    await ask(server.url, "create table secrets (word text unique)");
    await ask(server.url, "insert into secrets values ('canary-7f3a')");
    await expect(ask(server.url, "insert into secrets values ('canary-7f3a')")).rejects.toThrow(/duplicate key/);
    await server.stop();
    const written = readFileSync(`${dataDir}.log`, "utf8");
    expect(written).toContain("duplicate key");
    expect(written).not.toContain("canary-7f3a");
  });

  test("says so when the port is taken, and leaves no claim behind", async () => {
    const squatter = createServer().listen(port, "127.0.0.1");
    await expect(startPostgres({ dataDir, port, log })).rejects.toThrow(
      `Port ${port} on 127.0.0.1, which the embedded PostgreSQL wants, is taken`,
    );
    await new Promise((resolve) => squatter.close(resolve));
    expect(existsSync(`${dataDir}-owner.json`)).toBe(false);
  });

  test.each([
    ["a process that is gone", 4_000_000],
    ["a living process that is no PostgreSQL", process.pid],
    ["nobody, being cut short", ""],
  ])("removes a stale lock that names %s", async (_, pid) => {
    writeFileSync(path.join(dataDir, "postmaster.pid"), `${pid}\n${dataDir}\n`, { mode: 0o644 });
    const server = await startPostgres({ dataDir, port, log });
    expect(await ask(server.url, "select 1 as one")).toEqual([{ one: 1 }]);
    await server.stop();
  });

  test("refuses a folder in use by a living Bulkhead, naming the process", async () => {
    const server = await startPostgres({ dataDir, port, log });
    await expect(startPostgres({ dataDir, port, log })).rejects.toThrow(`another Bulkhead, process ${process.pid}`);
    await server.stop();
  });

  test("refuses a folder on which somebody else runs a server, saying how to stop it", async () => {
    const server = await startPostgres({ dataDir, port, log });
    rmSync(`${dataDir}-owner.json`);
    await expect(startPostgres({ dataDir, port, log })).rejects.toThrow(`kill -INT ${server.pid}`);
    expect(await ask(server.url, "select 1 as one")).toEqual([{ one: 1 }]);
    await server.stop();
  });

  test("recognises a live server by whatever path its folder is named", async () => {
    const server = await startPostgres({ dataDir, port, log });
    const link = path.join(folder, "link");
    symlinkSync(path.join(folder, ".bulkhead"), link);
    rmSync(`${dataDir}-owner.json`);
    const other = startPostgres({ dataDir: path.join(link, "postgres"), port, log });
    await expect(other).rejects.toThrow(`kill -INT ${server.pid}`);
    await server.stop();
  });

  test("refuses the data of another major version", async () => {
    const version = path.join(dataDir, "PG_VERSION");
    const real = readFileSync(version, "utf8");
    writeFileSync(version, "17\n");
    await expect(startPostgres({ dataDir, port, log })).rejects.toThrow(
      "was made by PostgreSQL 17, this is PostgreSQL 18",
    );
    writeFileSync(version, real);
  });

  test("does not make up a new password for old data", async () => {
    renameSync(`${dataDir}-password`, `${dataDir}-password-away`);
    await expect(startPostgres({ dataDir, port, log })).rejects.toThrow("has lost its password file");
    renameSync(`${dataDir}-password-away`, `${dataDir}-password`);
  });

  test("says so when its folder cannot be made", async () => {
    const file = path.join(folder, "file");
    writeFileSync(file, "");
    const blocked = path.join(file, ".bulkhead", "postgres");
    await expect(startPostgres({ dataDir: blocked, port, log })).rejects.toThrow("cannot be made or written");
  });

  test("shows what PostgreSQL said when it does not start", async () => {
    writeFileSync(path.join(dataDir, "postgresql.auto.conf"), "no_such_setting = 1\n");
    await expect(startPostgres({ dataDir, port, log })).rejects.toThrow(/did not start[\s\S]*no_such_setting/);
  });
});
