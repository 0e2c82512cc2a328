import type { Database, Statement } from "@bulkhead/kernel/database.ts";
import { AppError } from "@bulkhead/kernel/error.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import { orFail } from "@bulkhead/kernel/transact.ts";
import { fenceOf } from "../../collections/fence.ts";
import { upgradeRecord } from "../../evolution/upgrade-record.ts";
import { writeLotTexts } from "../../records/lot-texts.ts";
import { previousValues } from "../../records/previous.ts";
import type { RecordRow } from "../../records/record-node.ts";
import { recordPayload, timestampNow } from "../../records/write-record.ts";
import { slotColumns } from "../batch.ts";
import { collectionOf, type ImportJob } from "../import-state.ts";
import type { Noted } from "./noted-changes.ts";

/** A record as it will be: what it was, as its next version. */
interface Back {
  noted: Noted;
  row: RecordRow & { data: { [name: string]: unknown } };
}

/**
 * Gives records the data that they had. The version that is put back and the one that the import made leave the history,
 * so that nothing of the import is kept and no byte more than before; their place in the order of versions stays taken.
 */
export async function putBackUpdated(db: Database, job: ImportJob, noted: readonly Noted[]): Promise<Statement[]> {
  if (noted.length === 0) return [];
  const { tenantId } = job;
  const collection = collectionOf(job);
  const back = await asTheyWere(db, job, noted);
  const columns = slotColumns(collection);
  const slots = columns.map(({ slot }) => `, ${slot} = n.${slot}`).join("");
  const update = {
    text: `update data.record as r set data = n.data, version = r.version + 1, updated_at = $3, updated_by = n.updated_by,
             schema_version = $4, restored_from = n.restored_from${slots}
           from (select ${BACK_COLUMNS}${arraysOf(columns, 10)}) as n
           where r.tenant_id = $1 and r.collection_id = $2 and r.id = n.id and r.version = n.version - 1 returning 1`,
    values: [tenantId, collection.id, ...valuesOf(collection.version, back), ...slotsOf(columns, back)],
  };
  const events = back.map(({ row, noted: { written_over } }) => ({
    type: "record.updated",
    subject: collection.id,
    payload: { ...recordPayload(row), previous: previousValues(written_over ?? {}, row.data) },
  }));
  return [
    orFail(fenceOf(tenantId, collection), 1),
    // First, so that there is never more of it than before.
    orFail(forgetVersions(tenantId, noted, 0), noted.length),
    orFail(update, back.length),
    orFail(forgetVersions(tenantId, noted, 1), noted.length),
    ...textsOf(job, back),
    appendOutbox(tenantId, events),
  ];
}

/** Brings records back from the deleted ones; that they were there leaves no version. */
export async function putBackDeleted(db: Database, job: ImportJob, noted: readonly Noted[]): Promise<Statement[]> {
  if (noted.length === 0) return [];
  const { tenantId } = job;
  const collection = collectionOf(job);
  const back = await asTheyWere(db, job, noted);
  const columns = slotColumns(collection);
  const forget = {
    text: `delete from data.deleted_record where tenant_id = $1
             and (id, version) in (select unnest($2::uuid[]), unnest($3::int[])) returning 1`,
    values: [tenantId, noted.map(({ record_id }) => record_id), noted.map(({ version }) => version + 1)],
  };
  const insert = {
    text: `insert into data.record (tenant_id, collection_id, updated_at, schema_version, id, version, data, updated_by,
             restored_from, created_at, created_by${columns.map(({ slot }) => `, ${slot}`).join("")})
           select $1::uuid, $2::uuid, $3::timestamptz, $4::int, n.id, n.version, n.data, n.updated_by, n.restored_from,
             n.created_at, n.created_by${columns.map(({ slot }) => `, n.${slot}`).join("")}
           from (select ${BACK_COLUMNS}, unnest($10::timestamptz[]) as created_at, unnest($11::text[]) as created_by${arraysOf(columns, 12)}) as n`,
    values: [
      ...[tenantId, collection.id, ...valuesOf(collection.version, back)],
      ...[back.map(({ row }) => row.created_at), back.map(({ row }) => row.created_by)],
      ...slotsOf(columns, back),
    ],
  };
  const events = back.map(({ row, noted: { version } }) => ({
    type: "record.restored",
    subject: collection.id,
    payload: { ...recordPayload(row), restoredFrom: version, wasDeleted: true },
  }));
  return [
    orFail(fenceOf(tenantId, collection), 1),
    orFail(forget, noted.length),
    insert,
    ...textsOf(job, back),
    appendOutbox(tenantId, events),
  ];
}

/** Parameters 3 to 9 of both. */
const BACK_COLUMNS = `unnest($5::uuid[]) as id, unnest($6::int[]) as version, unnest($7::jsonb[]) as data,
  unnest($8::text[]) as updated_by, unnest($9::int[]) as restored_from`;

function valuesOf(schemaVersion: number, back: readonly Back[]): unknown[] {
  return [
    back[0]?.row.updated_at,
    schemaVersion,
    back.map(({ row }) => row.id),
    back.map(({ row }) => row.version),
    back.map(({ row }) => JSON.stringify(row.data)),
    back.map(({ row }) => row.updated_by),
    back.map(({ noted }) => noted.restored_from),
  ];
}

type Columns = ReturnType<typeof slotColumns>;

function arraysOf(columns: Columns, first: number): string {
  return columns.map(({ slot, type }, nth) => `, unnest($${first + nth}::${type}[]) as ${slot}`).join("");
}

function slotsOf(columns: Columns, back: readonly Back[]): unknown[] {
  return columns.map(({ read }) => back.map(({ row }) => read(row.data)));
}

function textsOf(job: ImportJob, back: readonly Back[]): Statement[] {
  const written = back.map(({ row: { id, version, data } }) => ({ id, version, data }));
  return writeLotTexts(job, written, job);
}

/** `beyond` the version that they had: 0 for itself, 1 for what the import has made of it. */
function forgetVersions(tenantId: string, noted: readonly Noted[], beyond: number): Statement {
  return {
    text: `delete from data.record_version where tenant_id = $1
             and (record_id, version) in (select unnest($2::uuid[]), unnest($3::int[])) returning 1`,
    values: [tenantId, noted.map(({ record_id }) => record_id), noted.map(({ version }) => version + beyond)],
  };
}

/** What they were, in the shape of the schema that is in force now. Throws INVALID_RECORD where there is no such shape. */
async function asTheyWere(db: Database, job: ImportJob, noted: readonly Noted[]): Promise<Back[]> {
  const at = timestampNow();
  const back: Back[] = [];
  for (const one of noted) {
    const { record_id: id, version, schema_version, created_at, created_by, written_by } = one;
    const { tenantId, collectionId } = job;
    const data = await upgradeRecord(db, tenantId, collectionId, schema_version ?? 1, job.version, one.data ?? {});
    if (!data) throw new AppError("INVALID_RECORD", "What the record was has no shape in the schema that is in force.");
    const written = { updated_at: at, updated_by: written_by ?? "platform" };
    const made = { created_at: created_at ?? at, created_by: created_by ?? "platform" };
    back.push({ noted: one, row: { id, data, version: version + 2, ...written, ...made } });
  }
  return back;
}
