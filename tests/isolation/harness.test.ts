import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { buildSchema, graphql } from "graphql";
import { describe, expect, test } from "vitest";
import { CALLERS, type Harness, probeField } from "../testkit/isolation/harness.ts";
import type { Probe } from "../testkit/isolation/probe.ts";
import { CURSORS, ID_KINDS, idKindOf, NAMES, phantomOf, type World } from "../testkit/isolation/world.ts";
import { entityCoverageFaults, fieldCoverageFaults, routeCoverageFaults } from "./coverage.ts";

/**
 * A house that forgets its walls on demand: records of two tenants in a map, looked up without asking whose they are.
 * If the harness is content with any of these, it proves nothing about the real house.
 */
const schema = buildSchema(`
  type Query { record(id: ID!): Record, note(id: ID!): Record, refused(id: ID!): Record, safe(id: ID!): Record, deep(id: ID!): Deep }
  type Mutation { touch(id: ID!): Boolean, make(name: String!): Record }
  type Deep { ok: Boolean, record: Record }
  type Record { id: ID!, title: String, tenant: String }
`);

const newWorld = (): World => {
  const ids = Object.fromEntries(ID_KINDS.map((kind) => [kind, encodeId(idKindOf(kind), newUuid())]));
  const names = Object.fromEntries(NAMES.map((name) => [name, `${name}-${newUuid()}`]));
  const cursors = Object.fromEntries(CURSORS.map((name) => [name, Buffer.from(newUuid()).toString("base64url")]));
  return { ...ids, ...names, ...cursors } as World;
};

const probes: Record<string, Probe> = {
  "Query.record": { references: { id: "record" } },
  "Query.note": { references: { id: "record" } },
  "Query.refused": { references: { id: "record" } },
  "Query.safe": { references: { id: "record" } },
  "Query.deep": { references: { id: "record" } },
  "Mutation.touch": { references: { id: "record" } },
  "Mutation.make": { references: { name: "collectionName" }, fresh: "anyone may" },
};

function openLeakyHouse(): Harness {
  const own = newWorld();
  const foreign = newWorld();
  const records = new Map([
    [own.record, { id: own.record, title: "mine", tenant: "own" }],
    [foreign.record, { id: foreign.record, title: "theirs", tenant: "foreign" }],
  ]);
  const touched: string[] = [];
  const find = (id: string) => records.get(id);
  const rootValue = {
    record: ({ id }: { id: string }) => find(id) ?? null,
    // Says nothing of the record, and yet tells that there is one.
    note({ id }: { id: string }) {
      throw new Error(find(id) ? "This is not yours." : "There is nothing here.");
    },
    // Refuses alike, but repeats what was asked.
    refused({ id }: { id: string }) {
      throw new Error(`There is no ${id}.`);
    },
    safe: ({ id }: { id: string }) => (find(id)?.tenant === "own" ? find(id) : null),
    // Leaks two joins below an honest field.
    deep: ({ id }: { id: string }) => ({ ok: true, record: () => find(id) ?? null }),
    touch({ id }: { id: string }) {
      if (find(id)) touched.push(id);
      return true;
    },
    make: ({ name }: { name: string }) => ({ id: encodeId("record", newUuid()), title: name, tenant: "own" }),
  };
  return {
    schema,
    worlds: { own, foreign, phantom: phantomOf(foreign) },
    permissions: () => new Set(),
    foreignState: async () => touched.filter((id) => id === foreign.record).join(),
    async send(_caller, { query, variables }) {
      const body = JSON.stringify(await graphql({ schema, source: query, rootValue, variableValues: variables }));
      return { status: 200, headers: { "x-request-id": newUuid() }, body };
    },
  };
}

