import { ask, type TestData, type TestPrincipal } from "./fixture.ts";

const VERSIONS = `versions(first: $first, after: $after, last: $last, before: $before) {
  nodes { version kind data restoredFrom changes { path before after } writtenAt writtenBy { id } }
  edges { cursor } pageInfo { hasNextPage hasPreviousPage endCursor startCursor } }`;
const PAGING = "$first: Int, $after: String, $last: Int, $before: String";

const LIVING = `query ($id: ID!, ${PAGING}) { record(id: $id) { ${VERSIONS} } }`;
const DELETED = `query ($id: ID!, ${PAGING}) { deletedRecord(id: $id) { ${VERSIONS} } }`;

/** Versions of a record, living or deleted. */
export async function versionsOf(data: TestData, who: TestPrincipal, id: string, paging: object = {}) {
  const living = await ask(data, who, LIVING, { id, ...paging });
  const answer = living.refusals[0]?.code === "NOT_FOUND" ? await ask(data, who, DELETED, { id, ...paging }) : living;
  if (answer.refusals[0]) throw new Error(JSON.stringify(answer.refusals));
  return (answer.data.record ?? answer.data.deletedRecord).versions;
}

const UPDATE = `mutation ($input: UpdateRecordInput!) { updateRecord(input: $input) { record { version } } }`;
const DELETE = `mutation ($input: DeleteRecordInput!) { deleteRecord(input: $input) { id } }`;
const RESTORE = `mutation ($input: RestoreRecordInput!) { restoreRecord(input: $input) { record { id version data createdAt createdBy { id } updatedBy { id } } } }`;

export const update = (data: TestData, who: TestPrincipal, id: string, version: number, to: object) =>
  ask(data, who, UPDATE, { input: { id, version, data: to } });
export const remove = (data: TestData, who: TestPrincipal, id: string) => ask(data, who, DELETE, { input: { id } });
export const restore = (data: TestData, who: TestPrincipal, input: object) => ask(data, who, RESTORE, { input });

/** Bytes of a tenant as quotas count them, and as the tables have them. */
export async function bytesOf(data: TestData, { tenantId }: TestPrincipal): Promise<{ counted: number; kept: number }> {
  const { rows } = await data.platform.databases.owner.pool.query(
    `select (select coalesce(sum(amount), 0)::int from platform.usage_level where tenant_id = $1 and quota = 'bytes') as counted,
       (select coalesce(sum(octet_length(data::text)), 0)::int from (
          select data from data.record where tenant_id = $1 union all select data from data.deleted_record where tenant_id = $1
          union all select data from data.record_version where tenant_id = $1) as all_data) + (
          select coalesce(sum(octet_length(concat(code, message, column_name, path, field, value))), 0)::int
          from data.import_rejection where tenant_id = $1) as kept`,
    [tenantId],
  );
  return rows[0];
}
