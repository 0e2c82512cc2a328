import { boolean, jsonb, pgSchema, text, timestamp, uuid } from "drizzle-orm/pg-core";

/** The tables as queries name them; keys, checks and policies stand in migrations/. Digests are not among them. */
const identity = pgSchema("identity");

export const userTable = identity.table("user", {
  tenantId: uuid("tenant_id").notNull(),
  id: uuid("id").notNull(),
  email: text("email").notNull(),
  emailKey: text("email_key").notNull(),
  name: text("name").notNull(),
  createdAt: timestamp("created_at", { withTimezone: true, mode: "string" }).notNull(),
  activatedAt: timestamp("activated_at", { withTimezone: true, mode: "string" }),
  lockedAt: timestamp("locked_at", { withTimezone: true, mode: "string" }),
});

export const apiKeyTable = identity.table("api_key", {
  tenantId: uuid("tenant_id").notNull(),
  id: uuid("id").notNull(),
  name: text("name").notNull(),
  role: text("role"),
  serviceAccountId: uuid("service_account_id"),
  createdBy: text("created_by").notNull(),
  createdAt: timestamp("created_at", { withTimezone: true, mode: "string" }).notNull(),
  revokedAt: timestamp("revoked_at", { withTimezone: true, mode: "string" }),
});

export const oauthClientTable = identity.table("oauth_client", {
  tenantId: uuid("tenant_id").notNull(),
  id: uuid("id").notNull(),
  kind: text("kind", { enum: ["PUBLIC", "CONFIDENTIAL", "MACHINE"] }).notNull(),
  name: text("name").notNull(),
  redirectUris: text("redirect_uris").array().notNull(),
  postLogoutRedirectUris: text("post_logout_redirect_uris").array().notNull(),
  role: text("role"),
  jwks: jsonb("jwks"),
  dpopBound: boolean("dpop_bound").notNull(),
  createdBy: text("created_by").notNull(),
  createdAt: timestamp("created_at", { withTimezone: true, mode: "string" }).notNull(),
  revokedAt: timestamp("revoked_at", { withTimezone: true, mode: "string" }),
  lastUsedAt: timestamp("last_used_at", { withTimezone: true, mode: "string" }),
});

export const grantTable = identity.table("oauth_grant", {
  tenantId: uuid("tenant_id").notNull(),
  id: uuid("id").notNull(),
  userId: uuid("user_id").notNull(),
  clientId: uuid("client_id").notNull(),
  userAgent: text("user_agent").notNull(),
  createdAt: timestamp("created_at", { withTimezone: true, mode: "string" }).notNull(),
  lastUsedAt: timestamp("last_used_at", { withTimezone: true, mode: "string" }),
  expiresAt: timestamp("expires_at", { withTimezone: true, mode: "string" }).notNull(),
  endedAt: timestamp("ended_at", { withTimezone: true, mode: "string" }),
});
