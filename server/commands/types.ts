import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { type DescribedCollection, typesOfCollections } from "@bulkhead/data/src/json-schema/typescript-file.ts";
import type { Command } from "./command.ts";

const USAGE = "usage: bulkhead types --key bh_… [--url http://localhost:4000] [--out collections.d.ts]";
const QUERY = `query ($after: String) {
  collections(first: 500, after: $after) { nodes { name version schema } pageInfo { hasNextPage endCursor } } }`;
const TIMEOUT_MS = 30_000;

export const typesCommand: Command = {
  help: `  bulkhead types --key bh_… [--url http://localhost:4000] [--out collections.d.ts]
      Writes a TypeScript declaration of the records of every collection that the key may read.`,
  async run(argv) {
    const options = { url: { type: "string" }, key: { type: "string" }, out: { type: "string" } } as const;
    const { key, url = "http://localhost:4000", out = "collections.d.ts" } = parseArgs({ args: argv, options }).values;
    if (!key) throw new Error(USAGE);
    const collections = await readCollections(url, key);
    writeFileSync(out, typesOfCollections(collections));
    console.log(`The types of ${collections.length} collections are in ${out}.`);
  },
};

interface Page {
  nodes: DescribedCollection[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}

interface Answer {
  data?: { collections: Page } | null;
  errors?: { message: string }[];
}

/** Through the public API, as anybody's program would: what the key may not read has no types. */
async function readCollections(url: string, key: string): Promise<DescribedCollection[]> {
  const found: DescribedCollection[] = [];
  for (let after: string | null = null; ; ) {
    const { nodes, pageInfo }: Page = await readPage(url, key, after);
    found.push(...nodes);
    if (!pageInfo.hasNextPage) return found;
    after = pageInfo.endCursor;
  }
}

async function readPage(url: string, key: string, after: string | null): Promise<Page> {
  const answer = await fetch(new URL("/graphql", url), {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${key}` },
    body: JSON.stringify({ query: QUERY, variables: { after } }),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch((error: unknown) => {
    throw new Error("The server cannot be reached. Check --url and that it runs.", { cause: error });
  });
  const { data, errors } = (await answer.json().catch(() => ({}))) as Answer;
  if (errors) throw new Error(errors.map(({ message }) => message).join(" "));
  if (!data) throw new Error(`The server answered ${answer.status} and no collections. Check --url.`);
  return data.collections;
}
