import { randomBytes } from "node:crypto";
import { type Database, flushAsTenant, readAsTenant, type Statement, violatedConstraint } from "./database.ts";
import { unopenable } from "./envelope-error.ts";
import { unwrapKey, wrapKey } from "./envelope-format.ts";
import { KEY_BYTES } from "./root-key.ts";

/** A data key as it is stored, wrapped by the tenant key of `tenantKeyVersion`. */
export interface DataKeyRow {
  version: number;
  tenantKeyVersion: number;
  ageMs: number;
  unwrap(tenantKey: Buffer): Buffer;
}

interface Row {
  version: number;
  tenant_key_version: number;
  wrapped: Buffer;
  age_ms: number;
}

const COLUMNS =
  "version, tenant_key_version, wrapped, (extract(epoch from now() - created_at) * 1000)::float8 as age_ms";

/** Binds a wrapped data key to the tenant, purpose and version it is for. */
export function dataKeyParts(tenantId: string, purpose: string, version: number): string[] {
  return ["bulkhead data key", tenantId, purpose, String(version)];
}

export async function newestDataKey(db: Database, tenantId: string, purpose: string): Promise<DataKeyRow | undefined> {
  const [row] = await readAsTenant<Row>(db, tenantId, {
    name: "newest_data_key",
    text: `select ${COLUMNS} from platform.data_key where tenant_id = $1 and purpose = $2 order by version desc limit 1`,
    values: [tenantId, purpose],
  });
  return row && toRow(tenantId, purpose, row);
}

export async function readDataKey(
  db: Database,
  tenantId: string,
  purpose: string,
  version: number,
): Promise<DataKeyRow | undefined> {
  // The version comes out of a sealed value, so it may be anything that fits 32 bits.
  const [row] = await readAsTenant<Row>(db, tenantId, {
    name: "data_key",
    text: `select ${COLUMNS} from platform.data_key where tenant_id = $1 and purpose = $2 and version = $3::bigint`,
    values: [tenantId, purpose, version],
  });
  return row && toRow(tenantId, purpose, row);
}

/**
 * Stores a new data key under a version, unless another process did so first. False when the tenant key was rotated or
 * destroyed since it was read: a key under the old one would be lost with it, and the foreign key refuses it.
 */
export async function createDataKey(
  db: Database,
  tenantId: string,
  tenantKey: { version: number; bytes: Buffer },
  purpose: string,
  version: number,
): Promise<boolean> {
  const bytes = randomBytes(KEY_BYTES);
  try {
    await flushAsTenant(db, tenantId, [insertDataKey(tenantId, tenantKey, purpose, version, bytes)]);
    return true;
  } catch (error) {
    if (violatedConstraint(error) === "data_key_tenant_key") return false;
    throw error;
  } finally {
    bytes.fill(0);
  }
}

export function insertDataKey(
  tenantId: string,
  tenantKey: { version: number; bytes: Buffer },
  purpose: string,
  version: number,
  bytes: Buffer,
): Statement {
  const wrapped = wrapKey(tenantKey.bytes, dataKeyParts(tenantId, purpose, version), bytes);
  return {
    name: "insert_data_key",
    text: `insert into platform.data_key (tenant_id, purpose, version, tenant_key_version, wrapped)
           values ($1, $2, $3, $4, $5) on conflict do nothing`,
    values: [tenantId, purpose, version, tenantKey.version, wrapped],
  };
}

function toRow(tenantId: string, purpose: string, row: Row): DataKeyRow {
  return {
    version: row.version,
    tenantKeyVersion: row.tenant_key_version,
    ageMs: row.age_ms,
    unwrap(tenantKey) {
      try {
        return unwrapKey(tenantKey, dataKeyParts(tenantId, purpose, row.version), row.wrapped);
      } catch (cause) {
        throw unopenable(`data key ${purpose} ${row.version} of ${tenantId} is not under its tenant key`, cause);
      }
    },
  };
}
