import { encodeId } from "@bulkhead/kernel/id.ts";
import type { Compression, FileFormat, Formulas } from "../imports/formats/file-options.ts";
import type { ActorReference } from "../records/record-node.ts";
import type { ExportStatus } from "./export-state.ts";
import { type ExportPace, type PaceRow, paceOfExport } from "./progress.ts";

/** A row of data.export with the name of its collection. */
export interface ExportRow extends PaceRow {
  id: string;
  collection: string;
  is_expired: boolean;
  format: FileFormat;
  compression: Compression;
  formulas: Formulas;
  fields: string[] | null;
  records_written: number;
  bytes: string;
  sha256: string | null;
  failure_code: string | null;
  failure_message: string | null;
  created_by: string;
  created_at: string;
  finished_at: string | null;
  expires_at: string | null;
  run: number;
}

export const SELECT_EXPORT = `select e.id, c.name as collection, e.status, coalesce(e.expires_at <= now(), false) as is_expired, e.format,
  e.compression, e.formulas, e.fields, e.records_total, e.records_written, e.bytes, e.sha256, e.failure_code, e.failure_message, e.created_by,
  e.created_at, e.finished_at, e.expires_at, e.run, e.progress, e.records_reached, e.moved_at, e.pace_from, e.pace_records,
  e.pace_progress
  from data.export e join data.collection c on c.tenant_id = e.tenant_id and c.id = e.collection_id`;

/** An export as the API answers it; its parts are read when they are asked for. */
export interface ExportNode extends ExportPace {
  id: string;
  collection: string;
  status: ExportStatus | "EXPIRED";
  format: FileFormat;
  compression: Compression;
  formulas: Formulas;
  fields: string[] | null;
  progress: number;
  recordsWritten: number;
  bytes: number;
  sha256: string | null;
  failure: { code: string; message: string } | null;
  createdBy: ActorReference;
  createdAt: string;
  finishedAt: string | null;
  expiresAt: string | null;
}

export function toExport(row: ExportRow): ExportNode {
  const { failure_code: code, failure_message: message } = row;
  return {
    id: encodeId("export", row.id),
    collection: row.collection,
    status: row.is_expired ? "EXPIRED" : row.status,
    format: row.format,
    compression: row.compression,
    formulas: row.formulas,
    fields: row.fields,
    progress: row.progress,
    ...paceOfExport(row),
    recordsWritten: row.records_written,
    bytes: Number(row.bytes),
    sha256: row.sha256,
    failure: code === null || message === null ? null : { code, message },
    createdBy: { __typename: "Actor", id: row.created_by },
    createdAt: row.created_at,
    finishedAt: row.finished_at,
    expiresAt: row.expires_at,
  };
}
