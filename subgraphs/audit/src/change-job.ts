import type { Statement, Transaction } from "@bulkhead/kernel/database.ts";
import { AppError, notFound } from "@bulkhead/kernel/error.ts";
import { JOB_COLUMNS, type JobRow } from "./job-row.ts";

export async function readJob(tx: Transaction, id: string): Promise<JobRow> {
  const [row] = await tx.query<JobRow>(selectJob(tx.tenantId, id));
  if (!row) throw notFound();
  return row;
}

export function selectJob(tenantId: string, id: string): Statement {
  return {
    name: "job_to_change",
    text: `select ${JOB_COLUMNS} from platform.job where tenant_id = $1 and id = $2`,
    values: [tenantId, id],
  };
}

export function wrongState(message: string): AppError {
  return new AppError("CONFLICT", message, { fields: [{ path: "input.id", code: "WRONG_STATE", message }] });
}
