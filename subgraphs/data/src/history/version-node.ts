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
  return new RowVersion(row);
}

/** A class, for the reason in kernel/connection.ts. */
class RowVersion implements VersionNode {
  readonly version: number;
  readonly kind: VersionKind;
  readonly data: object | null;
  readonly restoredFrom: number | null;
  readonly writtenAt: string;
  readonly writtenBy: ActorReference;
  readonly #before: object | null;

  constructor(row: VersionRow) {
    this.version = row.version;
    this.kind = kindOf(row);
    this.data = row.data;
    this.restoredFrom = row.restored_from;
    this.writtenAt = row.written_at;
    this.writtenBy = { __typename: "Actor", id: row.written_by };
    this.#before = row.before;
  }

  /** Worked out when it is asked for. */
  get changes(): Change[] | null {
    if (this.data === null) return [];
    return this.#before && changesBetween(this.#before, this.data);
  }
}

function kindOf({ version, data, restored_from }: VersionRow): VersionKind {
  if (data === null) return "DELETED";
  if (restored_from !== null) return "RESTORED";
  return version === 1 ? "CREATED" : "UPDATED";
}