describe("the harness notices", () => {
  test.each([
    ["Query.record", "a record of another tenant handed out"],
    ["Query.note", "a refusal in words that depend on whether it exists"],
    ["Query.refused", "an answer that repeats what was asked"],
    ["Query.deep", "a leak in a nested field"],
  ])("%s: %s", async (coordinate) => {
    const leaks = await probeField(openLeakyHouse(), coordinate, probes);
    const first = CALLERS.map(
      (caller) => `${caller} can tell a foreign from a missing one at ${coordinate}, id = record:`,
    );
    expect(leaks.slice(0, 4).map((leak) => `${leak.split(":")[0]}:`)).toEqual(first);
  });

  test("a change in the other tenant behind equal answers", async () => {
    expect(await probeField(openLeakyHouse(), "Mutation.touch", probes)).toEqual([
      "calls of Mutation.touch changed something in the other tenant",
    ]);
  });

  test("a fault of the server behind which answers only look alike", async () => {
    const house = openLeakyHouse();
    house.send = async () => ({ status: 200, headers: {}, body: '{"errors":[{"code":"INTERNAL_SERVER_ERROR"}]}' });
    expect((await probeField(house, "Query.safe", probes))[0]).toMatch(/^Admin meets a fault of ours at Query.safe/);
  });

  test("a header that differs", async () => {
    const house = openLeakyHouse();
    const { send, worlds } = house;
    house.send = async (caller, operation) => {
      const answer = await send(caller, operation);
      const exists = Object.values(operation.variables).includes(worlds.foreign.record);
      return { ...answer, headers: { ...answer.headers, "cache-control": exists ? "private" : "no-store" } };
    };
    expect(await probeField(house, "Query.safe", probes)).toHaveLength(4);
  });

  test("a leak to one role alone", async () => {
    const house = openLeakyHouse();
    const { send } = house;
    house.send = (caller, operation) =>
      send(
        caller,
        caller === "Viewer" ? { ...operation, query: operation.query.replace("safe(", "safe: record(") } : operation,
      );
    const leaks = await probeField(house, "Query.safe", probes);
    expect(leaks).toHaveLength(1);
    expect(leaks[0]).toMatch(/^Viewer can tell/);
  });
});

describe("the harness is content with", () => {
  test.each(["Query.safe", "Mutation.make"])("%s", async (coordinate) => {
    expect(await probeField(openLeakyHouse(), coordinate, probes)).toEqual([]);
  });
});

describe("coverage fails, and says how to mend it, for", () => {
  const sdl = buildSchema(`
    directive @join__type(graph: G!, key: String, resolvable: Boolean) repeatable on OBJECT
    enum G { DATA }
    type Query { record(id: ID!): Record, list(filter: Filter, first: Int): [Record] }
    input Filter { owner: ID, not: Filter, tags: [String!] }
    type Record @join__type(graph: DATA, key: "id") { id: ID!, parts(after: String): Int }
    type Stub @join__type(graph: DATA, key: "id", resolvable: false) { id: ID! }
  `);
  const complete: Record<string, Probe> = {
    "Query.record": { references: { id: "record" } },
    "Query.list": { alone: { "filter.owner": "user", "filter.tags[]": "indexedText" } },
    "Record.parts": { through: "Query.record", alone: { after: "recordsCursor" } },
  };
  const without = (name: string) => Object.fromEntries(Object.entries(complete).filter(([key]) => key !== name));

  test("nothing, when all is covered", () => {
    expect(fieldCoverageFaults(sdl, complete)).toEqual([]);
    expect(entityCoverageFaults(sdl, { "data.Record": ["record"] })).toEqual([]);
  });

  test.each([
    ["a root field", without("Query.record"), "Query.record has no probe: add one"],
    ["a nested field with arguments", without("Record.parts"), "Record.parts has no probe: add one"],
    ["an argument", { ...complete, "Query.record": {} }, "Query.record(id) can carry an id"],
    [
      "an input field",
      { ...complete, "Query.list": { alone: { "filter.owner": "user" } as const } },
      "Query.list(filter.tags[]) can carry",
    ],
    ["a field that is gone", { ...complete, "Query.gone": {} }, "the probe of Query.gone is for a field that is gone"],
    [
      "an argument that is gone",
      { ...complete, "Query.record": { references: { id: "record", slug: "record" } as const } },
      "speaks of slug, which is gone",
    ],
  ])("%s", (_what, table, says) => {
    expect(fieldCoverageFaults(sdl, table)).toEqual([expect.stringContaining(says)]);
  });

  test("an entity, and one that is gone", () => {
    expect(entityCoverageFaults(sdl, { "data.Gone": [] })).toEqual([
      expect.stringContaining("entity data.Record has no probe: add"),
      expect.stringContaining("the probe of entity data.Gone is for something that is gone"),
    ]);
  });

  test("a route, a parameter, and a route that is gone", () => {
    const parameters = [
      { name: "id", in: "path", schema: { type: "string" } },
      { name: "first", in: "query", schema: { type: "integer" } },
    ];
    const openApi = { paths: { "/v1/a/{id}": { get: { parameters } }, "/v1/b": { get: {} } } };
    expect(routeCoverageFaults(openApi as never, { "GET /v1/a/{id}": {}, "GET /v1/c": {} })).toEqual([
      expect.stringContaining("GET /v1/a/{id} takes path.id and its probe does not speak of it"),
      expect.stringContaining("GET /v1/b has no probe: add one"),
      expect.stringContaining("the probe of GET /v1/c is for a route that is gone"),
    ]);
  });
});
