import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { operationsOf, ownCallsOf } from "../testkit/isolation/harness.ts";
import type { Probe } from "../testkit/isolation/probe.ts";
import { probes } from "../testkit/isolation/probes.ts";
import { openServerHarness, type ServerHarness } from "../testkit/isolation/server-harness.ts";
import { readFields, readSharedName, readTraces } from "../testkit/isolation/traces.ts";
import { openTestServer, type TestServer } from "../testkit/server.ts";

let server: TestServer;
let harness: ServerHarness;

beforeAll(async () => {
  server = await openTestServer();
  harness = await openServerHarness(server);
}, 60_000);

afterAll(() => server.stop());

describe("what a tenant reads of its own holds no trace of the other", () => {
  test.each(readFields)("%s", async (coordinate) => {
    expect(await readTraces(harness, coordinate)).toEqual([]);
  });

  test("a collection whose name both have", async () => {
    expect(await readSharedName(harness)).toEqual({ mine: true, traces: [] });
  });

  test("lists are not empty for want of trying: the other tenant reads its marks by the same queries", async () => {
    const probe = probes["Query.records"] as Probe;
    const [call] = ownCallsOf({ references: probe.references }, harness.worlds.foreign);
    const [operation] = operationsOf(
      harness.schema,
      "Query.records",
      probe,
      call?.args ?? {},
      undefined,
      harness.permissions("Admin"),
    );
    const { data } = await harness.foreign.graphql("Admin", operation?.query ?? "", operation?.variables);
    expect(JSON.stringify(data)).toContain(harness.marks.foreign.content);
  });
});
