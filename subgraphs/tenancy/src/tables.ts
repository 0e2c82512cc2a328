import { TENANT_STATUSES } from "@bulkhead/kernel/tenant-status.ts";
import { pgSchema, text, timestamp, uuid } from "drizzle-orm/pg-core";
import { JOIN_REQUEST_STATUSES } from "./join-request-row.ts";

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

export const joinRequestTable = tenancy.table("join_request", {
  tenantId: uuid("tenant_id").notNull(),
  id: uuid("id").notNull(),
  userId: uuid("user_id").notNull(),
  domain: text("domain").notNull(),
  role: text("role").notNull(),
  status: text("status", { enum: JOIN_REQUEST_STATUSES }).notNull(),
  createdAt: timestamp("created_at", { withTimezone: true, mode: "string" }).notNull(),
  decidedAt: timestamp("decided_at", { withTimezone: true, mode: "string" }),
});

export const joinRequestColumns = {
  id: joinRequestTable.id,
  user_id: joinRequestTable.userId,
  domain: joinRequestTable.domain,
  role: joinRequestTable.role,
  status: joinRequestTable.status,
  created_at: joinRequestTable.createdAt,
  decided_at: joinRequestTable.decidedAt,
};
