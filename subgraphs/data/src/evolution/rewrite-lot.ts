import type { Database, Statement } from "@bulkhead/kernel/database.ts";
import { removeTextSlots } from "../records/lot-texts.ts";
import { mustMap } from "./map-record.ts";
import type { Migration } from "./migration-state.ts";
import type { LotRow } from "./read-lot.ts";
import { commitLot } from "./statements.ts";
import { columnsOnlyIn, textSlotsOnlyIn } from "./two-layouts.ts";

/** Stores a lot's data as it has been read since the new schema is in force, and removes what only the old layout has. */
export async function rewriteLot(db: Database, migration: Migration, lot: readonly LotRow[]): Promise<void> {
  const { tenantId, layout, previous } = migration;
  const behind = lot.filter(({ schema_version }) => schema_version < migration.version);
  const ids = lot.map(({ id }) => id);
  const removed = removeTextSlots(tenantId, ids, textSlotsOnlyIn(previous, layout));
  await commitLot(
    db,
    migration,
    { at_id: lot.at(-1)?.id ?? migration.at_id, records_moved: migration.records_moved + lot.length },
    [...(behind.length > 0 ? [rewrite(migration, behind)] : []), ...removed],
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

/** Removes what a check has written in vain. */
export async function cleanLot(db: Database, migration: Migration, lot: readonly LotRow[]): Promise<void> {
  const { tenantId, layout, previous } = migration;
  const filled = columnsOnlyIn(layout, previous);
  const ids = lot.map(({ id }) => id);
  const removed = removeTextSlots(tenantId, ids, textSlotsOnlyIn(layout, previous));
  const statement = {
    name: ["migration_clean", ...filled].join("_"),
    text: `update data.record set ${filled.map((column) => `${column} = null`).join(", ")}
           where tenant_id = $1 and id = any($2) and (${filled.map((column) => `${column} is not null`).join(" or ")})`,
    values: [tenantId, ids],
  };
  const emptied = filled.length > 0 ? [statement] : [];
  await commitLot(db, migration, { at_id: lot.at(-1)?.id ?? migration.at_id }, [...emptied, ...removed]);
}
