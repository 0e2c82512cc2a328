import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestServer, type TestServer, type TestTenant } from "../../tests/testkit/server.ts";
import { until } from "../../tests/testkit/until.ts";

let server: TestServer;
let tenant: TestTenant;
beforeAll(async () => {
  server = await openTestServer();
  tenant = await server.tenant();
  await rest("POST", "/v1/collections", { name: "boxes", schema: { type: "object" } });
}, 60_000);
afterAll(() => server.stop());

async function rest(method: string, path: string, body?: object, role: "Admin" | "Developer" | "Viewer" = "Admin") {
  const headers = body && { "content-type": "application/json" };
  const { status, text } = await tenant.rest(role, method, path, body && JSON.stringify(body), headers);
  return { status, body: text === "" ? undefined : JSON.parse(text) };
}

const create = async (size: number): Promise<string> =>
  (await rest("POST", "/v1/collections/boxes/records", { data: { size } })).body.id;

test("a deleted record is listed, read with its versions, and purged for good by those who may", async () => {
  const [first, second] = [await create(1), await create(2)];
  await rest("PUT", `/v1/records/${first}`, { data: { size: 3 }, version: 1 });
  for (const id of [first, second]) await rest("DELETE", `/v1/records/${id}`);

  const list = "/v1/collections/boxes/deleted-records";
  const page = await rest("GET", `${list}?first=1`, undefined, "Viewer");
  expect(page).toMatchObject({ status: 200, body: { data: [{ id: second, data: { size: 2 }, version: 2 }] } });
  const next = await rest("GET", `${list}?first=1&after=${page.body.next_cursor}`, undefined, "Viewer");
  expect(next.body).toMatchObject({ data: [{ id: first, collection: "boxes" }], next_cursor: null });
  const address = `/v1/deleted-records/${first}`;
  const one = await rest("GET", address, undefined, "Viewer");
  expect(one).toMatchObject({ status: 200, body: { data: { size: 3 }, version: 3, deleted_by: expect.any(String) } });
  expect((await rest("GET", `/v1/records/${first}/versions`, undefined, "Viewer")).body.data).toMatchObject([
    { version: 3, kind: "DELETED", data: null },
    { version: 2, kind: "UPDATED", data: { size: 3 }, changes: [{ path: "/size", before: 1, after: 3 }] },
    { version: 1, kind: "CREATED", changes: null },
  ]);

  expect(await rest("DELETE", address, undefined, "Developer")).toMatchObject({
    status: 403,
    body: { code: "FORBIDDEN" },
  });
  expect(await rest("DELETE", address)).toEqual({ status: 204, body: undefined });
  for (const path of [address, `/v1/records/${first}/versions`])
    expect(await rest("GET", path)).toMatchObject({ status: 404, body: { code: "NOT_FOUND" } });
  expect((await rest("GET", list)).body.data.map(({ id }: { id: string }) => id)).toEqual([second]);
  const living = await create(4);
  expect(await rest("DELETE", `/v1/deleted-records/${living}`)).toMatchObject({
    status: 409,
    body: { code: "CONFLICT" },
  });
});

test("changes of many are listed, and one that has ended cannot be cancelled", async () => {
  const asked = await rest("POST", "/v1/collections/boxes/bulk-deletions", { all: true, dry_run: true });
  const { id } = asked.body;
  await until(async () => (await rest("GET", `/v1/bulk-changes/${id}`)).body.finished_at !== null, 20_000);
  expect((await rest("GET", "/v1/bulk-changes", undefined, "Developer")).body.data).toMatchObject([
    { id, dry_run: true },
  ]);
  const cancel = `/v1/bulk-changes/${id}/cancel`;
  expect(await rest("POST", cancel)).toMatchObject({ status: 409, body: { code: "CONFLICT" } });
  expect(await rest("POST", cancel, undefined, "Viewer")).toMatchObject({ status: 403 });
});
