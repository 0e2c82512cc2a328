import type { JobKind } from "@bulkhead/kernel/job-kind.ts";

/** A job that kills its workers three times in a turn is given up; here it is somebody else who kills them, and more often. */
export function asHardy(kind: JobKind): JobKind {
  return { ...kind, maxAttempts: 9, backoffMs: 50 };
}
