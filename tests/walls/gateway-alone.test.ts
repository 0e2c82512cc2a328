import { freePort } from "@bulkhead/infra/free-port.ts";
import type { Principal } from "@bulkhead/kernel/principal.ts";
import { readSettings } from "@bulkhead/kernel/settings.ts";
import { SENSITIVE } from "@bulkhead/kernel/step-up.ts";
import type { Subgraph } from "@bulkhead/kernel/subgraph.ts";
import { allSettings } from "@bulkhead/server/config.ts";
import { openGateway, supergraphSdl } from "@bulkhead/server/gateway.ts";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ownCallsOf } from "../testkit/isolation/harness.ts";
import { operationOf } from "../testkit/isolation/operation.ts";
import { probes } from "../testkit/isolation/probes.ts";
import { routeProbes } from "../testkit/isolation/route-probes.ts";
import { permissionsOfOperation, readSupergraph } from "../testkit/isolation/schema-walk.ts";
import { openServerHarness, type ServerHarness } from "../testkit/isolation/server-harness.ts";
import { openTestServer, type TestServer } from "../testkit/server.ts";
import { subscribe } from "../testkit/socket.ts";
import { EVERYTHING, principalWith, principalWithout, userSignedInAt } from "./principals.ts";

/**
 * The gateway's rules by themselves: they must refuse before any subgraph is asked, so that it does not matter whether
 * authorize() would have refused too. A second gateway in front of the same rooms believes the principals of this file
 * and writes down every subgraph that is asked for a context, which each fetch needs.
 */
const schema = readSupergraph(supergraphSdl);
const principals = new Map<string, Principal>();
const asked: string[] = [];
let server: TestServer;
let harness: ServerHarness;
let address: string;
let stop: () => Promise<void>;

beforeAll(async () => {
  server = await openTestServer();
  harness = await openServerHarness(server);
  const { platform } = server;
  const watched = <R extends { subgraph: Subgraph }>(room: R): R => {
    const context: Subgraph["context"] = (request) => {
      asked.push(room.subgraph.name);
      return room.subgraph.context(request);
    };
    return { ...room, subgraph: { ...room.subgraph, context } };
  };
  const { identity, tenancy, data, audit } = platform.rooms;
  const rooms = { identity: watched(identity), tenancy: watched(tenancy), data: watched(data), audit: watched(audit) };
  const { values } = readSettings(allSettings, {
    BULKHEAD_ENV: "test",
    BULKHEAD_SECRET: "x".repeat(32),
    BULKHEAD_API_KEY_PEPPERS: "x".repeat(40),
    BULKHEAD_PORT: String(await freePort()),
  });
  const gateway = await openGateway(
    { ...platform, rooms, authenticate: async (bearer) => principals.get(bearer) },
    values,
  );
  address = await gateway.listen();
  stop = gateway.stop;
}, 60_000);

afterAll(async () => {
  await stop();
  await server.stop();
});

beforeEach(() => {
  asked.length = 0;
});

function bearerOf(principal: Principal): string {
  const bearer = `principal-${principals.size}`;
  principals.set(bearer, principal);
  return bearer;
}

interface Refusal {
  errors?: { extensions: { code: string; denied?: unknown; missing?: unknown } }[];
}

