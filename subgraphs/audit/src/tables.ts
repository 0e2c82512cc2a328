import { customType, jsonb, pgSchema, text, timestamp, uuid } from "drizzle-orm/pg-core";

const bytea = customType<{ data: Buffer }>({ dataType: () => "bytea" });

/** The log as this room reads it; kernel/migrations creates it, kernel/audit.ts alone writes it. */
export const auditEventTable = pgSchema("platform").table("audit_event", {
  tenantId: uuid("tenant_id").notNull(),
  id: uuid("id").notNull(),
  action: text("action").notNull(),
  actorId: text("actor_id").notNull(),
  targetId: text("target_id").notNull(),
  outcome: text("outcome", { enum: ["SUCCEEDED", "DENIED"] }).notNull(),
  occurredAt: timestamp("occurred_at", { withTimezone: true, mode: "string" }).notNull(),
  body: jsonb("body").notNull(),
  personal: jsonb("personal").notNull(),
  leaf: bytea("leaf").notNull(),
});
