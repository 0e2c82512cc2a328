import { appendAuditAll } from "@bulkhead/kernel/audit.ts";
import { type Database, flushAsTenant, type Statement, violatedConstraint } from "@bulkhead/kernel/database.ts";
import { appErrorOf } from "@bulkhead/kernel/error.ts";
import type { DenialEntry } from "./denial-windows.ts";

/** Denials of one tenant on their way to its log. */
export interface DenialBatch {
  tenantId: string;
  /** Made once: a retry repeats the same ids, so a batch whose commit was not heard of is not written twice. */
  statement: Statement;
  count: number;
  attempts: number;
  madeAt: number;
}

/** Some milliseconds' worth. */
const MAX_BATCH = 100;
const MAX_ATTEMPTS = 5;
/** Below LATEST_WRITE_MS of the filter, which counts on no event being later. */
const GIVE_UP_MS = 5 * 60_000;

export function toBatches(entries: readonly DenialEntry[], now: number): DenialBatch[] {
  const batches: DenialBatch[] = [];
  for (const [tenantId, ofTenant] of Map.groupBy(entries, (entry) => entry.tenantId))
    for (let at = 0; at < ofTenant.length; at += MAX_BATCH) {
      const part = ofTenant.slice(at, at + MAX_BATCH);
      batches.push({ tenantId, statement: appendAuditAll(part), count: part.length, attempts: 0, madeAt: now });
    }
  return batches;
}

/** How an attempt ended; `kept` batches are to be tried again. */
export type Written = { state: "written" } | { state: "kept" | "lost"; reason: string };

/** Writes a batch in a transaction of its tenant. Never rejects. */
export async function writeBatch(db: Database, batch: DenialBatch, now: number): Promise<Written> {
  try {
    await flushAsTenant(db, batch.tenantId, [batch.statement]);
    return { state: "written" };
  } catch (error) {
    if (violatedConstraint(error) === "audit_event_pkey") return { state: "written" };
    batch.attempts++;
    const unreachable = appErrorOf(error)?.code === "UNAVAILABLE";
    const lost = now - batch.madeAt >= GIVE_UP_MS || (!unreachable && batch.attempts >= MAX_ATTEMPTS);
    return { state: lost ? "lost" : "kept", reason: (error as Error).message };
  }
}
