import type { AuditBody, Outcome } from "@bulkhead/kernel/audit.ts";
import { auditEventTable } from "./tables.ts";

export const auditEventColumns = {
  id: auditEventTable.id,
  body: auditEventTable.body,
  personal: auditEventTable.personal,
  leaf: auditEventTable.leaf,
};

/** The same columns, for SQL by hand. */
export const AUDIT_EVENT_COLUMNS = "id, body, personal, leaf";

export interface AuditEventRow {
  id: string;
  body: AuditBody;
  /** Each with the salt of its commitment, which must not leave the database: it would allow guessing after erasure. */
  personal: Record<string, { value: string; salt: string }>;
  leaf: Buffer;
}

/** An event as the schema shows it. */
export interface AuditEventNode {
  id: string;
  action: string;
  actorId: string;
  impersonatorId: string | null;
  targetType: string;
  targetId: string;
  outcome: Outcome;
  requestId: string;
  occurredAt: string;
  detail: Record<string, unknown>;
  clientAddress: string | null;
  personal: Record<string, string>;
  leafHash: string;
}

/** Everything is taken from the body, because that is what the leaf vouches for. */
export function toAuditEvent({ body, personal, leaf }: AuditEventRow): AuditEventNode {
  const facts = Object.fromEntries(Object.entries(personal).map(([name, fact]) => [name, fact.value]));
  return {
    id: body.id,
    action: body.action,
    actorId: body.actor.id,
    impersonatorId: body.impersonator?.id ?? null,
    targetType: body.target.type,
    targetId: body.target.id,
    outcome: body.outcome,
    requestId: body.requestId,
    occurredAt: body.occurredAt,
    detail: body.detail,
    clientAddress: facts.clientAddress ?? null,
    personal: facts,
    leafHash: leaf.toString("hex"),
  };
}
