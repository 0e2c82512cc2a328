import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { newPeppers } from "./cluster.ts";
import { type Running, root, run } from "./process.ts";
import { until } from "./until.ts";

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

export interface Place {
  /** Where the commands run. */
  folder: string;
  environment: Record<string, string>;
}

/** Runs commands as a reader pastes them; rejects with what they said when one of them fails. */
export async function paste(commands: string, { folder, environment }: Place): Promise<string> {
  const { stdout } = await program("bash", ["-euo", "pipefail", "-c", fromAnywhere(commands)], {
    cwd: folder,
    env: environment,
    timeout: 120_000,
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
  await until(async () => {
    if (hasEnded) throw new Error(`it ended:\n${running.output()}`);
    const answer = await fetch(`${address}/readyz`).catch(() => undefined);
    return answer?.status === 200;
  }, 60_000);
  return running;
}

/** Makes a tenant by the operator's command; answers its Admin key. */
export async function bootstrapAcme(place: Place): Promise<string> {
  const command = "npm run bulkhead --silent -- bootstrap --slug acme --name Acme --email ada@acme.example --admin Ada";
  const key = /bh_live_\S+/.exec(await paste(command, place))?.[0];
  if (key === undefined) throw new Error("bootstrap printed no key");
  return key;
}

/** Uploads a small file, which the envelope seals, and waits until a job has opened and stored it. */
export async function importSomething(origin: string, key: string): Promise<void> {
  const authorization = `Bearer ${key}`;
  const schema = { type: "object", properties: { name: { type: "string" } } };
  const name = `things_${randomBytes(4).toString("hex")}`;
  const ask = async (where: string, init: RequestInit) => {
    const answer = await fetch(origin + where, init);
    const text = await answer.text();
    if (!answer.ok || text.includes('"errors"')) throw new Error(`${where}: ${answer.status} ${text}`);
    return JSON.parse(text) as Record<string, unknown>;
  };
  await ask("/graphql", {
    method: "POST",
    headers: { authorization, "content-type": "application/json" },
    body: JSON.stringify({
      query: "mutation ($i: DefineCollectionInput!) { defineCollection(input: $i) { collection { id } } }",
      variables: { i: { name, schema } },
    }),
  });
  const headers = { authorization, "content-type": "text/csv" };
  const body = "name\none\ntwo\n";
  const { id } = await ask(`/v1/collections/${name}/imports`, { method: "POST", headers, body });
  await until(
    async () => (await ask(`/v1/imports/${id}`, { headers: { authorization } })).status === "SUCCEEDED",
    30_000,
  );
}
