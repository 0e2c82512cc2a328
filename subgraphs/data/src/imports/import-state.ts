import { type Database, readAsTenant } from "@bulkhead/kernel/database.ts";
import type { Collection, Pending, Rewriting } from "../collections/directory.ts";
import type { SchemaObject } from "../json-schema/keywords.ts";
import type { CompositeIndex, IndexedField, SearchableField } from "../records/layout.ts";
import { type FileOptions, optionsOf } from "./formats/file-options.ts";
import type { Position } from "./formats/source-format.ts";
import type { FieldMapping, FieldSource, Others } from "./profiles/field-source.ts";

export type ImportMode = "STRICT" | "PARTIAL";
export type ImportStatus = "QUEUED" | "RUNNING" | "PAUSED" | "SUCCEEDED" | "FAILED" | "CANCELLED";
export type ImportAction = "CREATE" | "UPSERT" | "REPLACE";
/** DELETE removes what a file that replaces all lacks; UNDO takes back what was stored of one that is not stored whole. */
export type Phase = "CHECK" | "STORE" | "DELETE" | "UNDO";

/** How far an import is: the next batch begins at `at`. */
export interface Checkpoint {
  phase: Phase;
  /** Committed steps; the next one is refused unless it starts from here. */
  step: number;
  /** Byte 0 until the header has been read. */
  at: Position;
  /** Number of the row before `at`. */
  row: number;
  rowsRead: number;
  rowsStored: number;
  rowsRejected: number;
  /** Rejected rows of which nobody can say which record they are about. */
  rowsKeyless: number;
  recordsCreated: number;
  recordsUpdated: number;
  recordsUnchanged: number;
  recordsDeleted: number;
  /** The last record that was looked at in the phase DELETE. */
  afterId: string | null;
}

/** The checkpoint one committed step further. */
export function nextCheckpoint(from: Checkpoint, change: Partial<Checkpoint>): Checkpoint {
  return { ...from, step: from.step + 1, ...change };
}

/** What the runner needs to work on an import. */
export interface ImportJob {
  tenantId: string;
  importId: string;
  collectionId: string;
  collection: string;
  schema: SchemaObject;
  /** Of its collection, as it was when this turn began. */
  version: number;
  revision: number;
  fields: readonly IndexedField[];
  indexes: readonly CompositeIndex[];
  texts: readonly SearchableField[];
  /** While the collection is migrated: what its records must fit as well. */
  pending: (Pending & { schema: SchemaObject }) | null;
  /** Records whose data is of an older version are mapped when they are read. */
  rewriting: Rewriting | null;
  blobId: string;
  /** Length of the file. */
  bytes: number;
  mode: ImportMode;
  action: ImportAction;
  /** Name of the unique property that says which record a row is about, and the slot it had at the start. */
  key: { name: string; slot: string } | null;
  dryRun: boolean;
  /** Where the file's own names are not the collection's, as the profile said when it was started. */
  mapping: FieldMapping | null;
  /** How the file is to be read, as it was said or found. */
  options: FileOptions;
  /** How much of the file was read, from 0 to 1, when the checkpoint is there; known once the file is open. */
  share(at: Position): number;
  /** For what share of a thread's time, from 0 to 1, others are answered: by this process, or out of this database. */
  busy(): number;
  createdBy: string;
  createdAt: string;
  /** SHA-256 of the file; not known of old ones. */
  fileDigest: string | null;
  /** When an event told last how far it is, in ms since 1970; 0: never. */
  toldAt: number;
  requestId: string;
  isFinished: boolean;
  isPaused: boolean;
  /** How often it was made to go on; a job of an earlier run has nothing to do. */
  run: number;
  /** Why and how it ends once all of it is taken back. */
  undoing: { status: EndStatus; failure: Failure } | null;
  checkpoint: Checkpoint;
}

/** How an import ends that does not succeed. */
export type EndStatus = "FAILED" | "CANCELLED";

export interface Failure {
  code: string;
  line: number | null;
  message: string;
}

/** Its collection as whoever writes records knows it. */
export function collectionOf(job: ImportJob): Collection {
  const { collectionId: id, collection: name, version, revision, fields, indexes, texts, pending, rewriting } = job;
  return { id, name, version, revision, fields, indexes, texts, pending, rewriting };
}

