import { type Database, readAsTenant } from "@bulkhead/kernel/database.ts";
import type { Pending } from "../collections/directory.ts";
import type { SchemaObject } from "../json-schema/keywords.ts";
import type { CompositeIndex, IndexedField, SearchableField } from "../records/layout.ts";
import { type FileOptions, optionsOf } from "./formats/file-options.ts";
import type { Position } from "./formats/source-format.ts";

export type ImportMode = "STRICT" | "PARTIAL";
export type ImportStatus = "QUEUED" | "RUNNING" | "SUCCEEDED" | "FAILED";
export type Phase = "CHECK" | "STORE";

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
  blobId: string;
  /** Length of the file. */
  bytes: number;
  mode: ImportMode;
  /** How the file is to be read, as it was said or found. */
  options: FileOptions;
  /** How much of the file was read, from 0 to 1, when the checkpoint is there; known once the file is open. */
  share(at: Position): number;
  createdBy: string;
  requestId: string;
  isFinished: boolean;
  checkpoint: Checkpoint;
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
  blob_id: string;
  bytes: number;
  mode: ImportMode;
  status: ImportStatus;
  phase: Phase;
  step: number;
  at_byte: string;
  at_line: number;
  at_state: string | null;
  at_row: number;
  rows_read: number;
  rows_stored: number;
  rows_rejected: number;
  created_by: string;
  request_id: string;
}

/** Reads an import as its last committed batch left it. */
export async function loadImport(db: Database, tenantId: string, importId: string): Promise<ImportJob | undefined> {
  const [row] = await readAsTenant<Row>(db, tenantId, {
    name: "import_state",
    text: `select i.collection_id, c.name as collection, c.schema, c.version, c.revision, c.fields, c.indexes, c.texts, c.pending, m.schema as pending_schema, i.blob_id, i.bytes, i.mode, i.format, i.encoding, i.compression, i.delimiter, i.items, i.formulas, i.status, i.phase, i.step,
             i.at_byte, i.at_line, i.at_state, i.at_row, i.rows_read, i.rows_stored, i.rows_rejected, i.created_by, i.request_id
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
    blobId: row.blob_id,
    bytes: row.bytes,
    mode: row.mode,
    options: optionsOf(row),
    share: () => 0,
    createdBy: row.created_by,
    requestId: row.request_id,
    isFinished: row.status === "SUCCEEDED" || row.status === "FAILED",
    checkpoint: {
      phase: row.phase,
      step: row.step,
      at: { byte: Number(row.at_byte), line: row.at_line, state: row.at_state },
      row: row.at_row,
      rowsRead: row.rows_read,
      rowsStored: row.rows_stored,
      rowsRejected: row.rows_rejected,
    },
  };
}
