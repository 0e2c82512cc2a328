import { encodeId } from "@bulkhead/kernel/id.ts";
import type { ActorReference } from "../records/record-node.ts";
import { type FileOptions, optionsOf } from "./formats/file-options.ts";
import type { EndStatus, Failure, ImportAction, ImportMode, ImportStatus } from "./import-state.ts";
import { type ImportPace, type PaceRow, paceOfImport } from "./progress.ts";

/** A row of data.import with the name of its collection, as every query of it selects it. */
export interface ImportRow extends FileOptions, PaceRow {
  id: string;
  collection: string;
  status: ImportStatus;
  mode: ImportMode;
  action: ImportAction;
  key_field: string | null;
  profile: string | null;
  dry_run: boolean;
  /** PostgreSQL sends numbers of 64 bits as text. */
  bytes: string | number;
  rows_read: number;
  rows_stored: number;
  rows_rejected: number;
  records_created: number;
  records_updated: number;
  records_unchanged: number;
  records_deleted: number;
  failure_code: string | null;
  failure_line: number | null;
  failure_message: string | null;
  created_by: string;
  created_at: string;
  finished_at: string | null;
  run: number;
  undo_status: EndStatus | null;
}

export const SELECT_IMPORT = `select i.id, c.name as collection, i.status, i.mode, i.format, i.encoding, i.compression, i.delimiter,
  i.items, i.formulas, i.bytes, i.rows_read, i.rows_stored,
  i.rows_rejected, i.action, i.key_field, i.profile, i.dry_run, i.records_created, i.records_updated, i.records_unchanged,
  i.records_deleted, i.failure_code, i.failure_line, i.failure_message, i.created_by, i.created_at, i.finished_at,
  i.phase, i.at_row, i.progress, i.moved_at, i.pace_from, i.pace_row, i.pace_progress, i.run, i.undo_status
  from data.import i join data.collection c on c.tenant_id = i.tenant_id and c.id = i.collection_id`;

/** An import as the API answers it; its rejections are read when they are asked for. */
export interface ImportNode extends FileOptions, ImportPace {
  id: string;
  collection: string;
  status: ImportStatus;
  mode: ImportMode;
  action: ImportAction;
  key: string | null;
  profile: string | null;
  dryRun: boolean;
  bytes: number;
  progress: number;
  rowsRead: number;
  rowsStored: number;
  rowsRejected: number;
  recordsCreated: number;
  recordsUpdated: number;
  recordsUnchanged: number;
  recordsDeleted: number;
  failure: Failure | null;
  createdBy: ActorReference;
  createdAt: string;
  finishedAt: string | null;
}

export function toImport(row: ImportRow): ImportNode {
  const { failure_code: code, failure_line: line, failure_message: message } = row;
  return {
    id: encodeId("import", row.id),
    collection: row.collection,
    status: row.status,
    mode: row.mode,
    ...optionsOf(row),
    action: row.action,
    key: row.key_field,
    profile: row.profile,
    dryRun: row.dry_run,
    bytes: Number(row.bytes),
    progress: row.progress,
    ...paceOfImport(row),
    rowsRead: row.rows_read,
    rowsStored: row.rows_stored,
    rowsRejected: row.rows_rejected,
    recordsCreated: row.records_created,
    recordsUpdated: row.records_updated,
    recordsUnchanged: row.records_unchanged,
    recordsDeleted: row.records_deleted,
    failure: code === null || message === null ? null : { code, line, message },
    createdBy: { __typename: "Actor", id: row.created_by },
    createdAt: row.created_at,
    finishedAt: row.finished_at,
  };
}
