import { type Database, readAsTenant } from "@bulkhead/kernel/database.ts";
import type { BulkFilter } from "../bulk/matching.ts";
import type { Compression, FileFormat, Formulas } from "../imports/formats/file-options.ts";
import type { SchemaObject } from "../json-schema/keywords.ts";

/** Of the row; EXPIRED is what a finished one becomes by time alone. */
export type ExportStatus = "QUEUED" | "RUNNING" | "PAUSED" | "SUCCEEDED" | "FAILED" | "CANCELLED";

/** Name of the kind of job that writes an export. */
export const EXPORT_JOB = "data.export";

/** What such a job is told. */
export interface ExportPayload {
  /** uuid */
  exportId: string;
  /** Which run of it the job is for; the first, 0, when not said. */
  run?: number;
}

/** How far an export is. */
export interface ExportCheckpoint {
  /** Committed steps: parts, and each time it was paused or resumed; the next one is refused unless it starts from here. */
  step: number;
  /** The last record that was written; null before the first. */
  afterId: string | null;
  total: number | null;
  written: number;
  bytes: number;
  /** How far the digest of the file is, sealed; null before the first part. */
  digestState: Buffer | null;
}

/** What the runner needs to work on an export. */
export interface ExportJob {
  tenantId: string;
  exportId: string;
  collectionId: string;
  collection: string;
  schema: SchemaObject;
  /** Of the schema that the file is written by. */
  schemaVersion: number;
  /** Whether the schema is still the one that the file was begun by. */
  isSameSchema: boolean;
  format: FileFormat;
  compression: Compression;
  formulas: Formulas;
  fields: string[] | null;
  filter: BulkFilter;
  createdBy: string;
  requestId: string;
  createdAt: string;
  /** When an event told last how far it is, in ms since 1970; 0: never. */
  toldAt: number;
  isFinished: boolean;
  isPaused: boolean;
  /** How often it was made to go on; a job of an earlier run has nothing to do. */
  run: number;
  checkpoint: ExportCheckpoint;
}

interface Row {
  collection_id: string;
  collection: string;
  schema: SchemaObject;
  schema_version: number;
  is_same_schema: boolean;
  status: ExportStatus;
  format: FileFormat;
  compression: Compression;
  formulas: Formulas;
  fields: string[] | null;
  filter: BulkFilter;
  step: number;
  after_id: string | null;
  records_total: number | null;
  records_written: number;
  bytes: string;
  digest_state: Buffer | null;
  created_by: string;
  request_id: string;
  created_at: string;
  told_at: string | null;
  run: number;
}

/** Reads an export as its last committed part left it. */
export async function loadExport(db: Database, tenantId: string, exportId: string): Promise<ExportJob | undefined> {
  const [row] = await readAsTenant<Row>(db, tenantId, {
    name: "export_state",
    text: `select e.collection_id, c.name as collection, c.schema, e.schema_version,
             c.version = e.schema_version as is_same_schema, e.status, e.format,
             e.compression, e.formulas, e.fields, e.filter, e.step, e.after_id, e.records_total, e.records_written, e.bytes,
             e.digest_state, e.created_by, e.request_id, e.created_at, e.told_at, e.run
           from data.export e join data.collection c on c.tenant_id = e.tenant_id and c.id = e.collection_id
           where e.tenant_id = $1 and e.id = $2`,
    values: [tenantId, exportId],
  });
  if (!row) return undefined;
  return {
    tenantId,
    exportId,
    collectionId: row.collection_id,
    collection: row.collection,
    schema: row.schema,
    schemaVersion: row.schema_version,
    isSameSchema: row.is_same_schema,
    format: row.format,
    compression: row.compression,
    formulas: row.formulas,
    fields: row.fields,
    filter: row.filter,
    createdBy: row.created_by,
    requestId: row.request_id,
    createdAt: row.created_at,
    toldAt: row.told_at === null ? 0 : Date.parse(row.told_at),
    isFinished: row.status === "SUCCEEDED" || row.status === "FAILED" || row.status === "CANCELLED",
    isPaused: row.status === "PAUSED",
    run: row.run,
    checkpoint: {
      step: row.step,
      afterId: row.after_id,
      total: row.records_total,
      written: row.records_written,
      bytes: Number(row.bytes),
      digestState: row.digest_state,
    },
  };
}
