import { encodeId, newUuid, tryDecodeId } from "@bulkhead/kernel/id.ts";
import type { TestServer, TestTenant } from "../server.ts";
import { until } from "../until.ts";

/** A check of a change by which the records would be wrong: it has failures, and has changed nothing. */
export async function failedMigration(
  { databases }: TestServer,
  admin: <T>(query: string, variables: unknown) => Promise<T>,
  { tenantId }: TestTenant,
  name: string,
  schema: { properties: object },
): Promise<void> {
  const changed = { ...schema, properties: { ...schema.properties, title: { type: "string", maxLength: 1 } } };
  await admin<object>(
    `mutation ($input: UpdateCollectionInput!) { updateCollection(input: $input) { migration { id } } }`,
    { input: { name, version: 1, schema: changed, mapping: [], dryRun: true } },
  );
  const running = "select from data.collection_migration where tenant_id = $1 and finished_at is null";
  await until(async () => (await databases.owner.pool.query(running, [tenantId])).rowCount === 0, 20_000);
}

/** One that is being checked for as long as the world stands, for no job works on it. */
export async function seedMigration(
  { databases }: TestServer,
  tenantId: string,
  record: string,
  collection: string,
): Promise<string> {
  const id = newUuid();
  await databases.owner.pool.query(
    `with migration as (
       insert into data.collection_migration (tenant_id, id, collection_id, from_version, schema, mapping, layout, previous,
         dry_run, state, phase, request_id, created_by)
       select tenant_id, $2, id, 1, schema, '[]', '{"fields":[],"indexes":[],"texts":[]}', '{"fields":[],"indexes":[],"texts":[]}',
         true, 'CHECKING', 'CHECK', 'req_seed', created_by
       from data.collection where tenant_id = $1 and name = $3 returning tenant_id, id)
     insert into data.migration_failure (tenant_id, migration_id, record_id, path, code, message)
     select tenant_id, id, $4, '/title', 'MAX_LENGTH', 'seeded' from migration`,
    [tenantId, id, collection, tryDecodeId("record", record)],
  );
  return encodeId("collectionMigration", id);
}

/** What a schema keeps for a time has been heard of. */
export async function retentionNoted({ databases }: TestServer, tenantId: string): Promise<void> {
  const noted = "select from data.retention where tenant_id = $1";
  await until(async () => (await databases.owner.pool.query(noted, [tenantId])).rowCount !== 0, 20_000);
}
