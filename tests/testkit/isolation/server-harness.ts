import { tryDecodeId } from "@bulkhead/kernel/id.ts";
import { supergraphSdl } from "@bulkhead/server/gateway.ts";
import type { GraphQLSchema } from "graphql";
import type { Pool } from "pg";
import type { TestServer, TestTenant } from "../server.ts";
import { ROLES } from "../server.ts";
import { buildWorld, type Marks } from "./build-world.ts";
import type { Answer } from "./compare.ts";
import { type Caller, type Harness, type KeyCaller, ownCallsOf, type Worlds } from "./harness.ts";
import { type Operation, operationOf } from "./operation.ts";
import { personOf } from "./person.ts";
import { probes } from "./probes.ts";
import { readSupergraph } from "./schema-walk.ts";
import { phantomOf, phantomText, type World } from "./world.ts";

/** Everything a tenant has, in every table that has tenants, as one digest. */
export async function tenantState(owner: Pool, tenantId: string): Promise<string> {
  const { rows: tables } = await owner.query<{ name: string }>(
    `select format('%I.%I', table_schema, table_name) as name from information_schema.columns
     where column_name = 'tenant_id' and table_schema in ('platform', 'identity', 'tenancy', 'data', 'audit')
       -- What the tenant itself asked is added up here seconds later, whoever asks meanwhile.
       and table_name not in ('usage_month', 'usage_day', 'usage_gauge') order by 1`,
  );
  if (tables.length < 5) throw new Error("the digest saw hardly any table");
  const digests = tables.map(
    ({ name }) =>
      `select '${name}' as name, count(*) || ' rows ' || coalesce(md5(string_agg(t::text, ' ' order by t::text)), '') as digest
       from ${name} t where tenant_id = $1`,
  );
  const { rows } = await owner.query(digests.join(" union all "), [tenantId]);
  return JSON.stringify(rows);
}

export interface ServerHarness extends Harness {
  own: TestTenant;
  foreign: TestTenant;
  marks: Record<"own" | "foreign", Marks>;
  /** Every byte that was answered to the caller's tenant. */
  transcript: string[];
  key(caller: KeyCaller): string | null;
  request(
    caller: Caller,
    method: string,
    path: string,
    body?: string,
    headers?: Record<string, string>,
  ): Promise<Answer>;
}

const marksOf = (pattern: string): Marks => ({
  name: phantomText(pattern),
  content: phantomText("Mark-aaaaaaaaaaaaaaaa"),
});

/** A tenant whose id is the uuid it has inside the database. */
export async function newTenant(server: TestServer): Promise<TestTenant> {
  const tenant = await server.tenant();
  return { ...tenant, tenantId: tryDecodeId("tenant", tenant.tenantId) ?? tenant.tenantId };
}

/** Whatever was answered before and is kept will do, so that it is asked for each time whose it is. */
export const FROM_MEMORY = { "cache-control": "max-age=600" };

/** Two tenants on a running server, both filled, and how the principals of one of them call it. */
export async function openServerHarness(server: TestServer): Promise<ServerHarness> {
  const marks = { own: marksOf("aaaaaaaaaaaa"), foreign: marksOf("aaaaaaaaaaaa") };
  const own = await newTenant(server);
  const foreign = await newTenant(server);
  const ownWorld = await buildWorld(server, own, marks.own);
  const foreignWorld = await buildWorld(server, foreign, marks.foreign);
  const worlds: Worlds = { own: ownWorld, foreign: foreignWorld, phantom: phantomOf(foreignWorld) };
  const permissions = new Map<Caller, ReadonlySet<string>>([["anonymous", new Set()]]);
  for (const role of ROLES) {
    const { data } = await own.graphql(role, "{ me { permissions } }");
    permissions.set(role, new Set((data as { me: { permissions: string[] } }).me.permissions));
  }
  permissions.set("Person", permissions.get("Admin") ?? new Set());
  const transcript: string[] = [];
  const key = (caller: KeyCaller) => (caller === "anonymous" ? null : own.keys[caller]);
  const credential = async (caller: Caller) => (caller === "Person" ? personOf(ownWorld).token() : key(caller));

  async function request(
    caller: Caller,
    method: string,
    path: string,
    body?: string,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const answer = await server.rest(await credential(caller), method, path, body, { ...FROM_MEMORY, ...headers });
    transcript.push(answer.text);
    return { status: answer.status, headers: Object.fromEntries(answer.headers), body: answer.text };
  }

  const schema = readSupergraph(supergraphSdl);
  await warmUp(server, schema, foreign, foreignWorld);

  return {
    schema,
    worlds,
    own,
    foreign,
    marks,
    transcript,
    key,
    request,
    send: (caller: Caller, operation: Operation) =>
      request(caller, "POST", "/graphql", JSON.stringify(operation), { "content-type": "application/json" }),
    permissions: (caller) => permissions.get(caller) ?? new Set(),
    foreignState: () => tenantState(server.databases.owner.pool, foreign.tenantId),
  };
}

/** The other tenant reads everything of its own, so that whatever the process remembers of it could be handed out. */
async function warmUp(server: TestServer, schema: GraphQLSchema, { keys }: TestTenant, world: World): Promise<void> {
  const queries = Object.entries(probes).filter(
    ([coordinate, { asOperator }]) => coordinate.startsWith("Query.") && !asOperator,
  );
  for (const [coordinate, probe] of queries) {
    for (const { args } of ownCallsOf(probe, world)) {
      const body = JSON.stringify(operationOf(schema, { coordinate, args }, undefined));
      const headers = { "content-type": "application/json", ...FROM_MEMORY };
      const { text } = await server.rest(keys.Admin, "POST", "/graphql", body, headers);
      const { errors } = JSON.parse(text) as { errors?: unknown[] };
      if (errors) throw new Error(`${coordinate} as the other tenant: ${JSON.stringify(errors)}`);
    }
  }
}
