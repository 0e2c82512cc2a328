import {
  createDatabase,
  type DisposablePostgres,
  startDisposablePostgres,
} from "@bulkhead/infra/disposable-postgres.ts";
import { ROLES } from "@bulkhead/kernel/migrate.ts";
import { prepareDatabase } from "@bulkhead/server/prepare-database.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { TEMPLATE, TEST_SECRET } from "../testkit/global-setup.ts";
import { probeEntity } from "../testkit/isolation/entities.ts";
import { probeField } from "../testkit/isolation/harness.ts";
import { entityProbes, probes } from "../testkit/isolation/probes.ts";
import { openServerHarness, type ServerHarness } from "../testkit/isolation/server-harness.ts";
import { readFields, readSharedName, readTraces } from "../testkit/isolation/traces.ts";
import { openTestServer, type TestServer } from "../testkit/server.ts";
import { ACROSS_TENANTS, recordStatements, statementFaults, tenantTables } from "./statements.ts";

/**
 * The explicit tenant_id predicate by itself: the same probes as tests/isolation, on a PostgreSQL server of this file's
 * own where every application role may bypass row-level security. Roles belong to a whole server, so the shared one of
 * the run would not do.
 */
let postgres: DisposablePostgres;
let server: TestServer;
let harness: ServerHarness;
let statements: Set<string>;

beforeAll(async () => {
  postgres = await startDisposablePostgres();
  await prepareDatabase(await createDatabase(postgres.url, TEMPLATE), TEST_SECRET);
  server = await openTestServer({}, postgres.url);
  // The roles of the worker, which serves nobody, and of operators look across tenants by policies that
  // tests/testkit/catalogue lists one by one.
  const { worker: _worker, leader: _leader, operator: _operator, ...rooms } = server.platform.databases;
  statements = recordStatements(Object.values(rooms));
  const { pool } = server.databases.owner;
  for (const role of ROLES) await pool.query(`alter role ${role} bypassrls`);
  harness = await openServerHarness(server);
  await server.platform.authorisation.sweep(new AbortController().signal);
}, 120_000);

afterAll(async () => {
  await server.stop();
  await postgres.stop();
});

test("row-level security is really off: a statement without predicate sees both tenants", async () => {
  const { rows } = await server.databases.data.pool.query("select distinct tenant_id from data.record");
  expect(rows.map((row) => row.tenant_id).sort()).toEqual([harness.own.tenantId, harness.foreign.tenantId].sort());
});

// Before the probes: after them the caller has things of its own that are named like the other tenant's.
describe("without row-level security what a tenant reads of its own still holds no trace of the other", () => {
  test.each(readFields)("%s", async (coordinate) => {
    expect(await readTraces(harness, coordinate)).toEqual([]);
  });

  test("a collection whose name both have", async () => {
    expect(await readSharedName(harness)).toEqual({ mine: true, traces: [] });
  });
});

describe("without row-level security another tenant's value still gets the answer that nobody's value gets", () => {
  const overHttp = Object.keys(probes).filter((coordinate) => !coordinate.startsWith("Subscription."));
  test.each(overHttp)("%s", async (coordinate) => {
    expect(await probeField(harness, coordinate, probes)).toEqual([]);
  });
});

describe("without row-level security entity lookups still tell nothing", () => {
  test.each(Object.entries(entityProbes))("%s", async (name, kinds) => {
    expect(await probeEntity(server, harness, name, kinds)).toEqual([]);
  });
});

describe("every statement that was sent meanwhile names the tenant itself", () => {
  test("or is a listed exception", async () => {
    const tables = await tenantTables(server.databases.owner.pool);
    expect(tables.length).toBeGreaterThan(8);
    expect(statements.size).toBeGreaterThan(40);
    expect(statementFaults(statements, tables)).toEqual([]);
  });

  test("and every listed exception was sent", () => {
    const unsent = Object.keys(ACROSS_TENANTS).filter((known) => ![...statements].some((text) => text.includes(known)));
    expect(unsent).toEqual([]);
  });

  test.each([
    "select id from data.record where id = any($1)",
    "update tenancy.member set role = $1 where id = $2",
    "delete from data.record where id = $1",
    "select 1 from data.import i join data.collection c on c.id = i.collection_id where i.tenant_id = $1",
  ])("a fault is noticed: %s", async (text) => {
    expect(statementFaults([text], await tenantTables(server.databases.owner.pool))).toHaveLength(1);
  });
});
