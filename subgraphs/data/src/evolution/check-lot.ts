import { type Database, readAsTenant, type Statement, violatedConstraint } from "@bulkhead/kernel/database.ts";
import type { FieldFault } from "@bulkhead/kernel/error.ts";
import { toPointer } from "../json-schema/json.ts";
import type { RecordValidator } from "../json-schema/validator.ts";
import { slotValueOf } from "../records/field-type.ts";
import type { IndexedField } from "../records/layout.ts";
import { writeLotTexts } from "../records/lot-texts.ts";
import { slotValues, uniqueValue } from "../records/slot-values.ts";
import { SLOTS } from "../records/slots.ts";
import { type Data, mapRecord } from "./map-record.ts";
import type { Migration } from "./migration-state.ts";
import type { LotRow } from "./read-lot.ts";
import { commitLot } from "./statements.ts";
import { columnsOnlyIn, textSlotsOnlyIn } from "./two-layouts.ts";
import { stageKeys, type UniqueKey } from "./unique-keys.ts";

interface Failure extends FieldFault {
  recordId: string;
}

interface Checked {
  row: LotRow;
  data: Data;
}

/**
 * Checks a lot by the new schema. What is right has its new slots filled, which nobody reads yet; a check that must change
 * nothing notes the keys elsewhere.
 */
export async function checkLot(
  db: Database,
  migration: Migration,
  validator: RecordValidator,
  lot: readonly LotRow[],
): Promise<void> {
  const failures: Failure[] = [];
  const right: Checked[] = [];
  for (const row of lot) {
    const { data, fault } = mapRecord(migration.mapping, row.data);
    const found = fault ?? validator.firstFault(data);
    if (found) failures.push({ ...found, recordId: row.id });
    else right.push({ row, data: data as Data });
  }
  const unique = migration.layout.fields.filter(({ unique }) =>
    columnsOnlyIn(migration.layout, migration.previous).includes(unique ?? ""),
  );
  const kept = unique.length > 0 ? await withoutDuplicates(db, migration, unique, right, failures) : right;
  const statements = failures.length > 0 ? [insertFailures(migration, failures)] : [];
  if (!migration.dry_run) statements.push(...fillSlots(migration, kept), ...fillTexts(migration, kept));
  else if (unique.length > 0)
    statements.push(
      stageKeys(
        migration,
        migration.id,
        kept.flatMap((one) => keysOf(unique, one)),
      ),
    );
  await commitLot(
    db,
    migration,
    {
      at_id: lot.at(-1)?.id ?? migration.at_id,
      records_checked: migration.records_checked + lot.length,
      records_failed: migration.records_failed + failures.length,
    },
    statements,
  );
}

/** Whether a lot failed because somebody wrote the same value in between: it is then found when the lot is looked at again. */
export function metDuplicate(error: unknown): boolean {
  return /^record_u\d$/.test(violatedConstraint(error) ?? "");
}

function keysOf(unique: readonly IndexedField[], { row, data }: Checked): (UniqueKey & { name: string; id: string })[] {
  return unique.flatMap((field) => {
    const value = uniqueValue(slotValueOf(field, data));
    return value === null || !field.unique ? [] : [{ slot: field.unique, value, name: field.name, id: row.id }];
  });
}

async function withoutDuplicates(
  db: Database,
  migration: Migration,
  unique: readonly IndexedField[],
  right: readonly Checked[],
  failures: Failure[],
): Promise<Checked[]> {
  const keys = right.flatMap((one) => keysOf(unique, one));
  const taken = new Set((await takenKeys(db, migration, keys)).map(({ slot, value }) => `${slot} ${value}`));
  return right.filter((one) => {
    const own = keysOf(unique, one);
    const met = own.find(({ slot, value }) => taken.has(`${slot} ${value}`));
    if (met) {
      const message = "Another record has the same value, and the new schema allows it once.";
      failures.push({ recordId: one.row.id, path: toPointer([met.name]), code: "VALUE_TAKEN", message });
      return false;
    }
    for (const { slot, value } of own) taken.add(`${slot} ${value}`);
    return true;
  });
}

function takenKeys(
  db: Database,
  { tenantId, collection_id, id, dry_run }: Migration,
  keys: readonly (UniqueKey & { id: string })[],
): Promise<UniqueKey[]> {
  const given = [keys.map(({ slot }) => slot), keys.map(({ value }) => value)];
  if (dry_run)
    return readAsTenant<UniqueKey>(db, tenantId, {
      name: "migration_staged_keys",
      text: `select k.slot, k.value from data.staged_key k join unnest($3::text[], $4::text[]) as given (slot, value)
             on k.slot = given.slot and k.value = given.value where k.tenant_id = $1 and k.owner_id = $2`,
      values: [tenantId, id, ...given],
    });
  const slots = [...new Set(keys.map(({ slot }) => slot))].sort();
  if (slots.length === 0) return Promise.resolve([]);
  const values = slots.map((one) => keys.flatMap(({ slot, value }) => (slot === one ? [value] : [])));
  return readAsTenant<UniqueKey>(db, tenantId, {
    text: slots
      .map(
        (slot, at) => `select '${slot}' as slot, ${slot} as value from data.record
          where tenant_id = $1 and collection_id = $2 and ${slot} = any($${at + 4}::text[]) and id <> all($3::uuid[])`,
      )
      .join(" union all "),
    values: [tenantId, collection_id, keys.map((key) => key.id), ...values],
  });
}

function insertFailures({ tenantId, id }: Migration, failures: readonly Failure[]): Statement {
  return {
    name: "migration_failures",
    text: `insert into data.migration_failure (tenant_id, migration_id, record_id, path, code, message)
           select $1, $2, "recordId", path, code, message
           from jsonb_to_recordset($3::jsonb) as failure ("recordId" uuid, path text, code text, message text)
           on conflict do nothing`,
    values: [tenantId, id, JSON.stringify(failures)],
  };
}

const TYPES: { readonly [first: string]: string } = { t: "text", u: "text", n: "float8", k: "bytea" };

/** A record that has changed since it was read was written into both layouts by whoever changed it. */
function fillSlots({ tenantId, layout, previous }: Migration, right: readonly Checked[]): Statement[] {
  const columns = columnsOnlyIn(layout, previous);
  if (columns.length === 0 || right.length === 0) return [];
  const rows = right.map(({ data }) => slotValues(data, layout));
  const arrays = columns.map((column, at) => `unnest($${at + 4}::${TYPES[column.charAt(0)]}[]) as ${column}`);
  return [
    {
      name: ["migration_fill", ...columns].join("_"),
      text: `update data.record as r set ${columns.map((column) => `${column} = lot.${column}`).join(", ")}
             from (select unnest($2::uuid[]) as id, unnest($3::int[]) as version, ${arrays.join(", ")}) as lot
             where r.tenant_id = $1 and r.id = lot.id and r.version = lot.version`,
      values: [
        tenantId,
        right.map(({ row }) => row.id),
        right.map(({ row }) => row.version),
        ...columns.map((column) => {
          const at = SLOTS.indexOf(column as (typeof SLOTS)[number]);
          return rows.map((values) => values[at]);
        }),
      ],
    },
  ];
}

/** What records are to be searched by, beside what they are searched by until then. */
function fillTexts({ tenantId, collection_id, layout, previous }: Migration, right: readonly Checked[]): Statement[] {
  if (textSlotsOnlyIn(layout, previous).length === 0) return [];
  const lot = right.map(({ row: { id, version }, data }) => ({ id, version, data }));
  return writeLotTexts({ tenantId, collectionId: collection_id }, lot, { texts: layout.texts, pending: null });
}
