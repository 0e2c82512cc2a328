import { type Database, readAsTenant } from "@bulkhead/kernel/database.ts";
import type { Candidate } from "../../bulk/read-lot.ts";
import type { UniqueKey } from "../../evolution/unique-keys.ts";
import type { ImportJob } from "../import-state.ts";
import type { KeyField } from "./key-field.ts";

/** The records that have one of these keys, by their keys. */
export async function recordsByKey(
  db: Database,
  { tenantId, collectionId }: ImportJob,
  { slot }: KeyField,
  keys: readonly string[],
): Promise<ReadonlyMap<string, Candidate>> {
  if (keys.length === 0) return new Map();
  const rows = await readAsTenant<Candidate & { key: string }>(db, tenantId, {
    name: `records_by_${slot}`,
    text: `select id, version, data::text as data, schema_version, created_at, created_by, ${slot} as key from data.record
           where tenant_id = $1 and collection_id = $2 and ${slot} = any($3::text[])`,
    values: [tenantId, collectionId, keys],
  });
  return new Map(rows.map(({ key, ...record }) => [key, record]));
}

/** Who has a unique value: a record, or a row of the file that was noted (null). */
export interface Holder extends UniqueKey {
  id: string | null;
}

/** `isStaged`: also those that were noted of rows before. */
export function holdersOf(
  db: Database,
  { tenantId, collectionId, importId }: ImportJob,
  keys: readonly UniqueKey[],
  isStaged: boolean,
): Promise<Holder[]> {
  const slots = [...new Set(keys.map(({ slot }) => slot))].sort();
  if (slots.length === 0) return Promise.resolve([]);
  const parts = slots.map(
    (slot, at) => `select '${slot}' as slot, ${slot} as value, id from data.record
      where tenant_id = $1 and collection_id = $2 and ${slot} = any($${at + 4}::text[])
      union all select slot, value, null from data.staged_key
      where $3::uuid is not null and tenant_id = $1 and owner_id = $3 and slot = '${slot}' and value = any($${at + 4}::text[])`,
  );
  return readAsTenant<Holder>(db, tenantId, {
    text: parts.join(" union all "),
    values: [
      tenantId,
      collectionId,
      isStaged ? importId : null,
      ...slots.map((one) => keys.flatMap(({ slot, value }) => (slot === one ? [value] : []))),
    ],
  });
}
