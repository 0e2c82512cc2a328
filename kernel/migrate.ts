import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import postgres from "postgres";
import { rolePassword } from "./key.ts";

/** A room's migrations, in the order of their file names. */
export interface MigrationFolder {
  room: string;
  directory: URL;
}

/** Every role that signs in. None owns a table, is a superuser or may bypass row-level security. */
export const ROLES = [
  "bulkhead_identity",
  "bulkhead_authenticator",
  "bulkhead_tenancy",
  "bulkhead_data",
  "bulkhead_audit",
  "bulkhead_gateway",
  "bulkhead_relay",
] as const;

const LOCK = 7_238_114_902;

/**
 * Brings the database up to date: roles with their derived passwords, then every migration not yet applied, all in one
 * transaction under an advisory lock. Short-lived work, so postgres.js serves it (docs/adr/0005). A migration edited
 * after it was applied is refused.
 */
export async function migrate(url: string, secret: string, folders: readonly MigrationFolder[]): Promise<string[]> {
  const sql = postgres(url, { max: 1, onnotice: () => {}, connect_timeout: 10 });
  try {
    return await sql.begin(async (tx) => {
      await tx`select pg_advisory_xact_lock(${LOCK})`;
      await createRoles(tx, secret);
      await tx`create schema if not exists platform authorization bulkhead_owner`;
      await tx.unsafe("set local role bulkhead_owner");
      await tx`create table if not exists platform.migration (
        room text not null, name text not null, sha256 text not null, applied_at timestamptz not null default now(), primary key (room, name))`;
      const applied: string[] = [];
      for (const folder of folders) applied.push(...(await applyFolder(tx, folder)));
      return applied;
    });
  } finally {
    await sql.end({ timeout: 1 });
  }
}

async function applyFolder(tx: postgres.TransactionSql, { room, directory }: MigrationFolder): Promise<string[]> {
  const applied: string[] = [];
  for (const name of readdirSync(directory)
    .filter((file) => file.endsWith(".sql"))
    .sort()) {
    const text = readFileSync(new URL(name, directory), "utf8");
    const sha256 = createHash("sha256").update(text).digest("hex");
    const [known] = await tx<
      { sha256: string }[]
    >`select sha256 from platform.migration where room = ${room} and name = ${name}`;
    if (known && known.sha256 !== sha256)
      throw new Error(`migration ${room}/${name} was changed after it was applied; put it back and write a new one`);
    if (known) continue;
    await tx.unsafe(text);
    await tx`insert into platform.migration (room, name, sha256) values (${room}, ${name}, ${sha256})`;
    applied.push(`${room}/${name}`);
  }
  return applied;
}

async function createRoles(tx: postgres.TransactionSql, secret: string): Promise<void> {
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
      `alter role ${role} with login nosuperuser nobypassrls nocreatedb nocreaterole password '${rolePassword(secret, role)}'`,
    );
    await tx.unsafe(`grant connect on database ${quote(database)} to ${role}`);
    // No request may hold locks or the outbox horizon for long, whatever goes wrong in the process that made it.
    await tx.unsafe(`alter role ${role} set statement_timeout = '10s'`);
    await tx.unsafe(`alter role ${role} set transaction_timeout = '15s'`);
    await tx.unsafe(`alter role ${role} set idle_in_transaction_session_timeout = '5s'`);
    await tx.unsafe(`alter role ${role} set timezone = 'UTC'`);
    await tx.unsafe(`alter role ${role} set datestyle = 'ISO'`);
  }
}

function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