interface Row extends FileOptions {
  collection_id: string;
  collection: string;
  schema: SchemaObject;
  version: number;
  revision: number;
  fields: IndexedField[];
  indexes: CompositeIndex[];
  texts: SearchableField[];
  pending: Pending | null;
  pending_schema: SchemaObject | null;
  rewriting: Rewriting | null;
  blob_id: string;
  bytes: string;
  mode: ImportMode;
  status: ImportStatus;
  run: number;
  phase: Phase;
  step: number;
  at_byte: string;
  at_line: number;
  at_state: string | null;
  at_row: number;
  rows_read: number;
  rows_stored: number;
  rows_rejected: number;
  action: ImportAction;
  key_field: string | null;
  key_slot: string | null;
  dry_run: boolean;
  rows_keyless: number;
  records_created: number;
  records_updated: number;
  records_unchanged: number;
  records_deleted: number;
  after_id: string | null;
  undo_status: EndStatus | null;
  failure_code: string | null;
  failure_line: number | null;
  failure_message: string | null;
  created_by: string;
  created_at: string;
  file_digest: string | null;
  told_at: string | null;
  request_id: string;
  sources: FieldSource[] | null;
  others: Others | null;
}

/** Reads an import as its last committed batch left it. */
export async function loadImport(db: Database, tenantId: string, importId: string): Promise<ImportJob | undefined> {
  const [row] = await readAsTenant<Row>(db, tenantId, {
    name: "import_state",
    text: `select i.collection_id, c.name as collection, c.schema, c.version, c.revision, c.fields, c.indexes, c.texts, c.pending, m.schema as pending_schema, i.blob_id, i.bytes, i.mode, i.format, i.encoding, i.compression, i.delimiter, i.items, i.formulas, i.status, i.run, i.phase, i.step,
             i.at_byte, i.at_line, i.at_state, i.at_row, i.rows_read, i.rows_stored, i.rows_rejected, i.created_by, i.created_at, i.file_digest, i.told_at, i.request_id, c.rewriting, i.action,
             i.key_field, i.key_slot, i.dry_run, i.rows_keyless, i.records_created, i.records_updated, i.records_unchanged,
             i.records_deleted, i.after_id, i.undo_status, i.failure_code, i.failure_line, i.failure_message, i.fields as sources, i.others
           from data.import i
           join data.collection c on c.tenant_id = i.tenant_id and c.id = i.collection_id
           left join data.collection_migration m
             on m.tenant_id = c.tenant_id and m.id = (c.pending ->> 'migrationId')::uuid
           where i.tenant_id = $1 and i.id = $2`,
    values: [tenantId, importId],
  });
  if (!row) return undefined;
  return {
    tenantId,
    importId,
    collectionId: row.collection_id,
    collection: row.collection,
    schema: row.schema,
    // In the order of their slots, so that the statement made of them has few forms.
    fields: row.fields.toSorted((a, b) => (a.slot < b.slot ? -1 : 1)),
    version: row.version,
    revision: row.revision,
    indexes: row.indexes.toSorted((a, b) => (a.slot < b.slot ? -1 : 1)),
    texts: row.texts.toSorted((a, b) => a.slot - b.slot),
    pending: row.pending && row.pending_schema && { ...row.pending, schema: row.pending_schema },
    rewriting: row.rewriting,
    blobId: row.blob_id,
    bytes: Number(row.bytes),
    mode: row.mode,
    action: row.action,
    key: row.key_field === null || row.key_slot === null ? null : { name: row.key_field, slot: row.key_slot },
    dryRun: row.dry_run,
    mapping: row.sources && row.others && { sources: row.sources, others: row.others },
    options: optionsOf(row),
    share: () => 0,
    busy: () => 0,
    createdBy: row.created_by,
    createdAt: row.created_at,
    fileDigest: row.file_digest,
    toldAt: row.told_at === null ? 0 : Date.parse(row.told_at),
    requestId: row.request_id,
    isFinished: row.status === "SUCCEEDED" || row.status === "FAILED" || row.status === "CANCELLED",
    isPaused: row.status === "PAUSED",
    run: row.run,
    undoing: undoingOf(row),
    checkpoint: {
      phase: row.phase,
      step: row.step,
      at: { byte: Number(row.at_byte), line: row.at_line, state: row.at_state },
      row: row.at_row,
      rowsRead: row.rows_read,
      rowsStored: row.rows_stored,
      rowsRejected: row.rows_rejected,
      rowsKeyless: row.rows_keyless,
      recordsCreated: row.records_created,
      recordsUpdated: row.records_updated,
      recordsUnchanged: row.records_unchanged,
      recordsDeleted: row.records_deleted,
      afterId: row.after_id,
    },
  };
}

function undoingOf({ undo_status, failure_code, failure_line, failure_message }: Row): ImportJob["undoing"] {
  if (undo_status === null) return null;
  const failure = { code: failure_code ?? "", line: failure_line, message: failure_message ?? "" };
  return { status: undo_status, failure };
}
