import { appErrorOf } from "@bulkhead/kernel/error.ts";
import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { ANONYMOUS, type Principal } from "@bulkhead/kernel/principal.ts";
import { SENSITIVE } from "@bulkhead/kernel/step-up.ts";
import { supergraphSdl } from "@bulkhead/server/gateway.ts";
import { execute, parse, subscribe } from "graphql";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ownCallsOf } from "../testkit/isolation/harness.ts";
import { fieldOf, operationOf } from "../testkit/isolation/operation.ts";
import { entityProbes, probes } from "../testkit/isolation/probes.ts";
import { permissionsOf, readSupergraph } from "../testkit/isolation/schema-walk.ts";
import { openServerHarness, type ServerHarness, tenantState } from "../testkit/isolation/server-harness.ts";
import { openTestServer, type TestServer } from "../testkit/server.ts";
import { EVERYTHING, principalWith, principalWithout, userSignedInAt } from "./principals.ts";

/** The subgraphs by themselves: no gateway in front, so that authorize() alone stands against a wrong role. */
const schema = readSupergraph(supergraphSdl);
let server: TestServer;
let harness: ServerHarness;

beforeAll(async () => {
  server = await openTestServer();
  harness = await openServerHarness(server);
}, 60_000);

afterAll(() => server.stop());

type RoomName = keyof TestServer["platform"]["rooms"];

function subgraphOf(coordinate: string) {
  const [typeName = "", fieldName = ""] = coordinate.split(".");
  for (const { subgraph } of Object.values(server.platform.rooms)) {
    const type = subgraph.schema.getType(typeName);
    if (type && "getFields" in type && fieldName in type.getFields()) return subgraph;
  }
  throw new Error(`no subgraph has ${coordinate}`);
}

async function codesOf(
  subgraph: ReturnType<typeof subgraphOf>,
  principal: Principal,
  query: string,
  variables: Record<string, unknown>,
) {
  const document = parse(query);
  const contextValue = subgraph.context({ principal, requestId: encodeId("request", newUuid()), clientAddress: null });
  const args = { schema: subgraph.schema, document, variableValues: variables, contextValue };
  const answer = query.startsWith("subscription") ? await subscribe(args) : await execute(args);
  if (!("errors" in answer) || !answer.errors) return { codes: ["none"], data: answer };
  return {
    codes: answer.errors.map((error) => appErrorOf(error)?.code ?? error.message),
    data: "data" in answer ? answer.data : undefined,
  };
}

const roots = Object.keys(probes).filter((coordinate) => /^(Query|Mutation|Subscription)\./.test(coordinate));

describe("a subgraph asked directly refuses", () => {
  test.each(roots)("%s", async (coordinate) => {
    const args = ownCallsOf(probes[coordinate] ?? {}, harness.worlds.own).at(-1)?.args ?? {};
    const { query, variables } = operationOf(schema, { coordinate, args }, undefined, { depth: 0 });
    const subgraph = subgraphOf(coordinate);
    const before = await tenantState(server.databases.owner.pool, harness.own.tenantId);
    const { typeName, field } = fieldOf(schema, coordinate);
    const needed = permissionsOf(schema, typeName, field);
    for (const missing of needed)
      expect(
        (await codesOf(subgraph, principalWithout(harness.own.tenantId, missing), query, variables)).codes,
      ).toEqual(["FORBIDDEN"]);
    expect((await codesOf(subgraph, ANONYMOUS, query, variables)).codes).toEqual(["UNAUTHENTICATED"]);
    const nowhere = (await codesOf(subgraph, principalWith(null, EVERYTHING), query, variables)).codes;
    expect(["FORBIDDEN", "UNAUTHENTICATED"]).toContain(nowhere[0]);
    expect(await tenantState(server.databases.owner.pool, harness.own.tenantId)).toBe(before);
  });

  test.each(Object.entries(entityProbes))("a reference to %s", async (name, kinds) => {
    const [room, type = ""] = name.split(".");
    const { subgraph } = server.platform.rooms[room as RoomName];
    const needed = permissionsOf(schema, type, { astNode: undefined } as never);
    // The key itself is given back as it was asked for: a field that only the database knows must be asked.
    const object = subgraph.schema.getType(type);
    const fields = object && "getFields" in object ? Object.values(object.getFields()) : [];
    const known = fields.find((field) => ["name", "email", "createdAt", "data", "action"].includes(field.name));
    const query = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on ${type} { ${known?.name} } } }`;
    for (const kind of kinds) {
      const variables = { of: [{ __typename: type, id: harness.worlds.own[kind] }] };
      const full = await codesOf(subgraph, principalWith(harness.own.tenantId, EVERYTHING), query, variables);
      expect(full.codes).toEqual(["none"]);
      for (const missing of needed) {
        const { codes, data } = await codesOf(
          subgraph,
          principalWithout(harness.own.tenantId, missing),
          query,
          variables,
        );
        expect({ missing, codes }).toEqual({ missing, codes: ["FORBIDDEN"] });
        expect(JSON.stringify(data ?? null)).not.toContain(harness.marks.own.content);
      }
      const { codes } = await codesOf(subgraph, ANONYMOUS, query, variables);
      expect(codes).toEqual(["UNAUTHENTICATED"]);
    }
  });
});

describe("a subgraph asked directly refuses a user who signed in long ago, whatever they may do,", () => {
  test.each(Object.keys(SENSITIVE))("%s", async (coordinate) => {
    const args = ownCallsOf(probes[coordinate] ?? {}, harness.worlds.own).at(-1)?.args ?? {};
    const { query, variables } = operationOf(schema, { coordinate, args }, undefined, { depth: 0 });
    const before = await tenantState(server.databases.owner.pool, harness.own.tenantId);
    const longAgo = userSignedInAt(harness.own.tenantId, Date.now() / 1_000 - 1_000, EVERYTHING);
    const { codes } = await codesOf(subgraphOf(coordinate), longAgo, query, variables);
    expect(codes).toEqual(["INSUFFICIENT_AUTHENTICATION"]);
    expect(await tenantState(server.databases.owner.pool, harness.own.tenantId)).toBe(before);
  });

  test("the calls would work: after a sign-in just now the same user makes a key", async () => {
    const coordinate = "Mutation.createApiKey";
    const args = { ...ownCallsOf(probes[coordinate] ?? {}, harness.worlds.own).at(-1)?.args };
    const { query, variables } = operationOf(schema, { coordinate, args }, undefined, { depth: 0 });
    const lately = userSignedInAt(harness.own.tenantId, Date.now() / 1_000, EVERYTHING);
    expect((await codesOf(subgraphOf(coordinate), lately, query, variables)).codes).toEqual(["none"]);
  });
});

test("the calls would work: with every permission the same subgraphs answer", async () => {
  for (const coordinate of roots.filter((one) => one.startsWith("Query."))) {
    const args = ownCallsOf(probes[coordinate] ?? {}, harness.worlds.own).at(-1)?.args ?? {};
    const { query, variables } = operationOf(schema, { coordinate, args }, undefined, { depth: 0 });
    const { codes } = await codesOf(
      subgraphOf(coordinate),
      principalWith(harness.own.tenantId, EVERYTHING),
      query,
      variables,
    );
    expect({ coordinate, codes }).toEqual({ coordinate, codes: ["none"] });
  }
});
