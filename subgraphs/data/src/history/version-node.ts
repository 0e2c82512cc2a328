import type { ActorReference } from "../records/record-node.ts";
import { type Change, changesBetween } from "./changes.ts";

export type VersionKind = "CREATED" | "UPDATED" | "RESTORED" | "DELETED";

/** A version as the statement reads it. */
export interface VersionRow {
  version: number;
  data: object | null;
  restored_from: number | null;
  written_at: string;
  written_by: string;
  /** Data of the version before that has some, where it was asked for and is kept. */
  before: object | null;
}

/** A version of a record as the API answers it. */
export interface VersionNode {
  version: number;
  kind: VersionKind;
  data: object | null;
  restoredFrom: number | null;
  changes: Change[] | null;
  writtenAt: string;
  writtenBy: ActorReference;
}

export function toVersion(row: VersionRow): VersionNode {
  const { version, data, before } = row;
  return {
    version,
    kind: kindOf(row),
    data,
    restoredFrom: row.restored_from,
    // Worked out when it is asked for.
    get changes() {
      if (data === null) return [];
      return before && changesBetween(before, data);
    },
    writtenAt: row.written_at,
    writtenBy: { __typename: "Actor", id: row.written_by },
  };
}

function kindOf({ version, data, restored_from }: VersionRow): VersionKind {
  if (data === null) return "DELETED";
  if (restored_from !== null) return "RESTORED";
  return version === 1 ? "CREATED" : "UPDATED";
}