async function post(bearer: string | null, operation: { query: string; variables: unknown }): Promise<Refusal> {
  const answer = await fetch(`${address}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", ...(bearer === null ? {} : { authorization: `Bearer ${bearer}` }) },
    body: JSON.stringify(operation),
  });
  return (await answer.json()) as Refusal;
}

function ownOperation(coordinate: string) {
  const own = harness.worlds.own;
  const probe = probes[coordinate] ?? {};
  const args = ownCallsOf(probe, own).at(-1)?.args ?? {};
  const through = probe.through
    ? { coordinate: probe.through, args: ownCallsOf(probes[probe.through] ?? {}, own).at(-1)?.args ?? {} }
    : undefined;
  return operationOf(schema, { coordinate, args }, through);
}

const overHttp = Object.keys(probes).filter((coordinate) => !coordinate.startsWith("Subscription."));

describe("without one permission that any of its fields needs, nothing of the operation is executed", () => {
  test.each(overHttp)("%s", async (coordinate) => {
    const operation = ownOperation(coordinate);
    for (const missing of permissionsOfOperation(schema, operation.query)) {
      const { errors } = await post(bearerOf(principalWithout(harness.own.tenantId, missing)), operation);
      expect({ missing, code: errors?.[0]?.extensions.code }).toEqual({ missing, code: "FORBIDDEN" });
      expect(JSON.stringify(errors)).toContain(missing);
    }
    const { errors } = await post(null, operation);
    expect(errors?.[0]?.extensions.code).toBe("UNAUTHENTICATED");
    expect(asked).toEqual([]);
  });

  test("the watch works: with every permission the subgraphs are asked", async () => {
    for (const coordinate of overHttp.filter((one) => one.startsWith("Query."))) {
      asked.length = 0;
      const { errors } = await post(
        bearerOf(principalWith(harness.own.tenantId, EVERYTHING)),
        ownOperation(coordinate),
      );
      expect({ coordinate, errors, asked: asked.length > 0 }).toEqual({ coordinate, errors: undefined, asked: true });
    }
  });
});

describe("for a user who signed in long ago, whatever they may do, nothing of a sensitive operation is executed", () => {
  test.each(Object.keys(SENSITIVE))("%s", async (coordinate) => {
    const longAgo = userSignedInAt(harness.own.tenantId, Date.now() / 1_000 - 1_000, EVERYTHING);
    const { errors } = await post(bearerOf(longAgo), ownOperation(coordinate));
    expect(errors?.[0]?.extensions).toMatchObject({ code: "INSUFFICIENT_AUTHENTICATION", maxAge: 900 });
    expect(asked).toEqual([]);
  });

  test("the watch works: after a sign-in just now the subgraph is asked", async () => {
    const lately = userSignedInAt(harness.own.tenantId, Date.now() / 1_000, EVERYTHING);
    const { errors } = await post(bearerOf(lately), ownOperation("Mutation.createApiKey"));
    expect(errors).toBeUndefined();
    expect(asked).toContain("identity");
  });
});

describe("a denied field cannot be hidden", () => {
  const id = "rec_00000000000000000000000000";
  test.each([
    ["under an alias", "{ roles { name } x: record(id: $id) { id } }"],
    ["in a fragment", "{ roles { name } ...F } fragment F on Query { record(id: $id) { id } }"],
    [
      "in a fragment within a fragment",
      "{ ...F } fragment F on Query { ...G } fragment G on Query { record(id: $id) { id } }",
    ],
    ["in an inline fragment", "{ roles { name } ... on Query { record(id: $id) { id } } }"],
    ["in an inline fragment without a type", "{ roles { name } ... { record(id: $id) { id } } }"],
    ["behind @include", "{ roles { name } record(id: $id) @include(if: true) { id } }"],
    ["behind a variable @skip", "{ roles { name } record(id: $id) @skip(if: $no) { id } }"],
  ])("%s", async (_how, body) => {
    const query = `query Hidden($id: ID!${body.includes("$no") ? ", $no: Boolean!" : ""}) ${body}`;
    const { errors } = await post(bearerOf(principalWithout(harness.own.tenantId, "record:read")), {
      query,
      variables: { id, no: false },
    });
    expect(errors?.[0]?.extensions.code).toBe("FORBIDDEN");
    expect(asked).toEqual([]);
  });

  test("behind another operation of the same document", async () => {
    const query = "query Harmless { roles { name } } query Wanted { collections { nodes { id } } }";
    const bearer = bearerOf(principalWithout(harness.own.tenantId, "collection:read"));
    const answer = await post(bearer, { query, variables: {}, operationName: "Wanted" } as never);
    expect(answer.errors?.[0]?.extensions.code).toBe("FORBIDDEN");
    expect(asked).toEqual([]);
  });
});

/** What anybody signed in may ask, of themselves. */
const SIGNED_IN = ["GET /v1/me/permissions"];

/** What no credential opens, only the signature in a link. */
const BY_LINK = ["GET /v1/exports/{id}/file"];

test.each(Object.entries(routeProbes).filter(([route]) => !SIGNED_IN.includes(route)))(
  "without permissions %s is refused before anything is asked or stored",
  async (route, probe) => {
    const [method = "", template = ""] = route.split(" ");
    const { own } = harness.worlds;
    const path = template.replace("{name}", own.collectionName).replace("{id}", own.import);
    const blobs = "select count(*) from platform.blob";
    const before = (await server.databases.owner.pool.query(blobs)).rows;
    for (const [bearer, status] of [
      [bearerOf(principalWith(harness.own.tenantId, [])), 403],
      [null, 401],
    ] as const) {
      const answer = await fetch(address + path, {
        method,
        headers: {
          ...(probe.body ? { "content-type": probe.body.type } : {}),
          ...(bearer ? { authorization: `Bearer ${bearer}` } : {}),
        },
        ...(probe.body ? { body: probe.body.content } : {}),
      });
      expect(answer.status).toBe(BY_LINK.includes(route) ? 404 : status);
    }
    expect(asked).toEqual([]);
    expect((await server.databases.owner.pool.query(blobs)).rows).toEqual(before);
  },
);

test("a subscription is refused before anything is asked", async () => {
  const bearer = bearerOf(principalWithout(harness.own.tenantId, "record:read"));
  const { query, variables } = ownOperation("Subscription.recordChanged");
  const listening = await subscribe(address, bearer, query, variables);
  await listening.ended(3_000);
  expect(JSON.stringify(listening.messages)).toContain("FORBIDDEN");
  listening.close();
  expect(asked).toEqual([]);
});
