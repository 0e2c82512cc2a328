import { type Database, readAsTenant, type Statement } from "@bulkhead/kernel/database.ts";
import { mustMap } from "../evolution/map-record.ts";
import { stageKeys, type UniqueKey } from "../evolution/unique-keys.ts";
import { toPointer } from "../json-schema/json.ts";
import { slotValueOf } from "../records/field-type.ts";
import type { IndexedField } from "../records/layout.ts";
import { uniqueValue } from "../records/slot-values.ts";
import type { RowFault } from "./codes.ts";
import type { ImportJob } from "./import-state.ts";
import type { RecordData } from "./record-data.ts";

/** Finds the rows of an import whose unique values are taken, by records or by rows before them. */
export interface UniqueValues {
  /** Faults by the place of the row among those given; the others have their values from now on. */
  taken(rows: readonly (RecordData | undefined)[]): Promise<ReadonlyMap<number, RowFault>>;
  /** Keys since it was last asked, to be noted for whoever goes on after the checkpoint; undefined when there are none. */
  stage(): Statement | undefined;
  /** How many of them there are. */
  readonly unstaged: number;
  /** What was given so far is stored, or on its way; only what comes from here on must still be remembered. */
  nextBatch(): void;
}

/** `isChecking`: rows are not stored, so the keys of those before a checkpoint are looked for among the noted ones. */
export function createUniqueValues(db: Database, job: ImportJob, isChecking: boolean): UniqueValues {
  const fields = uniqueFields(job);
  let unstaged: UniqueKey[] = [];
  // Of the batch that is being filled, and of the one that is being stored.
  let recent = [new Set<string>(), new Set<string>()];

  return {
    get unstaged() {
      return unstaged.length;
    },
    stage() {
      if (unstaged.length === 0) return undefined;
      const statement = stageKeys(job, job.importId, unstaged);
      unstaged = [];
      return statement;
    },
    nextBatch() {
      recent = [new Set(), recent[0] ?? new Set()];
    },
    async taken(rows) {
      const faults = new Map<number, RowFault>();
      if (fields.length === 0) return faults;
      const keys = rows.map((data) => (data ? keysOf(fields, data) : []));
      const stored = new Set((await takenKeys(db, job, keys.flat(), isChecking)).map(keyText));
      for (const [at, own] of keys.entries()) {
        const met = own.find((key) => stored.has(keyText(key)) || recent.some((set) => set.has(keyText(key))));
        if (met) faults.set(at, takenFault(met.name));
        else {
          for (const key of own) recent[0]?.add(keyText(key));
          if (isChecking) unstaged.push(...own);
        }
      }
      return faults;
    },
  };
}

const TAKEN = "Another record, or a row before this one, has this value, which must be unique. Give another one.";

export function takenFault(name: string): RowFault {
  return { code: "VALUE_TAKEN", column: null, path: null, field: toPointer([name]), message: TAKEN, value: null };
}

export const keyText = ({ slot, value }: UniqueKey) => `${slot} ${value}`;

export interface UniqueField {
  field: IndexedField;
  slot: string;
  read(data: RecordData): RecordData;
}

export function uniqueFields({ fields, pending }: ImportJob): UniqueField[] {
  const current = fields.flatMap((field) =>
    field.unique ? { field, slot: field.unique, read: (data: RecordData) => data } : [],
  );
  if (!pending) return current;
  const read = (data: RecordData) => mustMap(pending.mapping, data);
  const next = pending.layout.fields.flatMap((field) => (field.unique ? { field, slot: field.unique, read } : []));
  return [...current, ...next.filter(({ slot }) => !current.some((one) => one.slot === slot))];
}

export function keysOf(fields: readonly UniqueField[], data: RecordData): (UniqueKey & { name: string })[] {
  return fields.flatMap(({ field, slot, read }) => {
    const value = uniqueValue(slotValueOf(field, read(data)));
    return value === null ? [] : { slot, value, name: field.name };
  });
}

function takenKeys(
  db: Database,
  { tenantId, collectionId, importId }: ImportJob,
  keys: readonly UniqueKey[],
  isChecking: boolean,
): Promise<UniqueKey[]> {
  const slots = [...new Set(keys.map(({ slot }) => slot))].sort();
  if (slots.length === 0) return Promise.resolve([]);
  const parts = slots.map(
    (slot, at) => `select '${slot}' as slot, ${slot} as value from data.record
      where tenant_id = $1 and collection_id = $2 and ${slot} = any($${at + 4}::text[])
      union all select slot, value from data.staged_key
      where $3::uuid is not null and tenant_id = $1 and owner_id = $3 and slot = '${slot}' and value = any($${at + 4}::text[])`,
  );
  return readAsTenant<UniqueKey>(db, tenantId, {
    text: parts.join(" union all "),
    values: [
      tenantId,
      collectionId,
      isChecking ? importId : null,
      ...slots.map((one) => keys.flatMap(({ slot, value }) => (slot === one ? [value] : []))),
    ],
  });
}
