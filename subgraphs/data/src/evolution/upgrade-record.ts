import { type Database, readAsTenant } from "@bulkhead/kernel/database.ts";
import type { Collection } from "../collections/directory.ts";
import { type Data, type Mapping, mapRecord, mustMap } from "./map-record.ts";

/** Data of a stored record as its collection's schema says; stored ones may be of an older version for a while. */
export function dataOf(
  { rewriting }: Pick<Collection, "rewriting">,
  row: { data: unknown; schema_version: number },
): Data {
  const data = row.data as Data;
  return rewriting && row.schema_version < rewriting.version ? mustMap(rewriting.mapping, data) : data;
}

/** The text of a stored record's data: as it came, except where it is of an older version. */
export function textOf(
  { rewriting }: Pick<Collection, "rewriting">,
  row: { data: unknown; schema_version?: number },
): string {
  const text = row.data as string;
  if (!rewriting || row.schema_version === undefined || row.schema_version >= rewriting.version) return text;
  return JSON.stringify(mustMap(rewriting.mapping, JSON.parse(text) as Data));
}

/**
 * Data of one version of a collection's schema as that of a later one: for what is kept as it was, such as the history of a
 * record. What one of the steps cannot convert was never part of a migration, and is answered as undefined.
 */
export async function upgradeRecord(
  db: Database,
  tenantId: string,
  collectionId: string,
  from: number,
  to: number,
  data: Data,
): Promise<Data | undefined> {
  if (from >= to) return data;
  const steps = await readAsTenant<{ mapping: Mapping }>(db, tenantId, {
    name: "collection_mappings",
    text: `select mapping from data.collection_version where tenant_id = $1 and collection_id = $2 and version > $3
             and version <= $4 and mapping is not null order by version`,
    values: [tenantId, collectionId, from, to],
  });
  let upgraded: Data | undefined = data;
  for (const { mapping } of steps) upgraded = upgraded && mapRecord(mapping, upgraded).data;
  return upgraded;
}
