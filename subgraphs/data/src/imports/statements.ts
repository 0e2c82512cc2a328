import type { Statement } from "@bulkhead/kernel/database.ts";
import { textRowsSql } from "../records/lot-texts.ts";
import { nameOf, searchedTexts, wordsRows } from "../records/record-texts.ts";
import { type Batch, type RejectedRow, slotColumns } from "./batch.ts";
import type { Checkpoint, Failure, ImportJob, ImportStatus } from "./import-state.ts";
import { shareOf } from "./progress.ts";

/**
 * Stores a batch. `unnest` in the select list walks the arrays in step, row by row, without a table in between; every
 * row passes the policy of data.record. COPY into a staging table and INSERT … SELECT from it was not faster, and needs
 * a connection of its own (docs/adr/0011).
 */
export function insertRecords(job: ImportJob, batch: Batch): Statement {
  const columns = slotColumns(job);
  const slots = columns.map(({ slot }) => slot);
  const arrays = columns.map(({ type }, at) => `unnest($${9 + at}::${type}[])`);
  return {
    name: ["import_records", ...slots].join("_"),
    text: `insert into data.record (tenant_id, collection_id, import_id, created_by, updated_by, version, schema_version, created_at,
             updated_at, ${["id", "data", "import_row", ...slots].join(", ")})
           select $1::uuid, $2::uuid, $3::uuid, $4::text, $4::text, 1, $5::int, now(), now(),
             ${["unnest($6::uuid[])", "unnest($7::jsonb[])", "unnest($8::int[])", ...arrays].join(", ")}`,
    values: [job.tenantId, job.collectionId, job.importId, job.createdBy, job.version, ...batch.columns()],
  };
}

/** What the batch's records are searched by: a row for each text, and one for the words of all; none without texts. */
export function insertRecordTexts(job: ImportJob, batch: Batch): Statement[] {
  const texts = searchedTexts(job).map(({ field }) => field);
  if (texts.length === 0) return [];
  const names = texts.map((_, at) => `b${at}, g${at}`).join(", ");
  const arrays = texts.map((_, at) => `$${6 + 2 * at}::text[], $${7 + 2 * at}::text[]`).join(", ");
  return [
    {
      ...nameOf(`import_record_texts_${wordsRows(job).map(({ slot }) => slot)}`, job),
      text: `insert into data.record_text (tenant_id, record_id, collection_id, slot, body, grams, words)
             select $1::uuid, id, $2::uuid, one.*
             from unnest($5::uuid[], ${arrays}) as of_record (id, ${names}), ${textRowsSql(job, "$2::uuid")}`,
      values: [
        job.tenantId,
        job.collectionId,
        texts.map(({ slot }) => slot),
        texts.map(({ language }) => language),
        ...batch.textColumns(),
      ],
    },
  ];
}

export function insertRejections(job: ImportJob, rejected: readonly RejectedRow[]): Statement {
  return {
    name: "import_rejections",
    text: `insert into data.import_rejection (tenant_id, import_id, row, line, column_name, path, field, code, message, value)
           select $1::uuid, $2::uuid, row, line, "column", path, field, code, message, value
           from jsonb_to_recordset($3::jsonb) as rejection
             (row int, line int, "column" text, path text, field text, code text, message text, value text)`,
    values: [job.tenantId, job.importId, JSON.stringify(rejected)],
  };
}

/**
 * Moves the checkpoint from the step before to this one. Whoever comes second from the same step waits for the first,
 * then fails on the constraint import_fence, and everything else in the transaction with it. The pace is that of the phase.
 */
export function moveCheckpoint(job: ImportJob, to: Checkpoint, isTold: boolean): Statement {
  return {
    name: "import_checkpoint",
    text: `update data.import set status = 'RUNNING', phase = $4, at_byte = $5, at_line = $6, at_row = $7, rows_read = $8,
             rows_stored = $9, rows_rejected = $10, at_state = $11, records_created = $12,
             records_updated = $13, records_unchanged = $14, records_deleted = $15, rows_keyless = $16, after_id = $17,
             progress = greatest(progress, $18::float8), moved_at = now(),
             told_at = case when $19::boolean then now() else told_at end,
             pace_from = case when phase = $4 and pace_from is not null then pace_from else now() end,
             pace_row = case when phase = $4 and pace_from is not null then pace_row else $7 end,
             pace_progress = case when phase = $4 and pace_from is not null then pace_progress
               else greatest(progress, $18::float8) end,
             step = case when step = $3 - 1 and status in ('QUEUED', 'RUNNING') then $3 else -1 end
           where tenant_id = $1 and id = $2`,
    values: [
      job.tenantId,
      job.importId,
      to.step,
      to.phase,
      to.at.byte,
      to.at.line,
      to.row,
      to.rowsRead,
      to.rowsStored,
      to.rowsRejected,
      to.at.state,
      to.recordsCreated,
      to.recordsUpdated,
      to.recordsUnchanged,
      to.recordsDeleted,
      to.rowsKeyless,
      to.afterId,
      shareOf(job, to) ?? null,
      isTold,
    ],
  };
}

/** What was found out about the file; the same whoever finds it. */
export function noteFound({ tenantId, importId, options }: ImportJob): Statement {
  return {
    name: "import_found",
    text: `update data.import set format = $3, encoding = $4, compression = $5, delimiter = $6
           where tenant_id = $1 and id = $2`,
    values: [tenantId, importId, options.format, options.encoding, options.compression, options.delimiter],
  };
}

/** Ends the import, fenced like a batch, so that it ends once. */
export function endImport(job: ImportJob, status: ImportStatus, failure: Failure | undefined): Statement {
  return {
    name: "import_end",
    text: `update data.import set status = $4, finished_at = now(), failure_code = $5, failure_line = $6, failure_message = $7,
             progress = case when $4 = 'SUCCEEDED' then 1 else progress end,
             step = case when step = $3 - 1 and status in ('QUEUED', 'RUNNING', 'PAUSED') then $3 else -1 end
           where tenant_id = $1 and id = $2`,
    values: [
      job.tenantId,
      job.importId,
      job.checkpoint.step + 1,
      status,
      failure?.code,
      failure?.line,
      failure?.message,
    ],
  };
}
