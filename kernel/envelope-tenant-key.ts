import { randomBytes } from "node:crypto";
import { type Database, flushAsTenant, queryOutsideTenants, readAsTenant, violatedConstraint } from "./database.ts";
import { keyDestroyed, unopenable } from "./envelope-error.ts";
import { AppError } from "./error.ts";
import { KEY_BYTES, type RootKey, RootVersionGone, tenantKeyBinding } from "./root-key.ts";

/** A tenant's key, unwrapped. */
export interface TenantKey {
  version: number;
  bytes: Buffer;
}

export interface TenantKeyRow {
  version: number;
  root_version: string | null;
  wrapped: Buffer | null;
}

const TRIES = 3;

/**
 * The tenant's key, made when there is none. A row read just before its root version was retired is read once more.
 * Errors: KEY_DESTROYED, UNAVAILABLE.
 */
export async function loadTenantKey(db: Database, rootKey: RootKey, tenantId: string): Promise<TenantKey> {
  for (let attempt = 1; ; attempt++) {
    const row = (await readTenantKey(db, tenantId)) ?? (await createTenantKey(db, rootKey, tenantId));
    try {
      if (row) return await unwrapTenantKey(rootKey, tenantId, row);
    } catch (error) {
      if (!(error instanceof RootVersionGone)) throw error;
      if (attempt >= TRIES) throw unopenable(error.message, error);
    }
    if (attempt >= TRIES) throw new AppError("UNAVAILABLE", "The root key is changing. Try again in a moment.");
  }
}

export async function readTenantKey(db: Database, tenantId: string): Promise<TenantKeyRow | undefined> {
  const [row] = await readAsTenant<TenantKeyRow>(db, tenantId, {
    name: "tenant_key",
    text: "select version, root_version, wrapped from platform.tenant_key where tenant_id = $1",
    values: [tenantId],
  });
  return row;
}

export async function unwrapTenantKey(rootKey: RootKey, tenantId: string, row: TenantKeyRow): Promise<TenantKey> {
  const { version, root_version, wrapped } = row;
  if (root_version === null || wrapped === null) throw keyDestroyed();
  const bytes = await rootKey.unwrap(root_version, wrapped, tenantKeyBinding(tenantId, version));
  return { version, bytes };
}

/** The version that wraps new tenant keys: the newest one registered, the same for every process. */
export async function currentRootVersion(db: Database): Promise<string> {
  const [row] = await queryOutsideTenants<{ version: string }>(db, {
    name: "current_root_key",
    text: "select version from platform.root_key order by position desc limit 1",
  });
  if (!row) throw new AppError("UNAVAILABLE", "No root key is registered with this database yet.");
  return row.version;
}

/** Undefined when it must be tried anew: another process was first, or the root version was retired meanwhile. */
async function createTenantKey(db: Database, rootKey: RootKey, tenantId: string): Promise<undefined> {
  const root = await currentRootVersion(db);
  const bytes = randomBytes(KEY_BYTES);
  try {
    const wrapped = await rootKey.wrap(root, bytes, tenantKeyBinding(tenantId, 1));
    await flushAsTenant(db, tenantId, [
      {
        name: "insert_tenant_key",
        text: `insert into platform.tenant_key (tenant_id, version, root_version, wrapped) values ($1, 1, $2, $3)
               on conflict do nothing`,
        values: [tenantId, root, wrapped],
      },
    ]);
  } catch (error) {
    if (!(error instanceof RootVersionGone) && violatedConstraint(error) !== "tenant_key_root_version_fkey")
      throw error;
  } finally {
    bytes.fill(0);
  }
  return undefined;
}
