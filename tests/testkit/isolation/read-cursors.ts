import type { TestServer, TestTenant } from "../server.ts";

export type Page = { edges: { cursor: string }[] };

export async function readCursors(
  admin: <T>(query: string, variables: unknown) => Promise<T>,
  {
    collection,
    imported,
    record,
    deletedRecord,
    bulkChange,
    migration,
  }: {
    collection: string;
    imported: string;
    record: string;
    deletedRecord: string;
    bulkChange: string;
    migration: string;
  },
) {
  const lists = await admin<
    Record<
      | "members"
      | "users"
      | "apiKeys"
      | "serviceAccounts"
      | "invitations"
      | "tenantConfigVersions"
      | "oauthClients"
      | "records"
      | "sorted"
      | "deletedRecords"
      | "bulkChanges"
      | "exports"
      | "imports"
      | "collections"
      | "collectionMigrations"
      | "auditEvents"
      | "jobs"
      | "usageDays"
      | "joinRequests",
      Page
    > & {
      import: { rejections: Page };
      record: { versions: Page };
      bulkChange: { failures: Page };
      deletedRecord: { versions: Page };
      collectionMigration: { failures: Page };
      collection: { versions: Page };
      auditEvents: { nodes: { id: string }[] };
    }
  >(
    `query ($c: String!, $i: ID!, $r: ID!, $d: ID!, $b: ID!, $m: ID!) {
       collection(name: $c) { versions(first: 1) { edges { cursor } } }
       collections(first: 1) { edges { cursor } }
       collectionMigrations(collection: $c, first: 1) { edges { cursor } }
       collectionMigration(id: $m) { failures(first: 1) { edges { cursor } } }
       members(first: 1) { edges { cursor } } users(first: 1) { edges { cursor } } apiKeys(first: 1) { edges { cursor } }
       serviceAccounts(first: 1) { edges { cursor } } invitations(first: 1) { edges { cursor } }
       tenantConfigVersions(first: 1) { edges { cursor } } joinRequests(first: 1) { edges { cursor } }
       oauthClients(first: 1) { edges { cursor } }
       records(collection: $c, first: 1) { edges { cursor } }
       sorted: records(collection: $c, first: 1, sort: { field: "title" }) { edges { cursor } }
       record(id: $r) { versions(first: 1) { edges { cursor } } }
       deletedRecord(id: $d) { versions(first: 1) { edges { cursor } } }
       exports(first: 1) { edges { cursor } } bulkChanges(first: 1) { edges { cursor } } bulkChange(id: $b) { failures(first: 1) { edges { cursor } } }
       deletedRecords(collection: $c, first: 1) { edges { cursor } }
       imports(first: 1) { edges { cursor } } import(id: $i) { rejections(first: 1) { edges { cursor } } }
       auditEvents(first: 1) { edges { cursor } nodes { id } } jobs(first: 1) { edges { cursor } } usageDays(last: 1) { edges { cursor } } }`,
    { c: collection, i: imported, r: record, d: deletedRecord, b: bulkChange, m: migration },
  );
  const first = (name: string, page: Page) => {
    const cursor = page.edges[0]?.cursor;
    if (cursor === undefined) throw new Error(`the world has nothing in ${name}`);
    return cursor;
  };
  return {
    jobsCursor: first("jobs", lists.jobs),
    joinRequestsCursor: first("joinRequests", lists.joinRequests),
    usageDaysCursor: first("usageDays", lists.usageDays),
    auditEvent: lists.auditEvents.nodes[0]?.id ?? "",
    membersCursor: first("members", lists.members),
    tenantConfigVersionsCursor: first("tenantConfigVersions", lists.tenantConfigVersions),
    usersCursor: first("users", lists.users),
    apiKeysCursor: first("apiKeys", lists.apiKeys),
    serviceAccountsCursor: first("serviceAccounts", lists.serviceAccounts),
    invitationsCursor: first("invitations", lists.invitations),
    oauthClientsCursor: first("oauthClients", lists.oauthClients),
    recordsCursor: first("records", lists.records),
    sortedRecordsCursor: first("sorted records", lists.sorted),
    versionsCursor: first("versions", lists.record.versions),
    deletedVersionsCursor: first("versions of a deleted record", lists.deletedRecord.versions),
    deletedRecordsCursor: first("deleted records", lists.deletedRecords),
    exportsCursor: first("exports", lists.exports),
    bulkChangesCursor: first("bulk changes", lists.bulkChanges),
    bulkFailuresCursor: first("failures of a bulk change", lists.bulkChange.failures),
    importsCursor: first("imports", lists.imports),
    collectionsCursor: first("collections", lists.collections),
    collectionVersionsCursor: first("collection versions", lists.collection.versions),
    collectionMigrationsCursor: first("collectionMigrations", lists.collectionMigrations),
    migrationFailuresCursor: first("migration failures", lists.collectionMigration.failures),
    rejectionsCursor: first("rejections", lists.import.rejections),
    auditEventsCursor: first("auditEvents", lists.auditEvents),
  };
}

/** The cursor of the first event of a type, as a subscription would have given it. */
export async function eventCursor(server: TestServer, tenant: TestTenant, type: string): Promise<string> {
  const { rows } = await server.databases.owner.pool.query(
    `select xid::text, id::text, type, subject, payload from platform.outbox
     where tenant_id = $1 and type = $2 order by outbox.xid, outbox.id limit 1`,
    [tenant.tenantId, type],
  );
  if (!rows[0]) throw new Error(`the world has no event ${type}`);
  return server.platform.feed.cursor({ ...rows[0], tenantId: tenant.tenantId, occurredAt: "" });
}
