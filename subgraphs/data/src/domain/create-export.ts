import { hash } from "node:crypto";
import { appendAudit } from "@bulkhead/kernel/audit.ts";
import { flushAsTenant } from "@bulkhead/kernel/database.ts";
import { encodeId } from "@bulkhead/kernel/id.ts";
import { refuseFaults } from "@bulkhead/kernel/input.ts";
import { enqueueJob } from "@bulkhead/kernel/job-enqueue.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import { authorizeIn } from "@bulkhead/kernel/principal.ts";
import { checkMatching } from "../bulk/matching.ts";
import type { Collection } from "../collections/directory.ts";
import { readSchema } from "../collections/validators.ts";
import type { DataContext } from "../context.ts";
import { type ExportNode, toExport } from "../exports/export-node.ts";
import { EXPORT_JOB, type ExportPayload } from "../exports/export-state.ts";
import { newIdBehind } from "../exports/id-behind.ts";
import type { Compression, FileFormat, Formulas } from "../imports/formats/file-options.ts";
import type { RecordFilter } from "../records/filter.ts";

export interface CreateExportInput {
  collection: string;
  filter?: readonly RecordFilter[] | null;
  fields?: readonly string[] | null;
  format: FileFormat;
  compression: Compression;
  formulas: Formulas;
}

const MAX_FIELDS = 1_000;

/** Takes an export in: once it is written, its file will be made, or it ends with a reason. */
export async function createExport(ctx: DataContext, input: CreateExportInput): Promise<ExportNode> {
  const tenantId = authorizeIn(ctx, "export:create", input.collection);
  authorizeIn(ctx, "record:read", input.collection);
  const { format, compression, formulas } = input;
  const fields = input.fields ? [...input.fields] : null;
  if (fields && (fields.length === 0 || fields.length > MAX_FIELDS || new Set(fields).size < fields.length))
    refuseFaults([{ path: "input.fields", code: "FIELDS", message: "Name 1 to 1,000 properties, each once." }]);
  const filter = input.filter && input.filter.length > 0 ? input.filter : null;
  const collection = await ctx.collections.byName(tenantId, input.collection);
  await checkMatching(ctx, tenantId, collection, filter);
  if (fields) await requireDeclared(ctx, tenantId, collection, fields);
  // What is in its file has smaller ids.
  const id = await newIdBehind(ctx.db, tenantId, collection.id);
  const filterText = filter && JSON.stringify(filter);
  const filterDigest = hash("sha256", JSON.stringify(filter), "base64url");
  const payload: ExportPayload = { exportId: id };
  const [[created]] = (await flushAsTenant(ctx.db, tenantId, [
    {
      name: "export_insert",
      text: `insert into data.export (tenant_id, id, collection_id, schema_version, status, format, compression, formulas, fields,
               filter, filter_digest, request_id, created_by)
             values ($1, $2, $3, $4, 'QUEUED', $5, $6, $7, $8, $9, $10, $11, $12) returning created_at`,
      values: [
        ...[tenantId, id, collection.id, collection.version, format, compression, formulas],
        ...[fields && JSON.stringify(fields), filterText, filterDigest, ctx.requestId, ctx.principal.id],
      ],
    },
    enqueueJob(ctx, tenantId, { kind: EXPORT_JOB, key: id, payload }),
    appendOutbox(tenantId, [{ type: "export.created", subject: id, payload: { collectionId: collection.id, format } }]),
    appendAudit(ctx, tenantId, {
      action: "export.create",
      target: encodeId("export", id),
      detail: { collection: collection.name, format, compression },
      personal: { filterDigest },
    }),
  ])) as [[{ created_at: string }]];
  return toExport({
    ...{ id, collection: collection.name, status: "QUEUED", is_expired: false, format, compression, formulas, fields },
    ...{ records_total: null, records_written: 0, bytes: "0", sha256: null, failure_code: null, failure_message: null },
    ...{ created_by: ctx.principal.id, finished_at: null, expires_at: null, ...created },
    ...{ run: 0, progress: 0, records_reached: 0, moved_at: null, pace_from: null, pace_records: 0, pace_progress: 0 },
  });
}

/** Any property of the schema, also what no filter compares. Errors: FIELD_UNKNOWN. */
async function requireDeclared(
  { db }: DataContext,
  tenantId: string,
  { id, version }: Collection,
  fields: readonly string[],
): Promise<void> {
  const properties = (await readSchema(db, { tenantId, schema: { id, version } })).properties ?? {};
  const message = "Name a property of the collection's schema.";
  refuseFaults(
    fields.flatMap((name, at) =>
      Object.hasOwn(properties, name) ? [] : [{ path: `input.fields.${at}`, code: "FIELD_UNKNOWN", message }],
    ),
  );
}
