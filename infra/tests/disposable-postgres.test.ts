import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import postgres from "postgres";
import { expect, test } from "vitest";
import { createDatabase, startDisposablePostgres } from "../disposable-postgres.ts";
import { isAlive } from "../process-identity.ts";

test("a throwaway server copies databases from a template and leaves nothing behind", async () => {
  const server = await startDisposablePostgres();
  expect(foldersOf(process.pid)).toHaveLength(1);
  const template = await createDatabase(server.url, "template_app");
  const first = postgres(template, { max: 1 });
  await first`create table greeting as select 'hello' as word`;
  await first.end();
  const copy = postgres(await createDatabase(server.url, "copy", "template_app"), { max: 1 });
  expect(await copy`select word from greeting`).toEqual([{ word: "hello" }]);
  await copy.end();
  await server.stop();
  expect(isAlive(server.pid)).toBe(false);
  expect(foldersOf(process.pid)).toEqual([]);
});

test("what a process left that was killed is removed by the next one", async () => {
  const program = `
    import { startDisposablePostgres } from ${JSON.stringify(path.resolve(import.meta.dirname, "../disposable-postgres.ts"))};
    console.log((await startDisposablePostgres()).pid);
    setInterval(() => undefined, 1_000);`;
  const owner = spawn(process.execPath, ["--input-type=module-typescript", "-e", program], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [pid] = await once(owner.stdout, "data");
  owner.kill("SIGKILL");
  await once(owner, "exit");
  expect(foldersOf(owner.pid)).toHaveLength(1);
  const next = await startDisposablePostgres();
  expect(foldersOf(owner.pid)).toEqual([]);
  expect(isAlive(Number(pid))).toBe(false);
  await next.stop();
}, 60_000);

/** Of the servers that a process has started. */
function foldersOf(owner: number | undefined): string[] {
  const folders = readdirSync(tmpdir()).filter((name) => name.startsWith("bulkhead-postgres-"));
  return folders.filter((folder) => {
    try {
      return JSON.parse(readFileSync(path.join(tmpdir(), folder, "postgres-owner.json"), "utf8")).pid === owner;
    } catch {
      return false;
    }
  });
}
