import { type Database, readAsTenant, type Statement } from "@bulkhead/kernel/database.ts";
import { orFail } from "@bulkhead/kernel/transact.ts";
import { deleteLot } from "../../bulk/lot-statements.ts";
import type { Candidate } from "../../bulk/read-lot.ts";
import { collectionOf, type ImportJob } from "../import-state.ts";

/** Records that an import has made and nobody has changed since. */
export function readCreated(db: Database, { tenantId, importId }: ImportJob, most: number): Promise<Candidate[]> {
  return readAsTenant<Candidate>(db, tenantId, {
    name: "import_created",
    text: `select id, version from data.record where tenant_id = $1 and import_id = $2 and version = 1
           order by import_row limit $3`,
    values: [tenantId, importId, most],
  });
}

/** Deletes them as any record, for whoever has seen them come; then none is among the deleted ones either. */
export function removeCreated(job: ImportJob, created: readonly Candidate[]): Statement[] {
  const forget = {
    text: "delete from data.deleted_record where tenant_id = $1 and id = any($2::uuid[]) returning 1",
    values: [job.tenantId, created.map(({ id }) => id)],
  };
  return [...deleteLot(job, collectionOf(job), created), orFail(forget, created.length)];
}
