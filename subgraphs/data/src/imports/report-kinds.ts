import { appendAudit } from "@bulkhead/kernel/audit.ts";
import type { Statement } from "@bulkhead/kernel/database.ts";
import { encodeId } from "@bulkhead/kernel/id.ts";
import type { JobContext } from "@bulkhead/kernel/job-kind.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";

/** What is known of the oldest report of a kind that is still there. */
export interface Report {
  /** Of what it is about. */
  id: string;
  finished_at: string;
  /** Of a migration. */
  collection_id: string;
  collection: string;
}

/** Rows that say which records of an import or a migration were wrong. */
export interface ReportKind {
  oldest(tenantId: string): Statement;
  some(tenantId: string, id: string, rows: number): Statement;
  remove(tenantId: string, id: string, rows: number): Statement;
  told(ctx: JobContext, report: Report, days: number): Statement[];
}

const OF_IMPORTS: ReportKind = {
  oldest: (tenantId) => ({
    name: "oldest_import_report",
    text: `select id, finished_at from data.import
           where tenant_id = $1 and finished_at is not null and rows_rejected > 0
             and exists (select from data.import_rejection where tenant_id = $1 and import_id = import.id)
           order by finished_at limit 1`,
    values: [tenantId],
  }),
  some: (tenantId, id, rows) => ({
    name: "import_report_to_remove",
    text: "select from data.import_rejection where tenant_id = $1 and import_id = $2 limit $3",
    values: [tenantId, id, rows],
  }),
  remove: (tenantId, id, rows) => ({
    name: "remove_import_report",
    text: `delete from data.import_rejection where tenant_id = $1 and import_id = $2 and row = any(array(
             select row from data.import_rejection where tenant_id = $1 and import_id = $2 order by row limit $3))`,
    values: [tenantId, id, rows],
  }),
  told: (ctx, { id }, days) => [
    appendOutbox(ctx.tenantId, [{ type: "import.report-removed", subject: id, payload: { days } }]),
    appendAudit(ctx, ctx.tenantId, {
      action: "import.remove-report",
      target: encodeId("import", id),
      detail: { days },
    }),
  ],
};

const OF_MIGRATIONS: ReportKind = {
  oldest: (tenantId) => ({
    name: "oldest_migration_report",
    text: `select m.id, m.finished_at, m.collection_id, c.name as collection from data.collection_migration m
           join data.collection c on c.tenant_id = m.tenant_id and c.id = m.collection_id
           where m.tenant_id = $1 and m.finished_at is not null and m.records_failed > 0
             and exists (select from data.migration_failure where tenant_id = $1 and migration_id = m.id)
           order by m.finished_at limit 1`,
    values: [tenantId],
  }),
  some: (tenantId, id, rows) => ({
    name: "migration_report_to_remove",
    text: "select from data.migration_failure where tenant_id = $1 and migration_id = $2 limit $3",
    values: [tenantId, id, rows],
  }),
  remove: (tenantId, id, rows) => ({
    name: "remove_migration_report",
    text: `delete from data.migration_failure where tenant_id = $1 and migration_id = $2 and record_id = any(array(
             select record_id from data.migration_failure where tenant_id = $1 and migration_id = $2
             order by record_id limit $3))`,
    values: [tenantId, id, rows],
  }),
  told: (ctx, { id, collection_id, collection }, days) => {
    const migrationId = encodeId("collectionMigration", id);
    const payload = { name: collection, migrationId, days };
    return [
      appendOutbox(ctx.tenantId, [{ type: "collection.migration-report-removed", subject: collection_id, payload }]),
      appendAudit(ctx, ctx.tenantId, {
        action: "collection-migration.remove-report",
        target: migrationId,
        detail: { collection, days },
      }),
    ];
  },
};

export const REPORT_KINDS: readonly ReportKind[] = [OF_IMPORTS, OF_MIGRATIONS];
