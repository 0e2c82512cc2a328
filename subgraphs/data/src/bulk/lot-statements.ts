import type { Statement } from "@bulkhead/kernel/database.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import { orFail } from "@bulkhead/kernel/transact.ts";
import type { Collection } from "../collections/directory.ts";
import { fenceOf } from "../collections/fence.ts";
import { deleteRows, keepDeleted } from "../history/delete-rows.ts";
import { slotColumns } from "../imports/batch.ts";
import { writeLotTexts } from "../records/lot-texts.ts";
import { recordPayload, timestampNow } from "../records/write-record.ts";
import type { BulkChange } from "./bulk-state.ts";
import type { BulkFailure, Change } from "./prepare-lot.ts";
import type { Candidate } from "./read-lot.ts";

/** In whose tenant and name a lot is written. */
export type LotAuthor = Pick<BulkChange, "tenantId" | "createdBy">;

/** Every record of the lot gets its next version, or none does. */
export function updateLot(by: LotAuthor, collection: Collection, changes: readonly Change[]): Statement[] {
  const { tenantId, createdBy } = by;
  const at = timestampNow();
  const columns = slotColumns(collection);
  const slots = columns.map(({ slot }) => `, ${slot} = n.${slot}`).join("");
  const arrays = columns.map(({ slot, type }, nth) => `, unnest($${9 + nth}::${type}[]) as ${slot}`).join("");
  const values = [
    ...[tenantId, collection.id, at, createdBy, collection.version],
    ...[changes.map(({ id }) => id), changes.map(({ version }) => version), changes.map(({ text }) => text)],
    ...columns.map(({ read }) => changes.map(({ next }) => read(next))),
  ];
  const update = {
    text: `update data.record as r set data = n.data, version = r.version + 1, updated_at = $3, updated_by = $4,
             schema_version = $5, restored_from = null${slots}
           from (select unnest($6::uuid[]) as id, unnest($7::int[]) as version, unnest($8::jsonb[]) as data${arrays}) as n
           where r.tenant_id = $1 and r.collection_id = $2 and r.id = n.id and r.version = n.version returning 1`,
    values,
  };
  const events = changes.map(({ id, version, next, previous, created_at, created_by }) => {
    const row = { id, data: next, version: version + 1, created_at, created_by, updated_at: at, updated_by: createdBy };
    return { type: "record.updated", subject: collection.id, payload: { ...recordPayload(row), previous } };
  });
  const written = changes.map(({ id, version, next }) => ({ id, version: version + 1, data: next }));
  return [
    orFail(fenceOf(tenantId, collection), 1),
    orFail(update, changes.length),
    ...writeLotTexts({ tenantId, collectionId: collection.id }, written, collection),
    appendOutbox(tenantId, events),
  ];
}

export function deleteLot(by: LotAuthor, collection: Collection, lot: readonly Candidate[]): Statement[] {
  const { tenantId, createdBy } = by;
  const events = lot.map(({ id, version }) => ({
    type: "record.deleted",
    subject: collection.id,
    payload: { recordId: id, version },
  }));
  return [
    orFail(fenceOf(tenantId, collection), 1),
    orFail(unnamed(keepDeleted(tenantId, lot, { at: timestampNow(), actor: createdBy })), lot.length),
    orFail(unnamed(deleteRows(tenantId, lot)), lot.length),
    appendOutbox(tenantId, events),
  ];
}

/** How many it must find stands in its text: each size would be a prepared statement of its own. */
function unnamed({ text, values }: Statement): Statement {
  return { text, ...(values ? { values } : {}) };
}

export function insertFailures({ tenantId, bulkId }: BulkChange, failures: readonly BulkFailure[]): Statement[] {
  if (failures.length === 0) return [];
  return [
    {
      name: "bulk_failures",
      text: `insert into data.bulk_failure (tenant_id, bulk_change_id, record_id, code, path, message)
             select $1::uuid, $2::uuid, "recordId", code, path, message
             from jsonb_to_recordset($3::jsonb) as failure ("recordId" uuid, code text, path text, message text)`,
      values: [tenantId, bulkId, JSON.stringify(failures)],
    },
  ];
}
