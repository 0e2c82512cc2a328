import {
  customType,
  doublePrecision,
  integer,
  json,
  jsonb,
  pgSchema,
  text,
  timestamp,
  uuid,
} from "drizzle-orm/pg-core";
import type { IndexedField } from "./records/layout.ts";

/** The tables as queries name them; keys, checks, indexes and policies stand in migrations/. */
const data = pgSchema("data");

const bytea = customType<{ data: Buffer }>({ dataType: () => "bytea" });

export const collectionTable = data.table("collection", {
  tenantId: uuid("tenant_id").notNull(),
  id: uuid("id").notNull(),
  name: text("name").notNull(),
  version: integer("version").notNull(),
  schema: json("schema").notNull(),
  fields: jsonb("fields").$type<IndexedField[]>().notNull(),
  createdAt: timestamp("created_at", { withTimezone: true, mode: "string" }).notNull(),
  createdBy: text("created_by").notNull(),
});

export const recordTable = data.table("record", {
  tenantId: uuid("tenant_id").notNull(),
  id: uuid("id").notNull(),
  collectionId: uuid("collection_id").notNull(),
  data: jsonb("data").notNull(),
  version: integer("version").notNull(),
  createdAt: timestamp("created_at", { withTimezone: true, mode: "string" }).notNull(),
  updatedAt: timestamp("updated_at", { withTimezone: true, mode: "string" }).notNull(),
  createdBy: text("created_by").notNull(),
  updatedBy: text("updated_by").notNull(),
  importId: uuid("import_id"),
  importRow: integer("import_row"),
  t1: text("t1"),
  t2: text("t2"),
  t3: text("t3"),
  t4: text("t4"),
  t5: text("t5"),
  t6: text("t6"),
  t7: text("t7"),
  t8: text("t8"),
  n1: doublePrecision("n1"),
  n2: doublePrecision("n2"),
  n3: doublePrecision("n3"),
  n4: doublePrecision("n4"),
  n5: doublePrecision("n5"),
  n6: doublePrecision("n6"),
  n7: doublePrecision("n7"),
  n8: doublePrecision("n8"),
  schemaVersion: integer("schema_version").notNull(),
  u1: text("u1"),
  u2: text("u2"),
  u3: text("u3"),
  u4: text("u4"),
  k1: bytea("k1"),
  k2: bytea("k2"),
  k3: bytea("k3"),
  k4: bytea("k4"),
});
