import { isObjectType } from "graphql";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildWorld } from "../testkit/isolation/build-world.ts";
import { operationsOf, ownCallsOf, probeField } from "../testkit/isolation/harness.ts";
import { operationOf } from "../testkit/isolation/operation.ts";
import { personOf } from "../testkit/isolation/person.ts";
import type { Probe } from "../testkit/isolation/probe.ts";
import { entityProbes, probes } from "../testkit/isolation/probes.ts";
import { coordinatesOf } from "../testkit/isolation/schema-walk.ts";
import { newTenant, openServerHarness, type ServerHarness } from "../testkit/isolation/server-harness.ts";
import { kindFaults, type World } from "../testkit/isolation/world.ts";
import { operatorToken } from "../testkit/operators.ts";
import { openTestServer, type TestServer, type TestTenant } from "../testkit/server.ts";
import { until } from "../testkit/until.ts";
import { entityCoverageFaults, fieldCoverageFaults } from "./coverage.ts";

let server: TestServer;
let harness: ServerHarness;

beforeAll(async () => {
  server = await openTestServer();
  harness = await openServerHarness(server);
}, 60_000);

afterAll(() => server.stop());

test("every field, argument and entity of the supergraph has a probe, and no probe is left over", () => {
  expect(kindFaults()).toEqual([]);
  expect(fieldCoverageFaults(harness.schema, probes)).toEqual([]);
  expect(entityCoverageFaults(harness.schema, entityProbes)).toEqual([]);
});

test("every field of every type is selected by some probe", () => {
  const { schema } = harness;
  const selected = Object.keys(probes).flatMap((coordinate) => {
    const { through } = probes[coordinate] as Probe;
    const via = through === undefined ? undefined : { coordinate: through, args: {} };
    return coordinatesOf(schema, operationOf(schema, { coordinate, args: {} }, via).query);
  });
  const all = Object.values(schema.getTypeMap()).flatMap((type) =>
    isObjectType(type) && !type.name.startsWith("__")
      ? Object.keys(type.getFields()).map((field) => `${type.name}.${field}`)
      : [],
  );
  expect(all.filter((coordinate) => !selected.includes(coordinate))).toEqual([]);
});

const overHttp = Object.keys(probes).filter((coordinate) => !coordinate.startsWith("Subscription."));

describe("another tenant's value gets the answer that nobody's value gets", () => {
  test.each(overHttp)("%s", async (coordinate) => {
    expect(await probeField(harness, coordinate, probes)).toEqual([]);
  });
});

describe("after every probe with the other tenant's values", () => {
  beforeAll(async () => {
    // Refusals are written a moment after they are answered.
    const denied = "select from platform.audit_event where tenant_id = $1 and action = 'operation.deny'";
    await until(async () => (await server.databases.owner.pool.query(denied, [harness.own.tenantId])).rowCount !== 0);
  });

  test("no answer has ever held the other tenant's content", () => {
    expect(harness.transcript.length).toBeGreaterThan(500);
    expect(harness.transcript.filter((answer) => answer.includes(harness.marks.foreign.content))).toEqual([]);
  });

  test("no log line holds any tenant's content or any key", () => {
    const secrets = [harness.own, harness.foreign].flatMap(({ keys }) => Object.values(keys));
    const marks = [harness.marks.own.content, harness.marks.foreign.content, ...secrets];
    expect(server.logged.filter((line) => marks.some((mark) => line.includes(mark)))).toEqual([]);
  });

  test("no row of the caller's tenant holds the other tenant's content or ids", async () => {
    const { rows: tables } = await server.databases.owner.pool.query<{ name: string }>(
      "select distinct format('%I.%I', table_schema, table_name) as name from information_schema.columns where column_name = 'tenant_id'",
    );
    expect(tables.length).toBeGreaterThan(5);
    for (const { name } of tables) {
      const { rows } = await server.databases.owner.pool.query<{ row: string }>(
        `select t::text as row from ${name} t where tenant_id = $1`,
        [harness.own.tenantId],
      );
      const found = rows.filter(
        ({ row }) => row.includes(harness.marks.foreign.content) || row.includes(harness.foreign.tenantId),
      );
      expect(found.map(({ row }) => `${name}: ${row}`)).toEqual([]);
    }
  });
});

describe("the probes would work: a tenant's own values are answered", () => {
  let witness: TestTenant;
  let own: World;

  beforeAll(async () => {
    witness = await newTenant(server);
    own = await buildWorld(server, witness, { name: "witness", content: "Mark-witness" });
  }, 30_000);

  test.each(overHttp)("%s", async (coordinate) => {
    const probe = probes[coordinate] as Probe;
    // What makes something new must be given names that are not taken yet.
    const world = probe.fresh
      ? {
          ...own,
          email: "new@users.example",
          keyName: "new key",
          serviceAccountName: "new robot",
          invitedEmail: "new@invited.example",
          clientName: "new client",
          domainName: "new.example",
          collectionName: "new_collection",
          roleName: "new role",
        }
      : own;
    const through = probe.through ? ownCallsOf(probes[probe.through] ?? {}, world).at(-1)?.args : undefined;
    for (const { says, args } of ownCallsOf(probe, world)) {
      const [full] = operationsOf(harness.schema, coordinate, probe, args, through, harness.permissions("Admin"));
      const person = probe.asPerson ? await personOf(own).token() : witness.keys.Admin;
      const credential = probe.asOperator ? await operatorToken(server) : person;
      const { data, errors } = await server.graphql(credential, full?.query ?? "", full?.variables);
      expect({ says, errors }).toEqual({ says, errors: undefined });
      expect(data).toBeTruthy();
    }
  });
});
