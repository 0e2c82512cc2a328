import type { Statement } from "./database.ts";
import { events } from "./events.ts";

/** What happened, for subscriptions and every later consumer. Written in the transaction of the change, or not at all. */
export interface OutboxEvent {
  /** A type of schema/events.json, e.g. `record.created`. */
  type: string;
  /** What the event is about within its type: the collection's uuid for record events, else the target's. */
  subject: string;
  payload: Record<string, unknown>;
}

/**
 * The statement that appends events to the outbox in the tenant's own transaction. One event or many: always one
 * statement, so that it fits a flush.
 */
export function appendOutbox(tenantId: string, appended: readonly OutboxEvent[]): Statement {
  const rows = appended.map(({ type, subject, payload }) => {
    const declared = events.outbox[type];
    if (!declared) throw new Error(`outbox event ${type} is not declared in schema/events.json`);
    return { type, version: declared.version, subject, payload };
  });
  const [only] = rows;
  if (only && rows.length === 1)
    return {
      name: "append_outbox_one",
      text: "insert into platform.outbox (tenant_id, type, version, subject, payload) values ($1, $2, $3, $4, $5)",
      values: [tenantId, only.type, only.version, only.subject, JSON.stringify(only.payload)],
    };
  return {
    name: "append_outbox",
    text: `insert into platform.outbox (tenant_id, type, version, subject, payload)
           select $1, type, version, subject, payload
           from jsonb_to_recordset($2) as event (type text, version int, subject uuid, payload jsonb)`,
    values: [tenantId, JSON.stringify(rows)],
  };
}
