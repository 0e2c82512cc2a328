import { createHmac, timingSafeEqual } from "node:crypto";
import { appendAudit } from "./audit.ts";
import { flushAsTenant, queryOutsideTenants, violatedConstraint, withTenant } from "./database.ts";
import type { KeyContext } from "./envelope-context.ts";
import { type ExportEnd, type ExportHead, type ExportTenant, SEAL_BINDING } from "./envelope-export.ts";
import { importTenantKeys } from "./envelope-import-tenant.ts";
import { AppError } from "./error.ts";
import { INSTALLATION_ID } from "./installation.ts";
import { authorize } from "./principal.ts";
import { KEY_BYTES } from "./root-key.ts";
import { CHECK_BINDING } from "./root-key-check.ts";

export interface KeyImport {
  /** Tenants whose keys are now those of the export. */
  tenants: number;
  /** Of them, tenants whose key was destroyed. */
  destroyed: number;
  /** Tenants whose key the database has in a newer state than the export, or has destroyed; left alone. */
  skipped: number;
  /** Tenants of the database whose keys no version of the root key opens any more. */
  unreadable: number;
}

/** Every call starts at the beginning; lines are without their end. */
export type ReadLines = () => AsyncIterable<string>;

/**
 * Gives a database that was restored from an older backup the keys of today. Nothing may work on it meanwhile. Refused
 * as a whole when the export was altered or cut off, or is older than the database. Errors: BAD_USER_INPUT, CONFLICT.
 */
export async function importKeys(ctx: KeyContext, lines: ReadLines): Promise<KeyImport> {
  authorize(ctx, "key:import");
  const head = await verifiedHead(ctx, lines);
  await registerRoots(ctx, head);
  const done: KeyImport = { tenants: 0, destroyed: 0, skipped: 0, unreadable: 0 };
  for await (const line of lines()) {
    const entry = JSON.parse(line) as ExportHead | ExportTenant | ExportEnd;
    if (!("tenant" in entry)) continue;
    if (!(await importTenantKeys(ctx, entry))) done.skipped++;
    else {
      done.tenants++;
      if (entry.root === null) done.destroyed++;
    }
  }
  for (const version of head.retired) await retire(ctx, version);
  const held = head.root.map(({ version }) => version);
  const [row] = await queryOutsideTenants<{ unreadable: number }>(ctx.db, {
    text: "select count(*)::int as unreadable from platform.tenant_key where root_version <> all($1)",
    values: [held],
  });
  done.unreadable = row?.unreadable ?? 0;
  const { tenants, destroyed } = done;
  const detail = { tenants, destroyed, exportedAt: head.exportedAt };
  const audited = appendAudit(ctx, INSTALLATION_ID, { action: "key.import", target: "keys", detail });
  await flushAsTenant(ctx.db, INSTALLATION_ID, [audited]);
  return done;
}

const NOT_AN_EXPORT = "This is no whole export of keys made by bulkhead keys export.";

function refusedExport(message: string, cause?: unknown): AppError {
  return new AppError("BAD_USER_INPUT", message, { cause });
}

/** Reads it all once before anything is changed. */
async function verifiedHead(ctx: KeyContext, lines: ReadLines): Promise<ExportHead> {
  const { value: first } = await lines()[Symbol.asyncIterator]().next();
  const head = parse<ExportHead>(first ?? "");
  const newest = head.root?.at(-1);
  if (head.bulkheadKeys !== 1 || !newest) throw refusedExport(NOT_AN_EXPORT);
  await checkHeld(ctx, newest);
  const seal = Buffer.from(head.seal, "base64url");
  const key = await ctx.rootKey.unwrap(newest.version, seal, SEAL_BINDING).catch(() => Buffer.alloc(0));
  if (key.length !== KEY_BYTES) throw refusedExport(NOT_AN_EXPORT);
  const hmac = createHmac("sha256", key);
  let end: Partial<ExportEnd> = {};
  let tenants = 0;
  let held: string | undefined;
  for await (const line of lines()) {
    if (held !== undefined) hmac.update(`${held}\n`);
    if (held?.startsWith('{"tenant":')) tenants++;
    held = line;
  }
  end = parse<ExportEnd>(held ?? "");
  const stated = Buffer.from(end.hmac ?? "", "base64url");
  const found = hmac.digest();
  if (stated.length !== found.length || !timingSafeEqual(stated, found) || end.tenants !== tenants)
    throw refusedExport(NOT_AN_EXPORT);
  await refuseOlder(ctx, head);
  return head;
}

function parse<T>(line: string): Partial<T> & T {
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw refusedExport(NOT_AN_EXPORT, cause);
  }
}

async function checkHeld({ rootKey }: KeyContext, newest: ExportHead["root"][number]): Promise<void> {
  try {
    await rootKey.unwrap(newest.version, Buffer.from(newest.checkValue, "base64url"), CHECK_BINDING);
  } catch (error) {
    if (error instanceof AppError && error.code === "UNAVAILABLE") throw error;
    const message = `This export needs version ${newest.version} of the root key, which ${rootKey.name} does not have.`;
    throw refusedExport(message, error);
  }
}

/** A version of the root key that the export has never heard of was made after it. */
async function refuseOlder({ db }: KeyContext, head: ExportHead): Promise<void> {
  const known = [...head.root.map(({ version }) => version), ...head.retired];
  const unknown = await queryOutsideTenants(db, {
    text: `select version from platform.root_key where version <> all($1)
           union all select version from platform.retired_root_key where version <> all($1)`,
    values: [known],
  });
  if (unknown.length > 0)
    throw new AppError("CONFLICT", "The database is newer than this export of its keys. Use a later export.");
}

async function registerRoots({ db }: KeyContext, head: ExportHead): Promise<void> {
  for (const { version, checkValue } of head.root)
    await queryOutsideTenants(db, {
      text: "insert into platform.root_key (version, check_value) values ($1, $2) on conflict (version) do nothing",
      values: [version, Buffer.from(checkValue, "base64url")],
    });
}

/** Stays in use where a tenant that is not in the export still has its key under it. */
async function retire({ db }: KeyContext, version: string): Promise<void> {
  try {
    await withTenant(db, INSTALLATION_ID, async (tx) => {
      tx.atEnd({ text: "delete from platform.root_key where version = $1", values: [version] });
      tx.atEnd({
        text: "insert into platform.retired_root_key (version, destroyed_at) values ($1, now()) on conflict do nothing",
        values: [version],
      });
    });
  } catch (error) {
    if (violatedConstraint(error) !== "tenant_key_root_version_fkey") throw error;
  }
}
