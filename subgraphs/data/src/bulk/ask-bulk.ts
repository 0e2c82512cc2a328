import { hash } from "node:crypto";
import { flushAsTenant, type Statement } from "@bulkhead/kernel/database.ts";
import type { FieldFault } from "@bulkhead/kernel/error.ts";
import { newUuid } from "@bulkhead/kernel/id.ts";
import { refuseFaults } from "@bulkhead/kernel/input.ts";
import { enqueueJob } from "@bulkhead/kernel/job-enqueue.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import type { DataContext } from "../context.ts";
import type { RecordFilter } from "../records/filter.ts";
import { type BulkNode, toBulk } from "./bulk-node.ts";
import { BULK_JOB, type BulkKind, type BulkPayload } from "./bulk-state.ts";
import { type BulkFilter, checkMatching } from "./matching.ts";

/** What every bulk change is asked with. */
export interface BulkInput {
  collection: string;
  filter?: readonly RecordFilter[] | null;
  all?: boolean | null;
  expectedCount?: number | null;
  dryRun: boolean;
}

/** A bulk change that is to be, and what tells of it in the log. */
export interface AskedBulk {
  id: string;
  collection: { id: string; name: string };
  kind: BulkKind;
  filterDigest: string;
  write(audit: Statement): Promise<BulkNode>;
}

/** Takes a bulk change in: once it is written, it will be done, or end with a reason. */
export async function askForBulk(
  ctx: DataContext,
  tenantId: string,
  kind: BulkKind,
  input: BulkInput,
  patch: unknown = null,
): Promise<AskedBulk> {
  const filter = readBulkFilter(input);
  const collection = await ctx.collections.byName(tenantId, input.collection);
  await checkMatching(ctx, tenantId, collection, filter);
  const id = newUuid();
  const filterDigest = hash("sha256", JSON.stringify(filter), "base64url");
  const given = [filter, patch].map((value) => (value === null ? null : JSON.stringify(value)));
  const values = [tenantId, id, collection.id, kind, input.dryRun, ...given, filterDigest, input.expectedCount ?? null];
  return {
    id,
    collection,
    kind,
    filterDigest,
    async write(audit) {
      const payload: BulkPayload = { bulkId: id };
      const [[created]] = (await flushAsTenant(ctx.db, tenantId, [
        {
          name: "bulk_insert",
          text: `insert into data.bulk_change (tenant_id, id, collection_id, kind, status, dry_run, filter, patch, filter_digest,
                   expected_count, request_id, created_by)
                 values ($1, $2, $3, $4, 'QUEUED', $5, $6, $7, $8, $9, $10, $11) returning created_at`,
          values: [...values, ctx.requestId, ctx.principal.id],
        },
        enqueueJob(ctx, tenantId, { kind: BULK_JOB, key: id, payload }),
        appendOutbox(tenantId, [
          { type: "bulk-change.created", subject: id, payload: { collectionId: collection.id, kind } },
        ]),
        audit,
      ])) as [[{ created_at: string }]];
      const nothingYet = { records_matched: 0, records_changed: 0, records_failed: 0, finished_at: null };
      return toBulk({
        ...{ id, collection: collection.name, kind, status: "QUEUED", dry_run: input.dryRun, ...nothingYet },
        ...{ failure_code: null, failure_message: null, created_by: ctx.principal.id, ...created },
      });
    },
  };
}

/** Whoever forgets the filter shall not change everything. */
function readBulkFilter({ filter, all, expectedCount }: BulkInput): BulkFilter {
  const faults: FieldFault[] = [];
  const given = filter && filter.length > 0 ? filter : null;
  if (!given && all !== true)
    faults.push({
      path: "input.filter",
      code: "FILTER_REQUIRED",
      message: "Say which records, by at least one condition, or `all: true` for every record of the collection.",
    });
  if (given && all === true)
    faults.push({ path: "input.all", code: "FILTER_AND_ALL", message: "Give a filter or `all: true`, not both." });
  if (expectedCount != null && expectedCount < 0)
    faults.push({ path: "input.expectedCount", code: "OUT_OF_RANGE", message: "Give a number of records, 0 or more." });
  refuseFaults(faults);
  return given;
}
