import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { newPeppers } from "./cluster.ts";
import { compileCache, type Running, root, run } from "./process.ts";
import { STARTING_MS, until } from "./until.ts";

const program = promisify(execFile);

/** The fenced blocks of a page of docs/operations in one language, in order. */
export function blocksOf(page: string, language = "sh"): string[] {
  const text = readFileSync(path.join(root, "docs/operations", page), "utf8");
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, "gms"))].map(([, block]) => block ?? "");
}

/** npm is told where the checkout is; the reader of a page stands in it. */
export function fromAnywhere(commands: string): string {
  return commands.replaceAll(/\bnpm (start|run)\b/g, `npm --prefix ${root} $1`);
}

const BOOTSTRAP = "bootstrap --slug acme --name Acme --email ada@acme.example --admin Ada".split(" ");

export interface Place {
  /** Where the commands run. */
  folder: string;
  environment: Record<string, string>;
}

/** Runs commands as a reader pastes them; rejects with what they said when one of them fails. */
export async function paste(commands: string, { folder, environment }: Place): Promise<string> {
  const { stdout } = await program("bash", ["--norc", "-euo", "pipefail", "-c", fromAnywhere(commands)], {
    cwd: folder,
    env: environment,
    timeout: 240_000,
  });
  return stdout;
}

/** As `paste`, and answers the environment that the shell has afterwards. */
export async function pasteExports(commands: string, place: Place): Promise<Record<string, string>> {
  const said = await paste(`{ ${commands.trimEnd()}\n} >&2\nenv -0`, place);
  return Object.fromEntries(
    said.split("\0").flatMap((line) => {
      const [, name, value] = /^(\w+)=(.*)$/s.exec(line) ?? [];
      return name === undefined ? [] : [[name, value ?? ""]];
    }),
  );
}

/** What every process of an installation is told, but for its root key: as of production, on a database of its own. */
export function productionSettings(databaseUrl: string, port: number): Record<string, string> {
  return {
    PATH: process.env.PATH ?? "",
    BULKHEAD_ENV: "production",
    BULKHEAD_SECRET: randomBytes(36).toString("base64"),
    BULKHEAD_API_KEY_PEPPERS: newPeppers(),
    BULKHEAD_PUBLIC_ORIGIN: `http://127.0.0.1:${port}`,
    BULKHEAD_PORT: String(port),
    DATABASE_URL: databaseUrl,
  };
}

/** Starts a process that is everything and waits until it is ready. */
export async function startReady(environment: Record<string, string>): Promise<Running> {
  const running = run(process.execPath, [path.join(root, "server/main.ts")], environment);
  const address = environment.BULKHEAD_PUBLIC_ORIGIN;
  let hasEnded = false;
  void running.ended.then(() => {
    hasEnded = true;
  });
  await until(
    async () => {
      if (hasEnded) throw new Error(`it ended:\n${running.output()}`);
      const answer = await fetch(`${address}/readyz`).catch(() => undefined);
      return answer?.status === 200;
    },
    60_000,
    STARTING_MS,
  );
  return running;
}

/** Makes a tenant by the operator's command as npm runs it; answers its Admin key. */
export async function bootstrapAcme(place: Place): Promise<string> {
  return keyIn(await paste(`npm run bulkhead --silent -- ${BOOTSTRAP.join(" ")}`, place));
}

/** The same by the program itself. */
export async function bootstrapTenant(environment: Record<string, string>): Promise<string> {
  const argv = [path.join(root, "server/cli.ts"), ...BOOTSTRAP];
  return keyIn((await program(process.execPath, argv, { env: { ...compileCache, ...environment } })).stdout);
}

function keyIn(said: string): string {
  const key = /bh_(?:live|test)_\S+/.exec(said)?.[0];
  if (key === undefined) throw new Error("bootstrap printed no key");
  return key;
}

/** Defines a collection whose records have a text `mark`. */
export async function defineMarks(origin: string, key: string, name: string): Promise<void> {
  const schema = { type: "object", properties: { mark: { type: "string" } } };
  await define(origin, key, name, schema);
}

async function define(origin: string, key: string, name: string, schema: object): Promise<void> {
  const query = "mutation ($i: DefineCollectionInput!) { defineCollection(input: $i) { collection { id } } }";
  const body = JSON.stringify({ query, variables: { i: { name, schema } } });
  await ask(origin, key, "/graphql", { method: "POST", headers: { "content-type": "application/json" }, body });
}

async function ask(
  origin: string,
  key: string,
  where: string,
  init: { method: string; headers?: object; body?: string },
) {
  const headers = { authorization: `Bearer ${key}`, ...init.headers };
  const answer = await fetch(origin + where, { ...init, headers });
  const text = await answer.text();
  if (!answer.ok || text.includes('"errors"')) throw new Error(`${where}: ${answer.status} ${text}`);
  return JSON.parse(text) as Record<string, unknown>;
}

/** Uploads a small file, which the envelope seals, and waits until a job has opened and stored it. */
export async function importSomething(origin: string, key: string): Promise<void> {
  const name = `things_${randomBytes(4).toString("hex")}`;
  await define(origin, key, name, { type: "object", properties: { name: { type: "string" } } });
  const upload = { method: "POST", headers: { "content-type": "text/csv" }, body: "name\none\ntwo\n" };
  const { id } = await ask(origin, key, `/v1/collections/${name}/imports`, upload);
  const status = async () => (await ask(origin, key, `/v1/imports/${id}`, { method: "GET" })).status;
  await until(async () => (await status()) === "SUCCEEDED", 30_000);
}
