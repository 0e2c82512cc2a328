import type { Database, Statement } from "@bulkhead/kernel/database.ts";
import type { Change } from "../bulk/prepare-lot.ts";
import type { RowFault } from "./codes.ts";
import type { SourceRecord } from "./formats/source-format.ts";
import type { ImportJob } from "./import-state.ts";
import type { OpenFile } from "./read-blocks.ts";
import type { RowReader } from "./read-row.ts";
import type { RecordData } from "./record-data.ts";
import { takenAt } from "./rejected-row.ts";
import { createUniqueValues } from "./unique-values.ts";

/** What becomes of a row: it is wrong, makes a record, changes the one that has its key, or is what that one is already. */
export type Judged =
  | { fault: RowFault; isKeyless?: boolean }
  | { fault?: undefined; data: RecordData }
  | { fault?: undefined; data?: undefined; change: Change }
  | { fault?: undefined; data?: undefined; change?: undefined; isSame: true };

/** Decides what becomes of the rows of an import, one block after the other. */
export interface RowJudge {
  judge(records: readonly SourceRecord[]): Promise<Judged[]>;
  /** Keys since it was last asked, to be noted for whoever goes on after the checkpoint; undefined when there are none. */
  stage(): Statement | undefined;
  /** How many of them there are. */
  readonly unstaged: number;
  /** What was judged so far is stored, or on its way. */
  nextBatch(): void;
}

/** Of an import that only makes records. */
export function judgeNew(
  db: Database,
  job: ImportJob,
  { format }: OpenFile,
  readRow: RowReader,
  isChecking: boolean,
): RowJudge {
  const unique = createUniqueValues(db, job, isChecking);
  return {
    get unstaged() {
      return unique.unstaged;
    },
    stage: unique.stage,
    nextBatch: unique.nextBatch,
    async judge(records) {
      const rows = records.map(readRow);
      const taken = await unique.taken(rows.map(({ data }) => data));
      return rows.map(({ data, fault }, at) => {
        const found = fault ?? takenAt(format, records[at] as SourceRecord, taken.get(at));
        return found ? { fault: found } : { data: data as RecordData };
      });
    },
  };
}
