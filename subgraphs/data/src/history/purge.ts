import { type Database, type Statement, type Transaction, withTenant } from "@bulkhead/kernel/database.ts";

/** Versions of one transaction: well under the 50 ms that one may take, also where each is large. */
const LOT = 400;

/** What is told of a purge along with it. */
export type Told = (purged: { records: number; versions: number }) => Statement[];

/**
 * Purges those of the records that are deleted, with all their versions, and answers how many they are; undefined when it
 * got no further than some of the versions, and has to be called again. One that is restored meanwhile is none of them.
 */
export function purgeDeleted(
  db: Database,
  tenantId: string,
  wanted: readonly string[],
  told: Told,
): Promise<number | undefined> {
  return withTenant(db, tenantId, async (tx) => {
    const found = await tx.query<{ id: string }>({
      name: "deleted_of",
      text: "select id from data.deleted_record where tenant_id = $1 and id = any($2)",
      values: [tenantId, wanted],
    });
    const ids = found.map(({ id }) => id);
    if (ids.length === 0) return 0;
    const versions = await countVersions(tx, ids);
    tx.atEnd(deleteVersions(tenantId, ids, LOT));
    if (versions > LOT) return undefined;
    tx.surelyAtEnd(
      {
        text: "delete from data.deleted_record where tenant_id = $1 and id = any($2) returning 1",
        values: [tenantId, ids],
      },
      ids.length,
    );
    for (const statement of told({ records: ids.length, versions })) tx.atEnd(statement);
    return ids.length;
  });
}

async function countVersions(tx: Transaction, ids: readonly string[]): Promise<number> {
  const rows = await tx.query({
    name: "versions_to_purge",
    text: "select from data.record_version where tenant_id = $1 and record_id = any($2) limit $3",
    values: [tx.tenantId, ids, LOT + 1],
  });
  return rows.length;
}

/** Only of records that are deleted: what is restored needs them. */
function deleteVersions(tenantId: string, ids: readonly string[], rows: number): Statement {
  return {
    name: "purge_versions",
    text: `delete from data.record_version where tenant_id = $1 and (record_id, version) in (
             select v.record_id, v.version from data.record_version v
             join data.deleted_record d on d.tenant_id = v.tenant_id and d.id = v.record_id
             where v.tenant_id = $1 and v.record_id = any($2) limit $3)`,
    values: [tenantId, ids, rows],
  };
}

/** Purges superseded versions that came to their end before, but for those that a running import may have to put back; answers how many, at most a lot. */
export function purgeSuperseded(db: Database, tenantId: string, before: string, told: Told): Promise<number> {
  return withTenant(db, tenantId, async (tx) => {
    const due = await tx.query<{ record_id: string; version: number }>({
      name: "superseded_to_purge",
      text: `select record_id, version from data.record_version where tenant_id = $1 and superseded_at < $2
               and not exists (select from data.import_change c where c.tenant_id = $1 and c.record_id = record_version.record_id)
             order by superseded_at limit $3`,
      values: [tenantId, before, LOT],
    });
    if (due.length === 0) return 0;
    tx.surelyAtEnd(
      {
        text: `delete from data.record_version
               where tenant_id = $1 and (record_id, version) in (select unnest($2::uuid[]), unnest($3::int[])) returning 1`,
        values: [tenantId, due.map(({ record_id }) => record_id), due.map(({ version }) => version)],
      },
      due.length,
    );
    for (const statement of told({ records: 0, versions: due.length })) tx.atEnd(statement);
    return due.length;
  });
}
