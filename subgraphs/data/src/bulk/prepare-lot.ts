import { isDeepStrictEqual } from "node:util";
import { AppError, type FieldFault } from "@bulkhead/kernel/error.ts";
import type { RecordValidator } from "../json-schema/validator.ts";
import { encodeRecord } from "../records/write-record.ts";
import { mergePatch } from "./merge-patch.ts";
import type { Candidate } from "./read-lot.ts";

/** A record with what it is to become. */
export interface Change extends Candidate {
  next: { [name: string]: unknown };
  /** The same, as text for jsonb. */
  text: string;
}

export interface BulkFailure extends FieldFault {
  recordId: string;
}

export interface Prepared {
  changes: Change[];
  failures: BulkFailure[];
}

/** What an update does to a lot: records that it would leave as they are, or spoil, are left as they are. */
export function prepareUpdates(lot: readonly Candidate[], patch: unknown, validator: RecordValidator): Prepared {
  const prepared: Prepared = { changes: [], failures: [] };
  for (const candidate of lot) {
    const before: unknown = JSON.parse(candidate.data);
    const next = mergePatch(before, patch) as { [name: string]: unknown };
    if (isDeepStrictEqual(before, next)) continue;
    try {
      prepared.changes.push({ ...candidate, next, text: encodeRecord(next, validator) });
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== "INVALID_RECORD") throw error;
      prepared.failures.push(failureOf(candidate.id, error));
    }
  }
  return prepared;
}

/** The first fault says enough: the others are met when it is mended. */
export function failureOf(recordId: string, { fields, code, message }: AppError): BulkFailure {
  return { recordId, ...(fields?.[0] ?? { code, path: "", message }) };
}
