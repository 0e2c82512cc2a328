import type { Database, Statement } from "@bulkhead/kernel/database.ts";
import { mustMap } from "./map-record.ts";
import type { Migration } from "./migration-state.ts";
import type { LotRow } from "./read-lot.ts";
import { commitLot } from "./statements.ts";
import { columnsOnlyIn } from "./two-layouts.ts";

/** Stores a lot's data as it has been read since the new schema is in force, and empties the slots of the old layout. */
export async function rewriteLot(db: Database, migration: Migration, lot: readonly LotRow[]): Promise<void> {
  const behind = lot.filter(({ schema_version }) => schema_version < migration.version);
  await commitLot(
    db,
    migration,
    { at_id: lot.at(-1)?.id ?? migration.at_id, records_moved: migration.records_moved + lot.length },
    behind.length > 0 ? [rewrite(migration, behind)] : [],
  );
}

/** A record that has changed since it was read was written by the new schema. Its version stays: it means the same. */
function rewrite({ tenantId, mapping, version, layout, previous }: Migration, behind: readonly LotRow[]): Statement {
  const emptied = columnsOnlyIn(previous, layout);
  return {
    name: ["migration_rewrite", ...emptied].join("_"),
    text: `update data.record as r set ${["data = lot.data::jsonb", "schema_version = $5", ...emptied.map((column) => `${column} = null`)].join(", ")}
           from unnest($2::uuid[], $3::int[], $4::text[]) as lot (id, version, data)
           where r.tenant_id = $1 and r.id = lot.id and r.version = lot.version and r.schema_version < $5`,
    values: [
      tenantId,
      behind.map(({ id }) => id),
      behind.map((row) => row.version),
      behind.map(({ data }) => JSON.stringify(mustMap(mapping, data))),
      version,
    ],
  };
}

/** Empties the slots that a check has filled in vain. */
export async function cleanLot(db: Database, migration: Migration, lot: readonly LotRow[]): Promise<void> {
  const { tenantId, layout, previous } = migration;
  const filled = columnsOnlyIn(layout, previous);
  const statement = {
    name: ["migration_clean", ...filled].join("_"),
    text: `update data.record set ${filled.map((column) => `${column} = null`).join(", ")}
           where tenant_id = $1 and id = any($2) and (${filled.map((column) => `${column} is not null`).join(" or ")})`,
    values: [tenantId, lot.map(({ id }) => id)],
  };
  await commitLot(db, migration, { at_id: lot.at(-1)?.id ?? migration.at_id }, filled.length > 0 ? [statement] : []);
}
