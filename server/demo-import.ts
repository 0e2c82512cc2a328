import { createReadStream, existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createGzip } from "node:zlib";
import type { DemoCollection } from "./demo-tenants.ts";

/** The public API, as a program has it that was given a key. */
export interface DemoApi {
  address: string;
  key: string;
}

export interface DemoImport {
  id: string;
  status: string;
  rows_stored: number;
  rows_rejected: number;
  failure: { message: string } | null;
}

export interface DemoRejection {
  line: number;
  column: string | null;
  code: string;
  message: string;
}

/** Defines the collection and imports its file. What an interrupted run has done already is not done twice. */
export async function importDemoFile(api: DemoApi, collection: DemoCollection): Promise<DemoImport> {
  const { name, profile, contentType, isPacked, query } = collection;
  await define(api, collection);
  if (profile) await call(api, "PUT", `/v1/collections/${name}/import-profiles/${name}`, JSON.stringify(profile));
  const said = [...(profile ? [`profile=${name}`] : []), ...(query ? [query] : [])].join("&");
  const accepted = await call<{ id: string }>(
    api,
    "POST",
    `/v1/collections/${name}/imports${said && `?${said}`}`,
    fileOf(collection),
    {
      "content-type": contentType,
      "idempotency-key": `demo-${name}`,
      ...(isPacked ? { "content-encoding": "gzip" } : {}),
    },
  );
  const done = await ended<DemoImport>(api, `/v1/imports/${accepted.id}`);
  if (done.status !== "SUCCEEDED")
    throw new Error(`the demo import of ${collection.file} failed: ${done.failure?.message}`);
  return done;
}

export async function rejectionsOf(api: DemoApi, { id }: Pick<DemoImport, "id">): Promise<DemoRejection[]> {
  return (await call<{ data: DemoRejection[] }>(api, "GET", `/v1/imports/${id}/rejections`)).data;
}

/** The file that a collection's records are written into. */
export async function exportDemo(api: DemoApi, name: string, format: string): Promise<string> {
  const body = JSON.stringify({ format });
  const { id } = await call<{ id: string }>(api, "POST", `/v1/collections/${name}/exports`, body);
  const { status } = await ended<{ status: string }>(api, `/v1/exports/${id}`);
  if (status !== "SUCCEEDED") throw new Error(`the demo export of ${name} ended as ${status}`);
  const answer = await fetch(`${api.address}/v1/exports/${id}/content`, {
    headers: { authorization: `Bearer ${api.key}` },
  });
  if (!answer.ok) throw new Error(`the demo export of ${name} could not be fetched: ${await answer.text()}`);
  return answer.text();
}

function fileOf({ file, isPacked }: DemoCollection): NodeJS.ReadableStream {
  const own = new URL(`demo-files/${file}`, import.meta.url);
  const source = createReadStream(
    existsSync(own) ? own : fileURLToPath(new URL(`../data/${file}`, import.meta.resolve("vega-datasets"))),
  );
  return isPacked ? source.pipe(createGzip()) : source;
}

const DEFINE =
  "mutation Define($input: DefineCollectionInput!) { defineCollection(input: $input) { collection { id } } }";

async function define(api: DemoApi, { name, schema }: DemoCollection): Promise<void> {
  const body = JSON.stringify({ query: DEFINE, variables: { input: { name, schema } } });
  type Answer = { errors?: { message: string; extensions: { code: string } }[] };
  const { errors } = await call<Answer>(api, "POST", "/graphql", body);
  // After an interrupted first run the collection may be there already.
  if (errors && errors[0]?.extensions.code !== "CONFLICT")
    throw new Error(`the demo collection ${name} was refused: ${errors[0]?.message}`);
}

async function ended<T extends { status: string }>(api: DemoApi, path: string): Promise<T> {
  for (;;) {
    const found = await call<T>(api, "GET", path);
    if (["SUCCEEDED", "FAILED", "CANCELLED"].includes(found.status)) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function call<T>(
  { address, key }: DemoApi,
  method: string,
  path: string,
  body?: string | NodeJS.ReadableStream,
  headers: Record<string, string> = { "content-type": "application/json" },
): Promise<T> {
  const init = { method, body, duplex: "half", headers: { authorization: `Bearer ${key}`, ...headers } };
  const answer = await fetch(address + path, init as unknown as RequestInit);
  const text = await answer.text();
  if (!answer.ok) throw new Error(`the demo was refused at ${path}: ${text}`);
  return JSON.parse(text) as T;
}
