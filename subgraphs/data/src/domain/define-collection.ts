import { createHash } from "node:crypto";
import { appendAudit } from "@bulkhead/kernel/audit.ts";
import { COLLECTION_NAME } from "@bulkhead/kernel/collection-name.ts";
import { violatedConstraint, withTenant } from "@bulkhead/kernel/database.ts";
import { AppError } from "@bulkhead/kernel/error.ts";
import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { refuseFaults } from "@bulkhead/kernel/input.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import { authorizeIn } from "@bulkhead/kernel/principal.ts";
import { takeTurn } from "@bulkhead/kernel/turn.ts";
import { type CollectionNode, type CollectionRow, toCollection } from "../collections/collection-node.ts";
import { insertCollection, insertVersion } from "../collections/write-collection.ts";
import type { DataContext } from "../context.ts";
import { checkSchema } from "../json-schema/check-schema.ts";
import { layoutOf } from "../records/layout.ts";
import { timestampNow } from "../records/write-record.ts";

export interface DefineCollectionInput {
  name: string;
  schema: unknown;
}

/** They are counted before each definition: a step through one index, of two milliseconds at most. */
export const MAX_COLLECTIONS = 10_000;

/** Defines a collection by a JSON Schema of its records, the first version of it. */
export async function defineCollection(ctx: DataContext, input: DefineCollectionInput): Promise<CollectionNode> {
  const tenantId = authorizeIn(ctx, "collection:define", input.name);
  if (!COLLECTION_NAME.test(input.name)) refuseFaults([BAD_NAME]);
  const schema = checkSchema(input.schema);
  const text = JSON.stringify(schema);
  const layout = layoutOf(schema);
  const row: CollectionRow = {
    id: newUuid(),
    name: input.name,
    version: 1,
    schema,
    fields: layout.fields,
    created_at: timestampNow(),
  };
  const schemaSha256 = createHash("sha256").update(text).digest("hex");
  const target = encodeId("collection", row.id);
  try {
    await withTenant(ctx.db, tenantId, async (tx) => {
      const [, [counted]] = await Promise.all([
        tx.query(takeTurn(`collections ${tenantId}`)),
        tx.query<{ count: number }>({
          name: "count_collections",
          text: "select count(*)::int as count from data.collection where tenant_id = $1",
          values: [tenantId],
        }),
      ]);
      if ((counted?.count ?? 0) >= MAX_COLLECTIONS)
        throw new AppError(
          "CONFLICT",
          `This tenant has the ${MAX_COLLECTIONS} collections it may have; use one of them.`,
        );
      tx.atEnd(insertCollection(tenantId, row, text, layout, ctx.principal.id));
      tx.atEnd(insertVersion(tenantId, { ...row, text, createdAt: row.created_at, createdBy: ctx.principal.id }));
      tx.atEnd(appendOutbox(tenantId, [{ type: "collection.defined", subject: row.id, payload: { name: row.name } }]));
      const detail = { name: row.name, schemaSha256 };
      tx.atEnd(appendAudit(ctx, tenantId, { action: "collection.define", target, detail }));
    });
  } catch (error) {
    if (violatedConstraint(error) === "collection_tenant_id_name_key") throw nameTaken();
    throw error;
  }
  return toCollection(row);
}

const BAD_NAME = {
  path: "input.name",
  code: "INVALID_NAME",
  message: "Name it with 1 to 63 lower-case letters, digits and underscores, a letter first.",
};

function nameTaken(): AppError {
  const message = "A collection of this name exists. Choose another name.";
  return new AppError("CONFLICT", message, { fields: [{ path: "input.name", code: "NAME_TAKEN", message }] });
}
