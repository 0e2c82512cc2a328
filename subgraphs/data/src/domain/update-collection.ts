import { createHash } from "node:crypto";
import { appendAudit } from "@bulkhead/kernel/audit.ts";
import { type Statement, type Transaction, violatedConstraint, withTenant } from "@bulkhead/kernel/database.ts";
import { AppError, notFound } from "@bulkhead/kernel/error.ts";
import { decodeId, encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { enqueueJob } from "@bulkhead/kernel/job-enqueue.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import { authorizeIn } from "@bulkhead/kernel/principal.ts";
import { type CollectionNode, type CollectionRow, toCollection } from "../collections/collection-node.ts";
import { DIRECTORY_COLUMNS } from "../collections/directory.ts";
import { changeSchema, insertMigration, insertVersion, setPending } from "../collections/write-collection.ts";
import type { DataContext } from "../context.ts";
import { type MigrationNode, toMigration } from "../evolution/migration-node.ts";
import { type ChangePlan, planChange } from "../evolution/plan-change.ts";
import { type MappingInput, readMapping } from "../evolution/read-mapping.ts";
import { MIGRATION_JOB } from "../jobs/migration-job.ts";
import { checkSchema } from "../json-schema/check-schema.ts";
import type { SchemaChange } from "../json-schema/comparison.ts";
import type { SchemaObject } from "../json-schema/keywords.ts";
import type { Layout } from "../records/layout.ts";
import { timestampNow } from "../records/write-record.ts";

export interface UpdateCollectionInput {
  name: string;
  version: number;
  schema: unknown;
  mapping?: readonly MappingInput[] | null;
  dryRun?: boolean | null;
}

export interface UpdatedCollection {
  collection: CollectionNode;
  migration: MigrationNode | null;
  changes: SchemaChange[];
}

interface Current extends CollectionRow, Layout {
  schema: SchemaObject;
  revision: number;
}

/** Gives a collection another schema: at once where no record can contradict it, else by a migration. */
export async function updateCollection(ctx: DataContext, input: UpdateCollectionInput): Promise<UpdatedCollection> {
  const tenantId = authorizeIn(ctx, "collection:update", input.name);
  const schema = checkSchema(input.schema);
  const mapping = input.mapping ? readMapping(input.mapping) : undefined;
  const dryRun = input.dryRun === true;
  try {
    const updated = await withTenant(ctx.db, tenantId, async (tx) => {
      const current = await readCurrent(tx, input.name);
      if (current.version !== input.version) throw versionMismatch();
      const plan = planChange(current, schema, mapping);
      if (plan.changes.length === 0) return { collection: toCollection(current), migration: null, changes: [] };
      const isEmpty = await hasNoRecords(tx, current);
      const atOnce = isEmpty || plan.isImmediate;
      if (dryRun && atOnce) return { collection: toCollection(current), migration: null, changes: plan.changes };
      if (!atOnce && !dryRun && plan.needsMapping) throw incompatible(plan.changes);
      if (!dryRun) lockAtEnd(tx, current, isEmpty);
      if (atOnce) return applyAtOnce(ctx, tx, current, schema, plan, isEmpty);
      return startMigration(ctx, tx, current, schema, plan, dryRun);
    });
    // Others are told; whoever asks this process next need not wait for it.
    ctx.collections.forget(tenantId, input.name, decodeId("collection", updated.collection.id, "id"));
    return updated;
  } catch (error) {
    if (violatedConstraint(error) === "collection_migration_running") throw migrationRunning();
    throw error;
  }
}

async function readCurrent(tx: Transaction, name: string): Promise<Current> {
  const [[current], [running]] = await Promise.all([
    tx.query<Current>({
      name: "collection_to_change",
      text: `select ${DIRECTORY_COLUMNS}, schema, created_at from data.collection where tenant_id = $1 and name = $2`,
      values: [tx.tenantId, name],
    }),
    tx.query({
      name: "collection_migration_running",
      text: `select from data.collection_migration m join data.collection c on c.tenant_id = m.tenant_id and c.id = m.collection_id
             where m.tenant_id = $1 and c.name = $2 and m.finished_at is null`,
      values: [tx.tenantId, name],
    }),
  ]);
  if (!current) throw notFound();
  if (running) throw migrationRunning();
  return current;
}

const anyRecord = ({ id }: Current, tenantId: string): Statement => ({
  name: "collection_any_record",
  text: "select from data.record where tenant_id = $1 and collection_id = $2 limit 1",
  values: [tenantId, id],
});

async function hasNoRecords(tx: Transaction, current: Current): Promise<boolean> {
  return (await tx.query(anyRecord(current, tx.tenantId))).length === 0;
}

/**
 * Comes before all that is written: waits for writers of records that are under way, and keeps out others. Where there was
 * no record, there still must be none behind it; otherwise all is read again.
 */
function lockAtEnd(tx: Transaction, current: Current, isEmpty: boolean): void {
  const { tenantId } = tx;
  tx.surelyAtEnd({
    name: "collection_lock_at",
    text: "select from data.collection where tenant_id = $1 and id = $2 and revision = $3 for update",
    values: [tenantId, current.id, current.revision],
  });
  if (isEmpty) tx.surelyAtEnd(anyRecord(current, tenantId), 0);
}

async function applyAtOnce(
  ctx: DataContext,
  tx: Transaction,
  current: Current,
  schema: SchemaObject,
  { mapping, layout, freshLayout, changes }: ChangePlan,
  isEmpty: boolean,
): Promise<UpdatedCollection> {
  const { tenantId } = tx;
  const { id, name } = current;
  const version = current.version + 1;
  const text = JSON.stringify(schema);
  const slots = isEmpty ? freshLayout() : layout;
  tx.atEnd(changeSchema(tenantId, id, version, text, slots));
  const createdBy = ctx.principal.id;
  tx.atEnd(insertVersion(tenantId, { id, version, text, mapping, createdAt: timestampNow(), createdBy }));
  tx.atEnd(appendOutbox(tenantId, [{ type: "collection.changed", subject: id, payload: { name, version } }]));
  tx.atEnd(audited(ctx, tenantId, current, text, { version }));
  return { collection: toCollection({ ...current, schema, version, fields: slots.fields }), migration: null, changes };
}

async function startMigration(
  ctx: DataContext,
  tx: Transaction,
  current: Current,
  schema: SchemaObject,
  { mapping, layout, changes }: ChangePlan,
  dryRun: boolean,
): Promise<UpdatedCollection> {
  const { tenantId } = tx;
  const migrationId = newUuid();
  const { version, fields, indexes, texts, name } = current;
  const text = JSON.stringify(schema);
  const createdAt = timestampNow();
  tx.atEnd(
    insertMigration(tenantId, {
      id: migrationId,
      collectionId: current.id,
      fromVersion: version,
      text,
      mapping,
      layout,
      previous: { fields, indexes, texts },
      dryRun,
      requestId: ctx.requestId,
      createdBy: ctx.principal.id,
      createdAt,
    }),
  );
  if (!dryRun) tx.atEnd(setPending(tenantId, current.id, { migrationId, mapping, layout }));
  tx.atEnd(enqueueJob(ctx, tenantId, { kind: MIGRATION_JOB, key: migrationId, payload: { migrationId } }));
  tx.atEnd(appendOutbox(tenantId, [{ type: "collection.changed", subject: current.id, payload: { name, version } }]));
  const publicId = encodeId("collectionMigration", migrationId);
  tx.atEnd(audited(ctx, tenantId, current, text, { version, migrationId: publicId, dryRun }));
  const migration = toMigration({
    id: migrationId,
    collection: name,
    from_version: version,
    dry_run: dryRun,
    state: "CHECKING",
    records_total: null,
    records_checked: 0,
    records_failed: 0,
    records_moved: 0,
    created_by: ctx.principal.id,
    created_at: createdAt,
    finished_at: null,
  });
  return { collection: toCollection(current), migration, changes };
}

function audited(ctx: DataContext, tenantId: string, { id, name }: Current, text: string, detail: object): Statement {
  const schemaSha256 = createHash("sha256").update(text).digest("hex");
  const target = encodeId("collection", id);
  return appendAudit(ctx, tenantId, { action: "collection.update", target, detail: { name, schemaSha256, ...detail } });
}

function versionMismatch(): AppError {
  const message = "The collection has changed since you read that version. Read it again and repeat your change.";
  return new AppError("VERSION_MISMATCH", message, { fields: [{ path: "input.version", code: "OUTDATED", message }] });
}

function migrationRunning(): AppError {
  const message = "The collection is being migrated. Wait until that has ended, or cancel it.";
  return new AppError("CONFLICT", message, { fields: [{ path: "input.name", code: "MIGRATION_RUNNING", message }] });
}

function incompatible(changes: readonly SchemaChange[]): AppError {
  const message =
    "Records may contradict this schema. Give a `mapping` (it may be empty) to migrate them, as a dry run first to learn which would fail.";
  const fields = changes
    .filter(({ kind }) => kind === "INCOMPATIBLE")
    .map((change) => ({ path: `input.schema${change.path}`, code: change.kind, message: change.message }));
  return new AppError("INCOMPATIBLE_SCHEMA", message, { fields });
}
