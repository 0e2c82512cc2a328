import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import postgres from "postgres";
import { rolePassword } from "./key.ts";
import { scramVerifier } from "./scram-verifier.ts";
import { grantTenantTables } from "./tenant-table-grants.ts";

/** A room's migrations, in the order of their file names. */
export interface MigrationFolder {
  room: string;
  directory: URL;
}

/** Every role that signs in. None owns a table, is a superuser or may bypass row-level security. */
export const ROLES = [
  "bulkhead_identity",
  "bulkhead_authenticator",
  "bulkhead_oauth",
  "bulkhead_tenancy",
  "bulkhead_operator",
  "bulkhead_data",
  "bulkhead_audit",
  "bulkhead_gateway",
  "bulkhead_relay",
  "bulkhead_worker",
  "bulkhead_queue",
  "bulkhead_exporter",
  "bulkhead_destroyer",
] as const;

/**
 * No request may hold locks for long, whatever goes wrong in the process that made it. From its first statement that writes
 * a transaction has much less (write-bound.ts, docs/adr/0014): this is for what comes before, and for what goes around
 * that; those that only read lift it.
 */
const TIMEOUTS = {
  statement_timeout: "7s",
  transaction_timeout: "1s",
  idle_in_transaction_session_timeout: "500ms",
} as const;

/** Roles that never write, and the queue, whose statements are not ours. */
const OWN_TIMEOUTS: Partial<Record<(typeof ROLES)[number], Partial<Record<keyof typeof TIMEOUTS, string>>>> = {
  bulkhead_authenticator: { transaction_timeout: "15s" },
  bulkhead_relay: { transaction_timeout: "15s" },
  bulkhead_exporter: { transaction_timeout: "15s" },
  bulkhead_queue: { transaction_timeout: "5s", idle_in_transaction_session_timeout: "1s" },
};

const LOCK = 7_238_114_902;

/** Longest time a migration waits for a table. While it waits, everybody who comes later queues up behind it. */
const LOCK_TIMEOUT_MS = 250;

/** How long it is tried again before the start is given up. */
const PATIENCE_MS = 60_000;

/**
 * Brings the database up to date: roles with their derived passwords, then every migration not yet applied, each in a
 * transaction of its own, under an advisory lock of the session: any number of processes may start at once, also beside
 * others at work. Short-lived work, so postgres.js serves it (docs/adr/0005). A migration edited after it was applied is
 * refused; one that this release does not know is another release's, and is left alone.
 */
export async function migrate(url: string, secret: string, folders: readonly MigrationFolder[]): Promise<string[]> {
  const sql = postgres(url, { max: 1, onnotice: () => {}, connect_timeout: 10 });
  try {
    await patiently(() => sql.begin((tx) => createRoles(tx, secret)));
    await sql`select pg_advisory_lock(${LOCK})`;
    await sql.begin(async (tx) => {
      await tx`create schema if not exists platform authorization bulkhead_owner`;
      await tx.unsafe("set local role bulkhead_owner");
      await tx`create table if not exists platform.migration (
        room text not null, name text not null, sha256 text not null, applied_at timestamptz not null default now(), primary key (room, name))`;
    });
    const applied: string[] = [];
    for (const folder of folders) applied.push(...(await applyFolder(sql, folder)));
    await patiently(() =>
      sql.begin(async (tx) => {
        await tx.unsafe(`set local lock_timeout = ${LOCK_TIMEOUT_MS}`);
        await tx.unsafe("set local role bulkhead_owner");
        await grantTenantTables(tx);
      }),
    );
    return applied;
  } finally {
    await sql.end({ timeout: 1 });
  }
}

async function applyFolder(sql: postgres.Sql, { room, directory }: MigrationFolder): Promise<string[]> {
  const applied: string[] = [];
  for (const name of readdirSync(directory)
    .filter((file) => file.endsWith(".sql"))
    .sort()) {
    const text = readFileSync(new URL(name, directory), "utf8");
    const sha256 = createHash("sha256").update(text).digest("hex");
    const [known] = await sql<
      { sha256: string }[]
    >`select sha256 from platform.migration where room = ${room} and name = ${name}`;
    if (known && known.sha256 !== sha256)
      throw new Error(`migration ${room}/${name} was changed after it was applied; put it back and write a new one`);
    if (known) continue;
    await patiently(() =>
      sql.begin(async (tx) => {
        await tx.unsafe(`set local lock_timeout = ${LOCK_TIMEOUT_MS}`);
        await tx.unsafe("set local role bulkhead_owner");
        await tx.unsafe(text);
        await tx`insert into platform.migration (room, name, sha256) values (${room}, ${name}, ${sha256})`;
      }),
    );
    applied.push(`${room}/${name}`);
  }
  return applied;
}

/**
 * What another session can get in the way of: a lock not available (55P03), a deadlock (40P01), and roles, which belong
 * to all databases of a server and so are changed at once by migrations of two of them: a role that was just made
 * (42710, 23505) or a row of the catalogue that was just changed (XX000, "tuple concurrently updated").
 */
function isInterference(error: unknown): boolean {
  if (!(error instanceof postgres.PostgresError)) return false;
  if (error.code === "XX000") return error.message.includes("tuple concurrently");
  return (
    ["55P03", "40P01", "42710"].includes(error.code) || (error.code === "23505" && error.schema_name === "pg_catalog")
  );
}

/** Runs a transaction again, after a random pause, while others are in its way. */
async function patiently<T>(run: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await run();
    } catch (error) {
      if (!isInterference(error) || Date.now() > deadline) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 50 + Math.random() * 2 * LOCK_TIMEOUT_MS));
  }
}

async function createRoles(tx: postgres.TransactionSql, secret: string): Promise<void> {
  await tx`select pg_advisory_xact_lock(${LOCK})`;
  const [{ database, owner } = { database: "", owner: "" }] = await tx<
    { database: string; owner: string }[]
  >`select current_database() as database, current_user as owner`;
  await tx.unsafe(`do $$ begin
    if not exists (select from pg_roles where rolname = 'bulkhead_owner') then create role bulkhead_owner nologin; end if;
  end $$`);
  await tx.unsafe(`grant bulkhead_owner to ${quote(owner)}`);
  await tx.unsafe(`grant create, connect on database ${quote(database)} to bulkhead_owner`);
  await tx.unsafe(`revoke all on database ${quote(database)} from public`);
  for (const role of ROLES) {
    await tx.unsafe(`do $$ begin
      if not exists (select from pg_roles where rolname = '${role}') then create role ${role} login; end if;
    end $$`);
    await tx.unsafe(
      `alter role ${role} with login nosuperuser nobypassrls nocreatedb nocreaterole
         password '${scramVerifier(rolePassword(secret, role))}'`,
    );
    await tx.unsafe(`grant connect on database ${quote(database)} to ${role}`);
    for (const [setting, value] of Object.entries({ ...TIMEOUTS, ...OWN_TIMEOUTS[role] }))
      await tx.unsafe(`alter role ${role} set ${setting} = '${value}'`);
    // A request gets one core of the database: workers are shared by all tenants, and are there for whoever comes first.
    await tx.unsafe(`alter role ${role} set max_parallel_workers_per_gather = 0`);
    await tx.unsafe(`alter role ${role} set timezone = 'UTC'`);
    await tx.unsafe(`alter role ${role} set datestyle = 'ISO'`);
  }
}

function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
