import { type Database, readAsTenant } from "@bulkhead/kernel/database.ts";
import type { Candidate } from "../../bulk/read-lot.ts";
import type { UniqueKey } from "../../evolution/unique-keys.ts";
import type { ImportJob } from "../import-state.ts";
import type { KeyField } from "./key-field.ts";

/** Rows are about records that are too large to be held together: fewer rows are to be read at a time. */
export class TooMuchAtOnce extends Error {}

/** A file of short rows may be about records of a megabyte each. */
const MOST_BYTES = 4 * 1024 * 1024;

/** The records that have one of these keys, by their keys. */
export async function recordsByKey(
  db: Database,
  { tenantId, collectionId }: ImportJob,
  { slot }: KeyField,
  keys: readonly string[],
): Promise<ReadonlyMap<string, Candidate>> {
  if (keys.length === 0) return new Map();
  const rows = await readAsTenant<Candidate & { key: string; held: boolean }>(db, tenantId, {
    name: `records_by_${slot}`,
    // One is read whatever its length.
    text: `select id, version, case when held then data::text end as data, schema_version, created_at, created_by, key, held
           from (select *, sum(bytes) over () <= $4 or count(*) over () = 1 as held
                 from (select id, version, data, octet_length(data::text) as bytes, schema_version, created_at, created_by,
                         ${slot} as key
                       from data.record where tenant_id = $1 and collection_id = $2 and ${slot} = any($3::text[])) as found
                ) as measured`,
    values: [tenantId, collectionId, keys, MOST_BYTES],
  });
  if (rows[0]?.held === false) throw new TooMuchAtOnce();
  return new Map(rows.map(({ key, held: _, ...record }) => [key, record]));
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
