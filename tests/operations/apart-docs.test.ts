import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { type DisposablePostgres, startDisposablePostgres } from "@bulkhead/infra/disposable-postgres.ts";
import { freePort } from "@bulkhead/infra/free-port.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { root } from "../testkit/process.ts";
import { until } from "../testkit/until.ts";

const shell = promisify(execFile);
let postgres: DisposablePostgres;
let folder: string;
let script: string;

/** The page's own commands, in one shell as a reader has it, on ports that nobody uses. */
beforeAll(async () => {
  // A server of its own: the page makes a secret, and with it the passwords of roles that all databases of a server share.
  postgres = await startDisposablePostgres();
  folder = mkdtempSync(path.join(tmpdir(), "bulkhead-operations-"));
  const page = readFileSync(path.join(root, "docs/operations/apart.md"), "utf8");
  let blocks = [...page.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block]) => block ?? "");
  for (const port of [...new Set(blocks.join("").match(/\b4[01]\d\d\b/g))]) {
    const free = String(await freePort());
    blocks = blocks.map((block) => block.replaceAll(new RegExp(`\\b${port}\\b`, "g"), free));
  }
  // npm is told where the checkout is; the reader stands in it.
  script = blocks
    .map((block) => block.replaceAll(/\bnpm (start|run)\b/g, `npm --prefix ${root} $1`))
    .map((block, at) => `${block}\necho; echo "--- ${at}"\n`)
    .join("");
});

afterAll(async () => {
  // Each process carries the folder in its root key's address.
  await until(async () => {
    const left = ours();
    for (const pid of left) tell(pid);
    return left.length === 0;
  }, 20_000);
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
}, 40_000);

/** Twice is as good as once to a process that stops. */
function tell(pid: number): void {
  try {
    process.kill(pid, "SIGTERM");
  } catch {
    // It has ended meanwhile.
  }
}

/** The processes that the page has started. */
function ours(): number[] {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return pids.filter((pid) => environmentOf(pid).includes(folder)).map(Number);
}

function environmentOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, "utf8");
  } catch {
    // It has ended, or is somebody else's.
    return "";
  }
}

test("every command of docs/operations/apart.md works when pasted: seven processes, ready, with a tenant", async () => {
  const { stdout } = await shell("bash", ["--norc", "-euo", "pipefail", "-c", script], {
    cwd: folder,
    env: { PATH: process.env.PATH ?? "", HOME: folder, DATABASE_URL: postgres.url },
    timeout: 240_000,
  });
  const answers = stdout.split(/^--- \d+$/m).map((text) => text.trim());
  expect(answers[1]).toContain("The database is up to date.");
  for (const readiness of (answers[3] ?? "").split(/(?<=^\})\n/m))
    expect(JSON.parse(readiness)).toMatchObject({ status: "ready", checks: { subgraphs: "ok", database: "ok" } });
  expect(answers[4]).toMatch(/bh_live_/);
  expect(answers[4]).toMatch(/Led by .* since/);
  const key = /bh_live_\S+/.exec(answers[4] ?? "")?.[0];
  const origin = /--fail (http:\S+)\/readyz/.exec(script)?.[1];
  const answer = await fetch(`${origin}/graphql`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: JSON.stringify({ query: "{ tenant { slug } members { nodes { user { name } } } jobs { nodes { kind } } }" }),
  });
  expect(await answer.json()).toEqual({
    data: { tenant: { slug: "acme" }, members: { nodes: [{ user: { name: "Ada" } }] }, jobs: { nodes: [] } },
  });
}, 270_000);
