import type { Statement } from "@bulkhead/kernel/database.ts";
import { updateLot } from "../../bulk/lot-statements.ts";
import type { Change } from "../../bulk/prepare-lot.ts";
import { collectionOf, type ImportJob } from "../import-state.ts";

/** Writes over the records of a batch, each once, and notes what they were where it may have to be put back. */
export function changeRecords(job: ImportJob, changes: readonly Change[]): Statement[] {
  return [...noteChanges(job, changes, false), ...updateLot(job, collectionOf(job), changes)];
}

/** One that somebody gave the key of a later row after it was noted goes back to what they made of it. */
export function noteChanges(
  { tenantId, importId, mode }: ImportJob,
  records: readonly { id: string; version: number }[],
  isDeletion: boolean,
): Statement[] {
  if (mode !== "STRICT" || records.length === 0) return [];
  return [
    {
      name: "note_import_changes",
      text: `insert into data.import_change (tenant_id, import_id, record_id, version, is_deletion)
             select $1, $2, id, version, $5 from unnest($3::uuid[], $4::int[]) as changed (id, version)
             on conflict (tenant_id, import_id, record_id) do update set version = excluded.version`,
      values: [tenantId, importId, records.map(({ id }) => id), records.map(({ version }) => version), isDeletion],
    },
  ];
}
