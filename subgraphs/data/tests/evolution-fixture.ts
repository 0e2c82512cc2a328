import { until } from "../../../tests/testkit/until.ts";
import { startTestWorkers, type TestWorkers } from "../../../tests/testkit/workers.ts";
import { ask, openTestData, type TestData, type TestPrincipal } from "./fixture.ts";

export interface TestEvolution extends TestData {
  workers: TestWorkers;
}

/** The data room, and workers for its migrations. */
export async function openTestEvolution(): Promise<TestEvolution> {
  const data = await openTestData();
  const workers = await startTestWorkers(data.platform, data.room.jobs);
  return {
    ...data,
    workers,
    async stop() {
      await workers.stop();
      await data.stop();
    },
  };
}

const UPDATE = `mutation ($input: UpdateCollectionInput!) { updateCollection(input: $input) {
  collection { version schema indexedFields } migration { id state dryRun } changes { path kind message } } }`;

export function update(data: TestData, who: TestPrincipal, input: { [name: string]: unknown }) {
  return ask(data, who, UPDATE, { input: { name: "people", version: 1, ...input } });
}

/** Starts a migration; answers its id. */
export async function migrate(data: TestData, who: TestPrincipal, input: { [name: string]: unknown }): Promise<string> {
  const answer = await update(data, who, input);
  if (!answer.data?.updateCollection?.migration) throw new Error(JSON.stringify(answer));
  return answer.data.updateCollection.migration.id;
}

const READ = `query ($id: ID!) { collectionMigration(id: $id) { state dryRun recordsTotal recordsChecked recordsFailed recordsMoved
  finishedAt failures(first: 100) { nodes { recordId path code message } } } }`;

export async function readMigration(data: TestData, who: TestPrincipal, id: string) {
  const answer = await ask(data, who, READ, { id });
  if (answer.refusals[0]) throw new Error(JSON.stringify(answer.refusals));
  return answer.data.collectionMigration;
}

/** The migration when nothing of it is left to do. */
export async function ended(data: TestData, who: TestPrincipal, id: string) {
  let migration = await readMigration(data, who, id);
  await until(async () => {
    migration = await readMigration(data, who, id);
    return migration.finishedAt !== null;
  }, 20_000);
  return migration;
}

const LIST = `query ($filter: [RecordFilter!]) { records(collection: "people", filter: $filter) { nodes { id version data updatedAt } } }`;

export async function list(data: TestData, who: TestPrincipal, filter?: unknown[]) {
  const answer = await ask(data, who, LIST, { filter });
  if (answer.refusals[0]) throw new Error(JSON.stringify(answer.refusals));
  return answer.data.records.nodes as {
    id: string;
    version: number;
    data: { [name: string]: unknown };
    updatedAt: string;
  }[];
}

/** What stands in the table, past all walls. */
export async function stored(data: TestData, { tenantId }: TestPrincipal) {
  const { rows } = await data.platform.databases.owner.pool.query(
    "select data, schema_version, version, t1, t2, t3, t4, n1, n2, n3, u1, u2, k1 from data.record where tenant_id = $1 order by id",
    [tenantId],
  );
  return rows;
}
