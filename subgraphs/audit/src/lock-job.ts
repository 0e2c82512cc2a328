import type { Transaction } from "@bulkhead/kernel/database.ts";
import { AppError, notFound } from "@bulkhead/kernel/error.ts";
import { JOB_COLUMNS, type JobRow } from "./job-row.ts";

/** Reads a job for a change: its worker waits for the change to be made, or the change for its worker's. */
export async function lockJob(tx: Transaction, id: string): Promise<JobRow> {
  const [row] = await tx.query<JobRow>({
    name: "lock_job",
    text: `select ${JOB_COLUMNS} from platform.job where tenant_id = $1 and id = $2 for update`,
    values: [tx.tenantId, id],
  });
  if (!row) throw notFound();
  return row;
}

export function wrongState(message: string): AppError {
  return new AppError("CONFLICT", message, { fields: [{ path: "input.id", code: "WRONG_STATE", message }] });
}
