import { isDeepStrictEqual } from "node:util";
import type { Database } from "@bulkhead/kernel/database.ts";
import { AppError } from "@bulkhead/kernel/error.ts";
import type { Change } from "../../bulk/prepare-lot.ts";
import type { Candidate } from "../../bulk/read-lot.ts";
import { stageKeys, type UniqueKey } from "../../evolution/unique-keys.ts";
import { textOf } from "../../evolution/upgrade-record.ts";
import { toPointer } from "../../json-schema/json.ts";
import type { RecordValidator } from "../../json-schema/validator.ts";
import { previousValues } from "../../records/previous.ts";
import { refuseOver } from "../../retention/over.ts";
import type { RowFault } from "../codes.ts";
import type { SourceFormat, SourceRecord } from "../formats/source-format.ts";
import type { ImportJob } from "../import-state.ts";
import type { Judged, RowJudge } from "../judge-rows.ts";
import type { OpenFile } from "../read-blocks.ts";
import { brokenRule, isTooLarge, rowTooLarge } from "../read-row.ts";
import type { RecordData } from "../record-data.ts";
import { takenAt } from "../rejected-row.ts";
import { keysOf, keyText, takenFault, uniqueFields } from "../unique-values.ts";
import { type KeyField, keyBeside, keyFieldOf, keyIn, MET } from "./key-field.ts";
import { holdersOf, recordsByKey } from "./stored-records.ts";

interface Read {
  record: SourceRecord;
  key: string | null;
  data?: RecordData;
  fault?: RowFault | undefined;
}

/**
 * Of an import that looks for the record of each row by its key. The first row with a key counts, whatever becomes of it; a
 * later one with the same is wrong. `isNoting`: keys are noted with each checkpoint, because nobody did before.
 */
export function judgeByKey(
  db: Database,
  job: ImportJob,
  { format }: OpenFile,
  validator: RecordValidator,
  { isChecking, isNoting }: { isChecking: boolean; isNoting: boolean },
): RowJudge {
  const key = keyFieldOf(job);
  const others = uniqueFields(job).filter(({ slot }) => slot !== key.slot);
  let unstaged: UniqueKey[] = [];
  // Never more than keys.
  let recordsMet: UniqueKey[] = [];
  // Of the batch that is being filled, and of the one that is being stored.
  let recent = [new Set<string>(), new Set<string>()];
  const isRecent = (one: UniqueKey) => recent.some((set) => set.has(keyText(one)));
  function remember(one: UniqueKey, isNoted: boolean): void {
    recent[0]?.add(keyText(one));
    if (isNoted) unstaged.push(one);
  }

  return {
    get unstaged() {
      return unstaged.length;
    },
    stage() {
      if (unstaged.length === 0) return undefined;
      const statement = stageKeys(job, job.importId, [...unstaged, ...recordsMet]);
      unstaged = [];
      recordsMet = [];
      return statement;
    },
    nextBatch() {
      recent = [new Set(), recent[0] ?? new Set()];
    },
    async judge(records) {
      const rows = records.map((record) => readKeyed(key, format, record));
      const keys = rows.flatMap(({ key: value }) => (value === null ? [] : [value]));
      const ofRows = keys.map((value) => ({ slot: key.slot, value }));
      const [stored, noted] = await Promise.all([
        recordsByKey(db, job, key, keys),
        isNoting ? holdersOf(db, job, ofRows, true) : [],
      ]);
      const named = new Set(noted.filter(({ id }) => id === null).map(keyText));
      const drafts = rows.map((row): Judged & { next?: RecordData; at?: Candidate | undefined } => {
        if (row.key === null) return { fault: row.fault ?? keyMissing(key, format, row.record), isKeyless: true };
        const own = { slot: key.slot, value: row.key };
        if (named.has(keyText(own)) || isRecent(own)) return { fault: keyRepeated(key, format, row.record) };
        remember(own, isNoting);
        const at = stored.get(row.key);
        if (at && isNoting && job.action === "REPLACE") recordsMet.push({ slot: MET, value: at.id });
        if (!row.data || row.fault) return { fault: row.fault as RowFault };
        const judged = judgeOne(job, validator, format, row.record, row.data, at);
        return judged.fault ? judged : { ...judged, next: nextOf(judged), at };
      });
      const wanted = drafts.map(({ next }) => (next ? keysOf(others, next) : []));
      const holders = Map.groupBy(await holdersOf(db, job, wanted.flat(), isChecking), keyText);
      return drafts.map(({ next: _, at, ...judged }, index) => {
        const own = wanted[index] ?? [];
        const met = own.find(
          (one) => isRecent(one) || holders.get(keyText(one))?.some(({ id }) => id === null || id !== at?.id),
        );
        if (met) return { fault: takenAt(format, records[index] as SourceRecord, takenFault(met.name)) as RowFault };
        for (const one of own) remember(one, isChecking);
        return judged;
      });
    },
  };
}

function readKeyed(key: KeyField, format: SourceFormat, record: SourceRecord): Read {
  const draft = record.fault ? { fault: record.fault } : format.dataOf(record);
  if (draft.fault) return { record, key: keyBeside(key, format, record, draft.fault), fault: draft.fault };
  return { record, key: keyIn(key, draft.data), data: draft.data };
}

/** What the row makes of its record, or of none. */
function judgeOne(
  job: ImportJob,
  validator: RecordValidator,
  format: SourceFormat,
  record: SourceRecord,
  data: RecordData,
  stored: Candidate | undefined,
): Judged {
  const before = stored && (JSON.parse(textOf(job, stored)) as RecordData);
  const next = before && job.action === "UPSERT" ? { ...before, ...data } : data;
  const fault = validator.firstFault(next);
  if (fault) return { fault: brokenRule(fault, format, record) };
  if (before && isDeepStrictEqual(before, next)) return { isSame: true };
  const text = JSON.stringify(next);
  if (isTooLarge(text)) return { fault: rowTooLarge() };
  if (!stored || !before) return { data: next };
  try {
    refuseOver(validator.retentions, stored.created_at, next, before);
  } catch (error) {
    const over = error instanceof AppError ? error.fields?.[0] : undefined;
    if (!over) throw error;
    return { fault: brokenRule(over, format, record) };
  }
  const change: Change = { ...stored, next, previous: previousValues(before, next), text };
  return { change };
}

/** What the record will be; of one that stays as it is nothing can be taken. */
function nextOf(judged: Judged): RecordData | undefined {
  if (judged.fault) return undefined;
  if (judged.data) return judged.data;
  return judged.change?.next;
}

const MISSING = "Give a value for the key: without it nobody can say which record the row is about.";
const REPEATED = "A row before this one has the same key. Give each record one row.";

function keyMissing(key: KeyField, format: SourceFormat, record: SourceRecord): RowFault {
  return atKey("VALUE_REQUIRED", MISSING, key, format, record);
}

function keyRepeated(key: KeyField, format: SourceFormat, record: SourceRecord): RowFault {
  return atKey("KEY_REPEATED", REPEATED, key, format, record);
}

function atKey(
  code: RowFault["code"],
  message: string,
  { field: { name } }: KeyField,
  format: SourceFormat,
  record: SourceRecord,
): RowFault {
  const field = toPointer([name]);
  const { column, path } = format.placeOf(field, record);
  return { code, column, path, field, message, value: null };
}
