import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestServer, type TestServer, type TestTenant } from "../testkit/server.ts";
import { subscribe } from "../testkit/socket.ts";
import { until } from "../testkit/until.ts";

/** One tenant's day, through the public addresses alone, each step through another gateway where there are several. */
let server: TestServer;
let tenant: TestTenant;
beforeAll(async () => {
  server = await openTestServer();
  tenant = await server.tenant();
}, 60_000);
afterAll(() => server.stop());

const SCHEMA = {
  type: "object",
  additionalProperties: false,
  properties: { number: { type: "string", maxLength: 40, "x-indexed": true }, total: { type: "number" } },
};
const CHANGES = `subscription ($a: String) {
  recordChanged(collection: "invoices", after: $a) { cursor kind record { data createdBy { name } } } }`;

interface Change {
  cursor: string;
  kind: string;
  record: { data: { number: string; total: number }; createdBy: { name: string } } | null;
}

async function ask<T>(role: "Admin" | "Developer" | "Viewer", query: string, variables?: unknown): Promise<T> {
  const { data, errors } = await tenant.graphql(role, query, variables);
  if (errors) throw new Error(JSON.stringify(errors));
  return data as T;
}

const create = (number: string) =>
  ask<{ createRecord: { record: { id: string; version: number } } }>(
    "Developer",
    "mutation ($i: CreateRecordInput!) { createRecord(input: $i) { record { id version } } }",
    { i: { collection: "invoices", data: { number, total: 1 } } },
  );

test("what one gateway writes the other reads, joined across subgraphs", async () => {
  await ask(
    "Developer",
    "mutation ($i: DefineCollectionInput!) { defineCollection(input: $i) { collection { id } } }",
    {
      i: { name: "invoices", schema: SCHEMA },
    },
  );
  for (const number of ["A-1", "A-2", "A-3"]) await create(number);
  for (const _ of server.addresses) {
    const { records } = await ask<{ records: { nodes: Change["record"][] } }>(
      "Viewer",
      `{ records(collection: "invoices", sort: { field: "number" }) { nodes { data createdBy { name } } } }`,
    );
    expect(records.nodes.map((one) => [one?.data.number, one?.createdBy.name])).toEqual([
      ["A-1", "Developer"],
      ["A-2", "Developer"],
      ["A-3", "Developer"],
    ]);
  }
});

test("a subscriber that loses its gateway resumes at another, and has every change once and in order", async () => {
  const seen: Change[] = [];
  let after: string | null = null;
  // From a cursor on, so that nothing is missed while the first subscription is being set up.
  const { rows } = await server.databases.owner.pool.query(
    `select xid::text, id::text, type, subject, payload from platform.outbox o
     where type = 'record.created' and payload->'data'->>'number' = 'A-3' order by o.xid, o.id limit 1`,
  );
  after = server.platform.feed.cursor({ ...rows[0], tenantId: await tenantUuid(), occurredAt: "" });
  for (let round = 0; round < 6; round++) {
    const listening = await subscribe(server.address, tenant.keys.Viewer, CHANGES, { a: after });
    await create(`B-${2 * round}`);
    await create(`B-${2 * round + 1}`);
    const changes = () =>
      listening.messages.flatMap(({ type, payload }) =>
        type === "next" ? [(payload as { data: { recordChanged: Change } }).data.recordChanged] : [],
      );
    await listening.heard(() => changes().length >= 1);
    // Whatever had come by now, the next subscription goes on behind the last of it.
    listening.close();
    seen.push(...changes());
    after = seen.at(-1)?.cursor ?? after;
  }
  const rest = await subscribe(server.address, tenant.keys.Viewer, CHANGES, { a: after });
  await rest.heard(() => seen.length + rest.messages.filter(({ type }) => type === "next").length >= 12);
  for (const { type, payload } of rest.messages)
    if (type === "next") seen.push((payload as { data: { recordChanged: Change } }).data.recordChanged);
  rest.close();
  expect(seen.map((change) => change.record?.data.number)).toEqual(Array.from({ length: 12 }, (_, at) => `B-${at}`));
});

async function tenantUuid(): Promise<string> {
  const { rows } = await server.databases.owner.pool.query("select owner from tenancy.tenant_slug where slug = $1", [
    tenant.slug,
  ]);
  return rows[0]?.owner;
}

test("an import accepted by one process is done by another, and its job is listed", async () => {
  const file = "number,total\nC-1,1\nC-2,lots\nC-3,3\n";
  const accepted = await tenant.rest("Developer", "POST", "/v1/collections/invoices/imports?mode=partial", file, {
    "content-type": "text/csv",
  });
  expect(accepted.status).toBe(202);
  const { id } = JSON.parse(accepted.text) as { id: string };
  const look = async () => JSON.parse((await tenant.rest("Viewer", "GET", `/v1/imports/${id}`)).text);
  await until(async () => (await look()).status === "SUCCEEDED", 20_000);
  expect(await look()).toMatchObject({ rows_stored: 2, rows_rejected: 1 });
  await until(async () => {
    const { jobs } = await ask<{ jobs: { nodes: { kind: string; state: string }[] } }>(
      "Admin",
      "{ jobs { nodes { kind state } } }",
    );
    return jobs.nodes.some(({ kind, state }) => kind === "data.import" && state === "SUCCEEDED");
  }, 20_000);
});

test("a revoked key is refused by every gateway within a second, and the log tells who did it", async () => {
  const { apiKeys } = await ask<{ apiKeys: { nodes: { id: string; role: string }[] } }>(
    "Admin",
    "{ apiKeys { nodes { id role } } }",
  );
  const id = apiKeys.nodes.find(({ role }) => role === "Viewer")?.id;
  for (const _ of server.addresses) await ask("Viewer", "{ me { permissions } }");
  await ask("Admin", "mutation ($i: RevokeApiKeyInput!) { revokeApiKey(input: $i) { apiKey { id } } }", { i: { id } });
  const revokedAt = performance.now();
  for (const address of server.addresses)
    await until(async () => {
      const answer = await fetch(`${address}/v1/collections/invoices/records`, {
        headers: { authorization: `Bearer ${tenant.keys.Viewer}` },
      });
      return answer.status === 401;
    }, 2_000);
  expect(performance.now() - revokedAt).toBeLessThan(1_500);
  const { auditEvents } = await ask<{ auditEvents: { nodes: { action: string; actor: { name: string } }[] } }>(
    "Admin",
    `{ auditEvents(filter: { action: "api-key.revoke" }) { nodes { action actor { name } } } }`,
  );
  expect(auditEvents.nodes).toEqual([{ action: "api-key.revoke", actor: { name: "First Admin key" } }]);
});
