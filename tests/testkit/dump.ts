import { Readable, Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createDatabase } from "@bulkhead/infra/disposable-postgres.ts";
import pg from "pg";
import { from as copyFrom, to as copyTo } from "pg-copy-streams";
import { TEMPLATE } from "./global-setup.ts";

/** A backup: the bytes of every table, as COPY writes them. The embedded PostgreSQL brings no pg_dump. */
export type Dump = ReadonlyMap<string, Buffer>;

async function tablesOf(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind = 'r' and n.nspname not in ('pg_catalog', 'information_schema') order by 1`,
  );
  return rows.map(({ name }) => name);
}

async function withClient<T>(url: string, run: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await run(client);
  } finally {
    await client.end();
  }
}

/** Every table of a database as its superuser sees it, at one instant. */
export function dump(url: string, format: "binary" | "text" = "binary"): Promise<Dump> {
  return withClient(url, async (client) => {
    await client.query("begin isolation level repeatable read read only");
    const dumped = new Map<string, Buffer>();
    for (const table of await tablesOf(client)) {
      const chunks: Buffer[] = [];
      const sink = new Writable({ write: (chunk, _encoding, done) => done(void chunks.push(chunk)) });
      await pipeline(client.query(copyTo(`copy ${table} to stdout (format ${format})`)), sink);
      dumped.set(table, Buffer.concat(chunks));
    }
    await client.query("commit");
    return dumped;
  });
}

/** A database of its own with what a dump holds, beside the one it came from. Answers its address. */
export async function restore(serverUrl: string, name: string, dumped: Dump): Promise<string> {
  const url = await createDatabase(serverUrl, name, TEMPLATE);
  await withClient(url, async (client) => {
    await client.query("set session_replication_role = replica");
    for (const [table, bytes] of dumped) {
      await client.query(`delete from ${table}`);
      await pipeline(Readable.from([bytes]), client.query(copyFrom(`copy ${table} from stdin (format binary)`)));
    }
    // Sequences go on behind what is there, as after pg_restore.
    const { rows } = await client.query<{ advance: string }>(
      `select format('select setval(%L, max(%I)) from %s', pg_get_serial_sequence(attrelid::regclass::text, attname),
         attname, attrelid::regclass) as advance from pg_attribute where attidentity <> '' and not attisdropped`,
    );
    for (const { advance } of rows) await client.query(advance);
  });
  return url;
}
