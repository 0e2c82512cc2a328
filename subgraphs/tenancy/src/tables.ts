import { TENANT_STATUSES } from "@bulkhead/kernel/tenant-status.ts";
import { pgSchema, text, timestamp, uuid } from "drizzle-orm/pg-core";

/** The tables as queries name them; keys, checks and policies stand in migrations/. */
const tenancy = pgSchema("tenancy");

export const tenantTable = tenancy.table("tenant", {
  tenantId: uuid("tenant_id").notNull(),
  slug: text("slug").notNull(),
  name: text("name").notNull(),
  status: text("status", { enum: TENANT_STATUSES }).notNull(),
  suspendedReason: text("suspended_reason"),
  createdAt: timestamp("created_at", { withTimezone: true, mode: "string" }).notNull(),
});

export const memberTable = tenancy.table("member", {
  tenantId: uuid("tenant_id").notNull(),
  id: uuid("id").notNull(),
  userId: uuid("user_id").notNull(),
  role: text("role").notNull(),
  createdAt: timestamp("created_at", { withTimezone: true, mode: "string" }).notNull(),
});
