import { isDeepStrictEqual } from "node:util";
import { AppError, type FieldFault } from "@bulkhead/kernel/error.ts";
import type { RecordValidator } from "../json-schema/validator.ts";
import { type Properties, previousValues } from "../records/previous.ts";
import { encodeRecord } from "../records/write-record.ts";
import { refuseOver } from "../retention/over.ts";
import { mergePatch } from "./merge-patch.ts";
import type { Candidate } from "./read-lot.ts";

/** A record with what it is to become. */
export interface Change extends Candidate {
  next: { [name: string]: unknown };
  /** What the record was, as far as filters look at it. */
  previous: Properties;
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
    const before = JSON.parse(candidate.data) as Properties;
    const next = mergePatch(before, patch) as { [name: string]: unknown };
    if (isDeepStrictEqual(before, next)) continue;
    try {
      refuseOver(validator.retentions, candidate.created_at, next, before);
      prepared.changes.push({
        ...candidate,
        next,
        previous: previousValues(before, next),
        text: encodeRecord(next, validator),
      });
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
