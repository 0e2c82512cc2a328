import type { Outcome } from "@bulkhead/kernel/audit.ts";
import { eq, gte, lt, type SQL } from "drizzle-orm";
import { auditEventTable } from "./tables.ts";

/** Conditions on audit events; all that are given must hold. */
export interface AuditEventFilter {
  action?: string | null;
  actorId?: string | null;
  targetId?: string | null;
  outcome?: Outcome | null;
  from?: string | null;
  until?: string | null;
}

/**
 * How much later than it happened an event can be written: denials wait in memory, and src/denials/intake.ts gives up
 * before this. It also covers a clock that is set back.
 */
export const LATEST_WRITE_MS = 10 * 60_000;

/** Ids ascend with time, so a bound in time is a bound on the index of ids as well; the exact test stays beside it. */
export function filterConditions(filter: AuditEventFilter): SQL[] {
  const table = auditEventTable;
  const conditions: SQL[] = [];
  if (filter.action != null) conditions.push(eq(table.action, filter.action));
  if (filter.actorId != null) conditions.push(eq(table.actorId, filter.actorId));
  if (filter.targetId != null) conditions.push(eq(table.targetId, filter.targetId));
  if (filter.outcome != null) conditions.push(eq(table.outcome, filter.outcome));
  if (filter.from != null)
    conditions.push(gte(table.occurredAt, filter.from), gte(table.id, firstIdOf(Date.parse(filter.from))));
  if (filter.until != null)
    conditions.push(
      lt(table.occurredAt, filter.until),
      lt(table.id, firstIdOf(Date.parse(filter.until) + LATEST_WRITE_MS)),
    );
  return conditions;
}

/** The least id of a millisecond: its 48 bits of time (RFC 9562 section 5.7) and nothing else. */
function firstIdOf(ms: number): string {
  const hex = Math.min(Math.max(ms, 0), 2 ** 48 - 1)
    .toString(16)
    .padStart(12, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
}
