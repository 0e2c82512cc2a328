import { encodeId } from "@bulkhead/kernel/id.ts";
import type { ActorReference } from "../records/record-node.ts";

/** A row of data.deleted_record. */
export interface DeletedRow {
  id: string;
  collection_id: string;
  version: number;
  data: unknown;
  created_at: string;
  created_by: string;
  deleted_at: string;
  deleted_by: string;
}

export const DELETED_COLUMNS = "id, collection_id, version, data, created_at, created_by, deleted_at, deleted_by";

/** A deleted record as the API answers it; its versions are read when they are asked for. */
export interface DeletedNode {
  id: string;
  collection: string;
  data: unknown;
  version: number;
  createdAt: string;
  createdBy: ActorReference;
  deletedAt: string;
  deletedBy: ActorReference;
}

export function toDeleted(row: DeletedRow, collection: string): DeletedNode {
  return {
    id: encodeId("record", row.id),
    collection,
    data: row.data,
    version: row.version,
    createdAt: row.created_at,
    createdBy: { __typename: "Actor", id: row.created_by },
    deletedAt: row.deleted_at,
    deletedBy: { __typename: "Actor", id: row.deleted_by },
  };
}
