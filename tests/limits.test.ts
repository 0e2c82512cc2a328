import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestServer, type TestServer, type TestTenant } from "./testkit/server.ts";

/** The whole house with small budgets: GraphQL and REST are refused alike, and a flood stays in its compartment. */
let server: TestServer;
let tenant: TestTenant;
let neighbour: TestTenant;

beforeAll(async () => {
  server = await openTestServer({
    BULKHEAD_LIMIT_ADDRESS_PER_SECOND: "1",
    BULKHEAD_LIMIT_ADDRESS_BURST: "20",
    BULKHEAD_LIMIT_KEY_PER_SECOND: "1",
    BULKHEAD_LIMIT_KEY_BURST: "30",
  });
  tenant = await server.tenant();
  neighbour = await server.tenant();
}, 60_000);

afterAll(() => server.stop());

const PATH = "/v1/collections/nothing/records";

test("a key without budget is refused over REST as a problem, and over GraphQL in the same words", async () => {
  let rest = await tenant.rest("Viewer", "GET", PATH);
  for (let n = 0; n < 60 && rest.status === 404; n++) rest = await tenant.rest("Viewer", "GET", PATH);
  const retryAfter = Number(rest.headers.get("retry-after"));
  expect({ status: rest.status, type: rest.headers.get("content-type") }).toEqual({
    status: 429,
    type: "application/problem+json; charset=utf-8",
  });
  const problem = JSON.parse(rest.text) as Record<string, unknown>;
  expect(problem).toMatchObject({ code: "RATE_LIMITED", status: 429, budget: "key", retry_after: retryAfter });
  expect(retryAfter).toBe(1);
  let graphql = await tenant.graphql("Viewer", "{ tenant { id } }");
  for (let n = 0; n < 60 && !graphql.errors; n++) graphql = await tenant.graphql("Viewer", "{ tenant { id } }");
  const { status, errors } = graphql;
  expect({ status, message: errors?.[0]?.message, code: errors?.[0]?.extensions.code }).toEqual({
    status: 429,
    message: problem.detail,
    code: problem.code,
  });
  // The tenant's other keys and the neighbour notice nothing.
  expect((await tenant.graphql("Developer", "{ tenant { id } }")).errors).toBeUndefined();
  expect((await neighbour.graphql("Viewer", "{ tenant { id } }")).errors).toBeUndefined();
});

test("a flood of wrong keys is refused, and who is at work from the same address goes on", async () => {
  const codes: string[] = [];
  for (let n = 0; n < 60; n++) codes.push(JSON.parse((await server.rest(`bh_test_${n}`, "GET", PATH)).text).code);
  expect(new Set(codes)).toEqual(new Set(["UNAUTHENTICATED", "RATE_LIMITED"]));
  expect((await neighbour.graphql("Admin", "{ tenant { id } }")).errors).toBeUndefined();
});
