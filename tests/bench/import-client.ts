import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { text } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { setTimeout as wait } from "node:timers/promises";
import type { SentFile } from "./import-files.ts";
import type { Measured } from "./processes.ts";

/** An import as REST answers it, as far as it is looked at here. */
export interface ImportState {
  id: string;
  status: "QUEUED" | "RUNNING" | "PAUSED" | "SUCCEEDED" | "FAILED" | "CANCELLED";
  rows_read: number;
  rows_stored: number;
  rows_rejected: number;
}

/** Sends a file for collection `items`; answers the import's id once every byte is safe. */
export async function sendImport(
  { port }: Pick<Measured, "port">,
  key: string,
  { contentType, isPacked, bytes, open }: SentFile,
  parameters: Readonly<Record<string, string>>,
): Promise<string> {
  const asked = request({
    host: "127.0.0.1",
    port,
    method: "POST",
    path: `/v1/collections/items/imports?${new URLSearchParams(parameters)}`,
    headers: {
      authorization: `Bearer ${key}`,
      "content-type": contentType,
      "content-length": bytes,
      ...(isPacked ? { "content-encoding": "gzip" } : {}),
    },
  });
  const [response] = await Promise.all([once(asked, "response"), pipeline(open(), asked)]);
  const [answer] = response as [IncomingMessage];
  const body = await text(answer);
  if (answer.statusCode !== 202) throw new Error(`the import was refused with ${answer.statusCode}: ${body}`);
  return (JSON.parse(body) as ImportState).id;
}

/** What `GET` or, with `act`, `POST` of an import answers; undefined when it cannot be done, as it has ended. */
export async function askImport(
  { port }: Pick<Measured, "port">,
  key: string,
  id: string,
  act?: "pause" | "resume",
): Promise<ImportState | undefined> {
  const url = `http://127.0.0.1:${port}/v1/imports/${id}${act ? `/${act}` : ""}`;
  const ask = () => fetch(url, { method: act ? "POST" : "GET", headers: { authorization: `Bearer ${key}` } });
  let answer = await ask();
  // On a machine that is overcommitted the database may not answer in time; what was asked may be asked again.
  for (; answer.status === 503; answer = await ask()) await wait(1_000);
  const body = await answer.text();
  if (act && answer.status === 409) return undefined;
  if (answer.status !== 200) throw new Error(`the import cannot be asked, with ${answer.status}: ${body}`);
  return JSON.parse(body) as ImportState;
}

/** Waits until an import has succeeded. */
export async function importEnd(
  server: Pick<Measured, "port">,
  key: string,
  id: string,
  everyMs = 100,
): Promise<ImportState> {
  for (;;) {
    const state = await askImport(server, key, id);
    if (state?.status === "SUCCEEDED") return state;
    if (state?.status !== "QUEUED" && state?.status !== "RUNNING")
      throw new Error(`the import ended wrongly: ${JSON.stringify(state)}`);
    await wait(everyMs);
  }
}

/** One page first: what any first request loads is not the import's. */
export async function warmUp({ port }: Pick<Measured, "port">, key: string): Promise<void> {
  const url = `http://127.0.0.1:${port}/v1/collections/items/records?first=1`;
  await (await fetch(url, { headers: { authorization: `Bearer ${key}` } })).arrayBuffer();
  await wait(500);
}
