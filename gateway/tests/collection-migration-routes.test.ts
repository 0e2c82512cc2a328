import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestServer, type TestServer, type TestTenant } from "../../tests/testkit/server.ts";
import { until } from "../../tests/testkit/until.ts";

let server: TestServer;
let tenant: TestTenant;
beforeAll(async () => {
  server = await openTestServer();
  tenant = await server.tenant();
}, 60_000);
afterAll(() => server.stop());

const json = { "content-type": "application/json" };

async function rest(role: "Admin" | "Viewer", method: string, path: string, body?: object) {
  const sent = body && JSON.stringify(body);
  const { status, text } = await tenant.rest(role, method, path, sent, body ? json : undefined);
  return { status, body: JSON.parse(text) };
}

const schema = (size: object) => ({ type: "object", properties: { size } });

test("a schema is changed, checked, followed, and its migration called off by REST", async () => {
  await rest("Admin", "POST", "/v1/collections", { name: "boxes", schema: schema({ type: "string" }) });
  const made = await rest("Admin", "POST", "/v1/collections/boxes/records", { data: { size: "large" } });
  const next = { version: 1, schema: schema({ type: "integer" }) };
  const change = (more: object) => rest("Admin", "PATCH", "/v1/collections/boxes", { ...next, ...more });

  expect(await change({})).toMatchObject({ status: 409, body: { code: "INCOMPATIBLE_SCHEMA" } });
  expect((await rest("Viewer", "PATCH", "/v1/collections/boxes", next)).status).toBe(403);
  const { status, body } = await change({ mapping: [{ field: "size", convert: "INTEGER" }], dry_run: true });
  expect({ status, body }).toMatchObject({
    status: 200,
    body: {
      collection: { name: "boxes", version: 1 },
      migration: { state: "CHECKING", dry_run: true, from_version: 1 },
      changes: [{ kind: "INCOMPATIBLE" }],
    },
  });
  const address = `/v1/collection-migrations/${body.migration.id}`;
  await until(async () => (await rest("Viewer", "GET", address)).body.finished_at !== null, 20_000);
  expect(await rest("Viewer", "GET", address)).toMatchObject({ body: { state: "FAILED", records_failed: 1 } });
  expect((await rest("Viewer", "GET", `${address}/failures`)).body).toMatchObject({
    data: [{ record_id: made.body.id, path: "/size", code: "NOT_CONVERTIBLE" }],
    next_cursor: null,
  });
  const list = await rest("Viewer", "GET", "/v1/collections/boxes/migrations?first=1");
  expect(list.body.data).toMatchObject([{ id: body.migration.id, state: "FAILED" }]);
  expect(await rest("Admin", "POST", `${address}/cancel`)).toMatchObject({ status: 409, body: { code: "CONFLICT" } });

  const wider = await rest("Admin", "PATCH", "/v1/collections/boxes", {
    version: 1,
    schema: schema({ type: ["string", "null"] }),
  });
  expect(wider).toMatchObject({ status: 200, body: { collection: { version: 2 }, migration: null } });
});
