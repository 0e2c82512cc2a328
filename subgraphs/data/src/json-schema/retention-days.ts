export const MAX_RETENTION_DAYS = 36_500;

/** Days of an ISO 8601 duration such as P90D; undefined when it is none of whole days. */
export function retentionDays(text: unknown): number | undefined {
  const days = typeof text === "string" && /^P[1-9][0-9]{0,4}D$/.test(text) ? Number(text.slice(1, -1)) : 0;
  return days >= 1 && days <= MAX_RETENTION_DAYS ? days : undefined;
}
