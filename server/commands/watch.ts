import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { createClient } from "graphql-ws";
import type { Command } from "./command.ts";

const QUERY = `subscription Watch($collection: String!, $after: String) {
  recordChanged(collection: $collection, after: $after) { cursor kind recordId record { version data } }
}`;

const RETRIES = 20;
const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 10_000;

export const watchCommand: Command = {
  help: `  bulkhead watch <collection> --key bh_… [--url ws://localhost:4000/graphql] [--after <cursor>]
      Prints every change of a collection as it happens.`,
  run: watch,
};

/**
 * Prints every change of a collection, one JSON object per line, until it is interrupted. After a lost connection it goes
 * on from the last cursor: nothing is lost, nothing repeated.
 */
async function watch(argv: string[]): Promise<void> {
  const options = { url: { type: "string" }, key: { type: "string" }, after: { type: "string" } } as const;
  const { values, positionals } = parseArgs({ args: argv, allowPositionals: true, options });
  const [collection] = positionals;
  const { url = "ws://localhost:4000/graphql", key } = values;
  if (!collection || !key)
    throw new Error("usage: bulkhead watch <collection> --key bh_… [--url ws://…] [--after <cursor>]");
  let after = values.after ?? null;
  const client = createClient({
    url,
    connectionParams: { authorization: `Bearer ${key}` },
    retryAttempts: RETRIES,
    // A socket that is cut off ends with an error, which the client would take for final.
    shouldRetry: () => true,
    async retryWait(attempt) {
      process.stderr.write("The connection is lost; trying again.\n");
      await sleep(Math.min(FIRST_WAIT_MS * 2 ** attempt, LONGEST_WAIT_MS));
    },
  });
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort());
  stop.signal.addEventListener("abort", () => void client.dispose());
  process.stderr.write(`Watching ${collection} at ${url}; Ctrl-C ends.\n`);
  while (!stop.signal.aborted) {
    // The client subscribes again by itself when a connection is lost, with what `after` is then.
    const variables = {
      collection,
      get after() {
        return after;
      },
    };
    const changes = client.iterate<{ recordChanged: { cursor: string } }>({ query: QUERY, variables });
    try {
      for await (const { data, errors } of changes) {
        if (errors) throw new Error(errors.map((error) => error.message).join(" "));
        if (!data) continue;
        after = data.recordChanged.cursor;
        console.log(JSON.stringify(data.recordChanged));
      }
    } catch (error) {
      throw toError(error);
    }
  }
}

/** What the client throws when it gives up: an Error, the errors of a refused operation, or an event of the socket. */
function toError(thrown: unknown): unknown {
  if (Array.isArray(thrown)) return new Error(thrown.map(({ message }) => message).join(" "));
  if (!(thrown instanceof Event)) return thrown;
  const { code, reason } = thrown as Event & { code?: number; reason?: string };
  if (code === undefined) return new Error("The server cannot be reached. Check --url and that it runs.");
  return new Error(`The server closed the connection: ${reason || "no reason given"} (${code}).`);
}
