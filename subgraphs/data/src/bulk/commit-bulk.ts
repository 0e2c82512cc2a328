import { appendAudit } from "@bulkhead/kernel/audit.ts";
import { type Database, flushAsTenant, type Statement } from "@bulkhead/kernel/database.ts";
import { encodeId } from "@bulkhead/kernel/id.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import { platformPrincipal } from "@bulkhead/kernel/principal.ts";
import pg from "pg";
import type { BulkChange, BulkCheckpoint, BulkStatus } from "./bulk-state.ts";
import type { BulkEnd } from "./codes.ts";

/** Another runner has moved the change on, or it was cancelled; what this one wanted to commit was rolled back. */
export class BulkTaken extends Error {}

/** A record of the lot, or the collection, was changed by somebody else: the lot is to be read again. */
export class LotOvertaken extends Error {}

/** Commits a lot and the checkpoint behind it in one transaction; the fence comes first, before any work is done. */
export async function commitLot(
  db: Database,
  bulk: BulkChange,
  to: Omit<BulkCheckpoint, "step">,
  statements: Statement[],
): Promise<void> {
  const next = { ...to, step: bulk.checkpoint.step + 1 };
  await fenced(db, bulk, [moveCheckpoint(bulk, next), ...statements]);
  bulk.checkpoint = next;
}

/** Ends a bulk change: its state, its event and its audit event commit together. */
export async function commitBulkEnd(
  db: Database,
  bulk: BulkChange,
  collection: string,
  status: BulkStatus,
  end?: BulkEnd,
): Promise<void> {
  const { tenantId, bulkId, kind, dryRun, filterDigest, requestId, checkpoint } = bulk;
  const { matched, changed, failed } = checkpoint;
  const ctx = { principal: platformPrincipal(tenantId), requestId, clientAddress: null };
  const counts = { recordsMatched: matched, recordsChanged: changed, recordsFailed: failed };
  await fenced(db, bulk, [
    endBulk(bulk, status, end),
    appendOutbox(tenantId, [
      { type: "bulk-change.finished", subject: bulkId, payload: { kind, status, dryRun, ...counts } },
    ]),
    appendAudit(ctx, tenantId, {
      action: "bulk-change.finish",
      target: encodeId("bulkChange", bulkId),
      detail: { collection, kind, status, dryRun, ...counts },
      personal: { filterDigest },
    }),
  ]);
  bulk.isFinished = true;
}

/** Whoever comes second from the same step waits for the first, then fails on the constraint bulk_change_fence. */
const FENCE = "step = case when step = $3 - 1 and status in ('QUEUED', 'RUNNING') then $3 else -1 end";

function moveCheckpoint({ tenantId, bulkId }: BulkChange, to: BulkCheckpoint): Statement {
  return {
    name: "bulk_checkpoint",
    text: `update data.bulk_change set status = 'RUNNING', after_id = $4, records_total = $5, records_matched = $6,
             records_changed = $7, records_failed = $8, ${FENCE}
           where tenant_id = $1 and id = $2`,
    values: [tenantId, bulkId, to.step, to.afterId, to.total, to.matched, to.changed, to.failed],
  };
}

/** What it was asked with is data, and of no more use. */
function endBulk({ tenantId, bulkId, checkpoint }: BulkChange, status: BulkStatus, end?: BulkEnd): Statement {
  return {
    name: "bulk_end",
    text: `update data.bulk_change set status = $4, finished_at = now(), failure_code = $5, failure_message = $6,
             filter = null, patch = null, ${FENCE}
           where tenant_id = $1 and id = $2`,
    values: [tenantId, bulkId, checkpoint.step + 1, status, end?.code, end?.message],
  };
}

/** What a statement answers that did not find as many as it must. */
const DIVISION_BY_ZERO = "22012";

async function fenced(db: Database, { tenantId, bulkId }: BulkChange, statements: Statement[]): Promise<void> {
  try {
    await flushAsTenant(db, tenantId, statements);
  } catch (error) {
    if (!(error instanceof pg.DatabaseError)) throw error;
    if (error.constraint === "bulk_change_fence")
      throw new BulkTaken(`bulk change ${bulkId} is in other hands`, { cause: error });
    if (error.code === DIVISION_BY_ZERO)
      throw new LotOvertaken(`a lot of bulk change ${bulkId} was overtaken`, { cause: error });
    throw error;
  }
}
