import { isDeepStrictEqual } from "node:util";
import { AppError, type FieldFault } from "@bulkhead/kernel/error.ts";
import type { Retention } from "../json-schema/retention.ts";

export const DAY_MS = 86_400_000;

type Properties = { readonly [name: string]: unknown };

/**
 * Refuses to give a record what its time is over for; what it still has, since the daily run has not come by yet, may stay
 * for so long. `before` is null for a record that comes back from the deleted ones.
 */
export function refuseOver(
  retentions: readonly Retention[],
  createdAt: string,
  data: Properties,
  before: Properties | null,
): void {
  const age = Date.now() - Date.parse(createdAt);
  const faults = retentions.flatMap((retention): FieldFault[] => {
    const { name, path, days } = retention;
    if (age < days * DAY_MS || !isGiven(name, data, before)) return [];
    return [{ path, code: "RETENTION_OVER", message: name === null ? RECORD_OVER(days) : VALUE_OVER(days) }];
  });
  if (faults.length === 0) return;
  throw new AppError("INVALID_RECORD", "The record may not have this any more; see `fields` for what to leave out.", {
    fields: faults,
  });
}

function isGiven(name: string | null, data: Properties, before: Properties | null): boolean {
  if (name === null) return before === null;
  if (!Object.hasOwn(data, name)) return false;
  return !(before && Object.hasOwn(before, name) && isDeepStrictEqual(before[name], data[name]));
}

const VALUE_OVER = (days: number) =>
  `Leave this property out: the schema keeps it for ${days} days after the record was created, and they are over.`;
const RECORD_OVER = (days: number) =>
  `The schema keeps records for ${days} days after they were created, and they are over: it stays deleted.`;
