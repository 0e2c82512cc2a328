import { parseArgs } from "node:util";
import { createClient } from "graphql-ws";

const QUERY = `subscription Watch($collection: String!, $after: String) {
  recordChanged(collection: $collection, after: $after) { cursor kind recordId record { version data } }
}`;

/**
 * `bulkhead watch <collection> --url ws://… --key bh_…`: prints every change of a collection, one JSON object per line,
 * until it is interrupted. After a lost connection it goes on from the last cursor: nothing is lost, nothing repeated.
 */
export async function watch(argv: string[]): Promise<void> {
  const options = { url: { type: "string" }, key: { type: "string" }, after: { type: "string" } } as const;
  const { values, positionals } = parseArgs({ args: argv, allowPositionals: true, options });
  const [collection] = positionals;
  const { url = "ws://localhost:4000/graphql", key } = values;
  if (!collection || !key)
    throw new Error("usage: bulkhead watch <collection> --key bh_… [--url ws://…] [--after <cursor>]");
  let after = values.after ?? null;
  const client = createClient({ url, connectionParams: { authorization: `Bearer ${key}` }, retryAttempts: 20 });
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort());
  stop.signal.addEventListener("abort", () => void client.dispose());
  process.stderr.write(`Watching ${collection} at ${url}; Ctrl-C ends.\n`);
  while (!stop.signal.aborted) {
    const changes = client.iterate<{ recordChanged: { cursor: string } }>({
      query: QUERY,
      variables: { collection, after },
    });
    for await (const { data, errors } of changes) {
      if (errors) throw new Error(errors.map((error) => error.message).join(" "));
      if (!data) continue;
      after = data.recordChanged.cursor;
      console.log(JSON.stringify(data.recordChanged));
    }
  }
}
