import { type Database, flushAsTenant, readAsTenant, type Statement } from "@bulkhead/kernel/database.ts";
import { type Mapping, touchedBy } from "../evolution/map-record.ts";
import type { SchemaObject } from "../json-schema/keywords.ts";
import { type Retention, retentionsOf } from "../json-schema/retention.ts";
import { changeRetention, deleteRetention, insertRetention, readRetentions } from "./retention-state.ts";

interface SchemaVersion {
  version: number;
  schema: SchemaObject;
  mapping: Mapping | null;
}

/** Notes what a collection's schema keeps for a time; answers its version if there is any such thing. */
export async function noteRetentions(
  db: Database,
  tenantId: string,
  collectionId: string,
): Promise<number | undefined> {
  const known = await readRetentions(db, tenantId, collectionId);
  const since = Math.min(...known.map(({ schema_version }) => schema_version));
  const versions = await readVersions(db, tenantId, collectionId, known.length > 0 ? since : null);
  const latest = versions.at(-1);
  if (!latest) return undefined;
  const retentions = retentionsOf(latest.schema);
  const statements = known.flatMap((state): Statement[] => {
    const now = retentions.find(({ path }) => path === state.path);
    if (!now) return [deleteRetention(tenantId, state)];
    const { version: schema_version } = latest;
    if (schema_version <= state.schema_version) return [];
    const again = versions.some((one) => one.version > state.schema_version && beginsAgain(one, now, state.days));
    return [changeRetention(tenantId, { ...state, days: now.days, schema_version }, again)];
  });
  for (const { path, days } of retentions)
    if (!known.some((state) => state.path === path))
      statements.push(
        insertRetention(tenantId, {
          ...{ collection_id: collectionId, path, days, schema_version: latest.version },
          ...{ after_id: null, step: 0, removed: 0, versions: 0 },
        }),
      );
  if (statements.length > 0) await flushAsTenant(db, tenantId, statements);
  return retentions.length > 0 ? latest.version : undefined;
}

/** Whether records that were looked at may have the value again: it was kept for another time, or a mapping gave it. */
function beginsAgain({ schema, mapping }: SchemaVersion, { path, name }: Retention, days: number): boolean {
  const then = retentionsOf(schema).find((one) => one.path === path);
  return then?.days !== days || (name !== null && touchedBy(mapping ?? []).has(name));
}

/** Those after one, or the last alone. */
function readVersions(
  db: Database,
  tenantId: string,
  collectionId: string,
  since: number | null,
): Promise<SchemaVersion[]> {
  return readAsTenant<SchemaVersion>(db, tenantId, {
    name: "retention_versions",
    text: `select v.version, v.schema, v.mapping from data.collection c
           join data.collection_version v on v.tenant_id = c.tenant_id and v.collection_id = c.id and v.version <= c.version
             and v.version >= coalesce($3::int, c.version)
           where c.tenant_id = $1 and c.id = $2 order by v.version`,
    values: [tenantId, collectionId, since],
  });
}
