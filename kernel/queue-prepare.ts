import { LATEST_SCHEMA_VERSION, runMigrations } from "bullmq";
import pg from "pg";
import { rolePassword } from "./key.ts";
import { QUEUE_ROLE, QUEUE_SCHEMA } from "./queue-backend.ts";

const LOCK = 7_238_114_904;

/**
 * Brings the queue's schema up to date, after `migrate`. One role owns it and all in it, because BullMQ makes a sequence
 * for each queue as it goes; that role owns nothing else and may touch nothing else. `url` is an administrator's.
 */
export async function prepareQueue(url: string, secret: string): Promise<void> {
  const admin = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  await admin.connect();
  try {
    // Held by the session, so that of two processes that start at once the second finds the work done.
    await admin.query("select pg_advisory_lock($1)", [LOCK]);
    if ((await schemaVersion(admin)) >= LATEST_SCHEMA_VERSION) return;
    const { rows } = await admin.query<{ name: string }>("select quote_ident(current_database()) as name");
    const database = rows[0]?.name ?? "";
    // CREATE SCHEMA IF NOT EXISTS asks for the right before it looks, so the role has it for this moment.
    await admin.query(`grant create on database ${database} to ${QUEUE_ROLE}`);
    try {
      await migrateAsOwner(url, secret);
    } finally {
      await admin.query(`revoke create on database ${database} from ${QUEUE_ROLE}`);
    }
  } finally {
    await admin.end();
  }
}

async function schemaVersion(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ there: boolean }>("select to_regclass($1) is not null as there", [
    `${QUEUE_SCHEMA}.migration`,
  ]);
  if (!rows[0]?.there) return 0;
  const version = await client.query<{ version: number }>(
    `select coalesce(max(version), 0)::int as version from ${QUEUE_SCHEMA}.migration`,
  );
  return version.rows[0]?.version ?? 0;
}

async function migrateAsOwner(url: string, secret: string): Promise<void> {
  const target = new URL(url);
  target.username = QUEUE_ROLE;
  target.password = rolePassword(secret, QUEUE_ROLE);
  const owner = new pg.Client({ connectionString: target.toString(), connectionTimeoutMillis: 10_000 });
  await owner.connect();
  try {
    // The role's own timeouts are for work that others wait for.
    await owner.query("set statement_timeout = '60s'; set transaction_timeout = '60s'");
    await runMigrations(owner, QUEUE_SCHEMA);
  } finally {
    await owner.end();
  }
}
