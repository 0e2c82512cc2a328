import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestServer, type TestServer, type TestTenant } from "../../tests/testkit/server.ts";

let server: TestServer;
let tenant: TestTenant;
beforeAll(async () => {
  server = await openTestServer();
  tenant = await server.tenant();
  await rest("POST", "/v1/collections", { name: "boxes", schema: schema({ type: "string" }) });
  await rest("POST", "/v1/collections/boxes/records", { data: { size: "large" } });
}, 60_000);
afterAll(() => server.stop());

const schema = (size: object) => ({ type: "object", properties: { size } });

async function rest(method: string, path: string, body?: object) {
  const headers = body && { "content-type": "application/json" };
  const { text } = await tenant.rest("Admin", method, path, body && JSON.stringify(body), headers);
  return JSON.parse(text) as { code: string; detail: string; errors?: { pointer: string; detail: string }[] };
}

test.each([
  [
    "PATCH",
    "/v1/collections/boxes",
    { version: 1, schema: schema({ type: "integer" }) },
    ["/schema/properties/size/type"],
  ],
  ["PATCH", "/v1/collections/boxes", { version: 9, schema: schema({ type: "string" }) }, ["/version"]],
  ["POST", "/v1/collections/boxes/bulk-deletions", { all: true, expected_count: -1 }, ["/expected_count"]],
  ["POST", "/v1/collections/boxes/bulk-deletions", { filter: [{ field: "none", lessThan: 1 }] }, ["/filter/0/field"]],
  [
    "PATCH",
    "/v1/tenant-config",
    { expected_version: 0, reason: "A test.", limits: { requests_per_second: 0 } },
    ["/limits/requests_per_second"],
  ],
  ["GET", "/v1/collections/boxes/aggregate?group[a]=none&measure[b]=COUNT", undefined, ["/group/0/field"]],
  [
    "GET",
    "/v1/collections/boxes/aggregate?group[a]=size&timeZone=UTC&order=c&measure[b]=COUNT",
    undefined,
    ["/order/0/by"],
  ],
  ["GET", "/v1/collections/boxes/records?filter[a.b][none]=1", undefined, ["/filter[a.b][none]"]],
])("%s %s points at what its client sent: %j", async (method, path, body, pointers) => {
  const { errors, detail } = await rest(method, path, body);
  expect(errors?.map(({ pointer }) => pointer)).toEqual(pointers);
  // Words of the GraphQL schema mean nothing here.
  for (const sentence of [detail, ...(errors ?? []).map((one) => one.detail)])
    expect(sentence).not.toMatch(/\b(input\.|dryRun|expectedCount|expectedVersion|groupBy|orderBy)/);
});
