/** Why a bulk change ended without success: code → when it happens (docs/errors.md is tested against this list). */
export const BULK_CODES = {
  BULK_TOO_MANY: "More records matched than were expected, so none was changed.",
  BULK_REFUSED: "Who asked for it may not do it any more.",
  BULK_FILTER: "The collection's schema changed, and the filter names a field that is not indexed any more.",
  BULK_OVER_QUOTA: "The tenant's plan allows no more bytes.",
  BULK_INTERRUPTED: "An unforeseen fault of the server ended it; it was logged with its request id.",
} as const;

export interface BulkEnd {
  code: keyof typeof BULK_CODES;
  message: string;
}

export const OVER_QUOTA: BulkEnd = {
  code: "BULK_OVER_QUOTA",
  message:
    "Your plan allows no more. What was changed by then stays: purge deleted records, keep versions for fewer days, or ask the operator for another plan.",
};

export const REFUSED: BulkEnd = {
  code: "BULK_REFUSED",
  message: "Whoever asked for this may not do it any more. What was changed by then stays.",
};

export const FILTER_GONE: BulkEnd = {
  code: "BULK_FILTER",
  message:
    "The collection's schema has changed, and the filter does not fit it any more. What was changed by then stays; ask again with another filter.",
};

export function tooMany(expected: number): BulkEnd {
  const message = `More than ${expected} records match, so none was changed. Look at the filter, or expect more.`;
  return { code: "BULK_TOO_MANY", message };
}

export function interrupted(requestId: string): BulkEnd {
  const message = `It ended by a fault of the server; what was changed by then stays. Tell its operator the request id ${requestId}.`;
  return { code: "BULK_INTERRUPTED", message };
}
