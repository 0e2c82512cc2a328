import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { probeEntity } from "../testkit/isolation/entities.ts";
import { entityProbes } from "../testkit/isolation/probes.ts";
import { openServerHarness, type ServerHarness } from "../testkit/isolation/server-harness.ts";
import { openTestServer, type TestServer } from "../testkit/server.ts";

let server: TestServer;
let harness: ServerHarness;

beforeAll(async () => {
  server = await openTestServer();
  harness = await openServerHarness(server);
}, 60_000);

afterAll(() => server.stop());

describe("a foreign entity looks like a missing one to the plan's own lookups", () => {
  test.each(Object.entries(entityProbes))("%s", async (name, kinds) => {
    expect(await probeEntity(server, harness, name, kinds)).toEqual([]);
  });
});
