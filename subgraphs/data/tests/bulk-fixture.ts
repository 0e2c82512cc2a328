import { tryDecodeId } from "@bulkhead/kernel/id.ts";
import type { Principal } from "@bulkhead/kernel/principal.ts";
import { until } from "../../../tests/testkit/until.ts";
import { startTestWorkers, type TestWorkers } from "../../../tests/testkit/workers.ts";
import { ask, define, openTestData, type TestData, type TestPrincipal } from "./fixture.ts";

export const UPDATE_MANY = `mutation ($input: UpdateRecordsInput!) { updateRecords(input: $input) { bulkChange { id status kind dryRun } } }`;
export const DELETE_MANY = `mutation ($input: DeleteRecordsInput!) { deleteRecords(input: $input) { bulkChange { id status kind dryRun } } }`;
const READ = `query ($id: ID!) { bulkChange(id: $id) { id collection kind status dryRun recordsMatched recordsChanged recordsFailed
  failure { code message } failures(first: 500) { nodes { recordId code path message } } createdBy { id } createdAt finishedAt } }`;

export interface TestBulk extends TestData {
  workers: TestWorkers | undefined;
}

/** The data room, and workers for its jobs. */
export async function openTestBulk({ start } = { start: true }): Promise<TestBulk> {
  const data = await openTestData();
  const workers = start ? await startTestWorkers(data.platform, data.room.jobs) : undefined;
  return {
    ...data,
    workers,
    async stop() {
      await workers?.stop();
      await data.stop();
    },
  };
}

/** A collection of `count` people of one age, named n0, n1 and so on. */
export async function people(data: TestData, who: TestPrincipal, count: number, name = "people"): Promise<void> {
  const { id } = await define(data, who, undefined, name);
  await data.platform.databases.owner.pool.query(
    `insert into data.record (tenant_id, id, collection_id, data, version, schema_version, created_at, updated_at, created_by,
       updated_by, t1, n1, n2, n3, n4)
     select $1, uuidv7(interval '-1 hour'), $2, jsonb_build_object('name', 'n' || n, 'age', 7), 1, 1, now(), now(), $3, $3,
       'vn' || n, 7, '-Infinity', '-Infinity', '-Infinity' from generate_series(0, $4::int - 1) n`,
    [who.tenantId, tryDecodeId("collection", id), who.id, count],
  );
}

/** Asks for a bulk change; answers its id. */
export async function askBulk(data: TestData, who: Principal, source: string, input: object): Promise<string> {
  const answer = await ask(data, who, source, { input: { collection: "people", ...input } });
  if (answer.refusals[0]) throw new Error(JSON.stringify(answer.refusals));
  return Object.values(answer.data as Record<string, { bulkChange: { id: string } }>)[0]?.bulkChange.id ?? "";
}

export async function readBulk(data: TestData, who: Principal, id: string) {
  const answer = await ask(data, who, READ, { id });
  if (answer.refusals[0]) throw new Error(JSON.stringify(answer.refusals));
  return answer.data.bulkChange;
}

/** The bulk change once it has ended. */
export async function ended(data: TestData, who: Principal, id: string) {
  await until(async () => (await readBulk(data, who, id)).finishedAt !== null, 40_000);
  return readBulk(data, who, id);
}

export async function bulk(data: TestData, who: Principal, source: string, input: object) {
  return ended(data, who, await askBulk(data, who, source, input));
}

/** How many records of a tenant are in which version, and what was kept and told of them, past all walls. */
export async function tally(data: TestData, tenantId: string) {
  const sql = async (text: string) => (await data.platform.databases.owner.pool.query(text, [tenantId])).rows;
  const [living, kept, deleted, told] = await Promise.all([
    sql(
      "select version, count(*)::int as many from data.record where tenant_id = $1 group by version order by version",
    ),
    sql(
      "select version, count(*)::int as many from data.record_version where tenant_id = $1 group by version order by version",
    ),
    sql(
      "select version, count(*)::int as many from data.deleted_record where tenant_id = $1 group by version order by version",
    ),
    sql(`select type, count(*)::int as many, count(distinct payload ->> 'recordId')::int as records from platform.outbox
         where tenant_id = $1 and type like 'record.%' group by type order by type`),
  ]);
  return { living, kept, deleted, told };
}
