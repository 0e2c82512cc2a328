import { pgSchema, text, timestamp, uuid } from "drizzle-orm/pg-core";

/** The tables as queries name them; keys, checks and policies stand in migrations/. A key's digest is not among them. */
const identity = pgSchema("identity");

export const userTable = identity.table("user", {
  tenantId: uuid("tenant_id").notNull(),
  id: uuid("id").notNull(),
  email: text("email").notNull(),
  emailKey: text("email_key").notNull(),
  name: text("name").notNull(),
  createdAt: timestamp("created_at", { withTimezone: true, mode: "string" }).notNull(),
});

export const apiKeyTable = identity.table("api_key", {
  tenantId: uuid("tenant_id").notNull(),
  id: uuid("id").notNull(),
  name: text("name").notNull(),
  role: text("role").notNull(),
  createdBy: text("created_by").notNull(),
  createdAt: timestamp("created_at", { withTimezone: true, mode: "string" }).notNull(),
  revokedAt: timestamp("revoked_at", { withTimezone: true, mode: "string" }),
});
