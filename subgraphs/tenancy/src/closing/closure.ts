import { type Database, queryOutsideTenants, type Statement } from "@bulkhead/kernel/database.ts";
import { type MerkleState, NO_LEAVES } from "@bulkhead/kernel/merkle.ts";
import type { DestroyedKeys } from "./fingerprints.ts";

/** How far the destruction of a tenant is; what it counts commits with what it deletes. */
export interface Progress {
  /** Deleted so far, by table. */
  rows: Record<string, number>;
  /** Counted before the first was deleted; `above` as `rows`, of tables that stand above tenants. */
  blobs?: { count: number; bytes: number };
  above?: Record<string, number>;
  keys?: DestroyedKeys;
  /** When the last of everything was gone. */
  destroyedAt?: string;
  auditLog: MerkleState;
}

export const NOTHING_YET: Progress = { rows: {}, auditLog: NO_LEAVES };

/** A row of tenancy.closure_certificate. */
export interface Closure {
  owner: string;
  slug: string;
  requested_by: string;
  requested_at: string;
  closed_at: string;
  progress: Progress;
  recipients: Buffer | null;
  jws: string | null;
}

export async function readClosure(db: Database, tenantId: string): Promise<Closure | undefined> {
  const [row] = await queryOutsideTenants<Record<string, unknown>>(db, {
    name: "closure",
    text: `select owner, slug, requested_by, requested_at, closed_at, progress, recipients, jws
           from tenancy.closure_certificate where owner = $1`,
    values: [tenantId],
  });
  return row as unknown as Closure | undefined;
}

/** Notes one fact of the progress. A fact that is noted once stays: what came before a crash counts. */
export function noteOnce(
  tenantId: string,
  fact: "blobs" | "above" | "keys" | "destroyedAt",
  value: unknown,
): Statement {
  return {
    name: "closure_note",
    text: `update tenancy.closure_certificate set progress = jsonb_build_object($2::text, $3::jsonb) || progress
           where owner = $1 and jws is null`,
    values: [tenantId, fact, JSON.stringify(value)],
  };
}

/**
 * Fails the transaction, by dividing by zero, unless the tenant is closed: whatever went wrong elsewhere, nothing is destroyed
 * of one that is not.
 */
export function onlyIfClosed(tenantId: string): Statement {
  return {
    name: "only_if_closed",
    text: "select 1 / count(*) as closed from tenancy.tenant where tenant_id = $1 and status = 'CLOSED'",
    values: [tenantId],
  };
}
