import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestServer, type TestServer, type TestTenant } from "../testkit/server.ts";

let server: TestServer;
let tenant: TestTenant;
beforeAll(async () => {
  server = await openTestServer();
  tenant = await server.tenant();
  await tenant.graphql(
    "Admin",
    "mutation($i: DefineCollectionInput!) { defineCollection(input: $i) { collection { id } } }",
    {
      i: { name: "notes", schema: { type: "object", properties: { n: { type: "integer", "x-indexed": true } } } },
    },
  );
}, 60_000);
afterAll(() => server.stop());

const DEADLINE_MS = 10_000;
const STORM_MS = 4_000;

/** Kills random backends of the application's roles, whatever they are doing. */
async function terminateBackends(until: number): Promise<void> {
  while (Date.now() < until) {
    await server.databases.owner.pool.query(
      `select pg_terminate_backend(pid) from (select pid from pg_stat_activity
       where datname = current_database() and usename like 'bulkhead_%' order by random() limit 3) as victim`,
    );
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

test("backends terminated under load cost clean errors: no hang, no crash, nothing acknowledged is lost", async () => {
  const until = Date.now() + STORM_MS;
  const outcomes = new Map<string, number>();
  const created: number[] = [];
  let n = 0;
  const timed = <T>(work: Promise<T>): Promise<T> =>
    Promise.race([
      work,
      new Promise<never>((_, reject) => setTimeout(() => reject(new Error("hangs")), DEADLINE_MS).unref()),
    ]);
  const note = (outcome: string) => outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);

  const write = async () => {
    while (Date.now() < until) {
      const mine = n++;
      const body = JSON.stringify({ data: { n: mine } });
      const headers = { "content-type": "application/json" };
      const { status, text } = await timed(
        tenant.rest("Developer", "POST", "/v1/collections/notes/records", body, headers),
      );
      note(status === 201 ? "created" : `${status} ${JSON.parse(text).code}`);
      if (status === 201) created.push(mine);
    }
  };
  const read = async () => {
    while (Date.now() < until) {
      const { data, errors } = await timed(
        tenant.graphql(
          "Viewer",
          '{ records(collection: "notes", last: 20) { nodes { data createdBy { name } } } tenant { name } }',
        ),
      );
      note(errors ? `read ${errors.map((error) => error.extensions.code).join()}` : data ? "read" : "read nothing");
    }
  };
  await Promise.all([
    terminateBackends(until),
    ...Array.from({ length: 6 }, write),
    ...Array.from({ length: 6 }, read),
  ]);

  for (const outcome of outcomes.keys())
    expect(outcome).toMatch(/^(created|503 UNAVAILABLE|read|read (UNAVAILABLE,?)+)$/);
  expect(outcomes.get("created")).toBeGreaterThan(20);
  expect([...outcomes.keys()].some((outcome) => outcome.includes("UNAVAILABLE"))).toBe(true);

  // Once nobody kills any more, the very next requests work, and every acknowledged record is there.
  const { rows } = await server.databases.owner.pool.query("select (data->>'n')::int as n from data.record");
  const stored = new Set(rows.map((row) => row.n));
  expect(created.filter((one) => !stored.has(one))).toEqual([]);
  const { rows: audited } = await server.databases.owner.pool.query(
    "select count(*)::int as count from platform.audit_event where action = 'record.create'",
  );
  expect(audited[0].count).toBe(stored.size);
  const after = await tenant.rest("Viewer", "GET", "/v1/collections/notes/records?first=1");
  expect(after.status).toBe(200);
}, 60_000);
