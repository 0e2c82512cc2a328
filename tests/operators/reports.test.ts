import { newUuid } from "@bulkhead/kernel/id.ts";
import { closeMonth } from "@bulkhead/tenancy/src/reports/close-month.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openOperator, postTo, type TestOperator } from "../testkit/operators.ts";
import { openTestServer, type TestServer } from "../testkit/server.ts";

let server: TestServer;
let billing: TestOperator;

beforeAll(async () => {
  server = await openTestServer();
  billing = await openOperator(server, "BILLING");
  const ids = Array.from({ length: 20 }, newUuid);
  await server.databases.owner.pool.query(
    `insert into tenancy.tenant (tenant_id, slug, name, created_at)
     select id, 't-' || replace(id::text, '-', ''), 'T', '2025-12-10' from unnest($1::uuid[]) id`,
    [ids],
  );
  const measure = async () => ({ members: 7, records: 1_234 });
  const now = () => Date.parse("2026-02-01T00:00:01Z");
  await closeMonth({ db: server.databases.operator, measure, now });
}, 60_000);
afterAll(() => server.stop());

const RUN = `mutation ($i: RunTenantReportInput!) { runTenantReport(input: $i) {
  months cells { month plan region tenants members records } } }`;

test("answers what was published of the months asked for, and the run is in the installation's log", async () => {
  const { data, errors } = await billing.graphql(RUN, { from: "2025-12", to: "2026-03" });
  expect(errors).toBeUndefined();
  expect(data).toEqual({
    runTenantReport: {
      months: ["2026-01"],
      cells: [{ month: "2026-01", plan: "standard", region: "default", tenants: 20, members: 140, records: 24_680 }],
    },
  });
  const { rows } = await server.databases.owner.pool.query(
    "select actor_id, body -> 'detail' as detail from platform.audit_event where action = 'tenant-report.run'",
  );
  expect(rows).toEqual([{ actor_id: billing.id, detail: { from: "2025-12", to: "2026-03", cells: 1 } }]);
});

test("never of what goes on now: tenants that come do not change it", async () => {
  const before = (await billing.graphql(RUN, { from: "2026-01", to: "2026-01" })).data;
  for (let at = 0; at < 3; at++) await server.tenant();
  expect((await billing.graphql(RUN, { from: "2026-01", to: "2026-01" })).data).toEqual(before);
});

test.each([
  ["a month that is none", { from: "2026-13", to: "2026-13" }, "INVALID_MONTH"],
  ["an end before the beginning", { from: "2026-03", to: "2026-02" }, "INVALID_MONTH"],
  ["more than two years", { from: "2023-01", to: "2026-02" }, "INVALID_MONTH"],
])("refuses %s", async (_, input, code) => {
  const { errors } = await billing.graphql(RUN, input);
  expect(errors?.[0]?.extensions).toMatchObject({ code: "BAD_USER_INPUT", fields: [{ code }] });
});

test("the console shows it as a table", async () => {
  const page = await billing.walker.request(`${server.publicOrigin}/operator/reports`);
  const report = await postTo(billing.walker, page, "/operator/reports", { from: "2026-01", to: "2026-01" });
  expect(report.html).toContain('<td class="number">24,680</td>');
  const none = await postTo(billing.walker, page, "/operator/reports", { from: "2024-01", to: "2024-01" });
  expect(none.html).toContain("Nothing is published");
});

test("who lacks the permission has no page of it and no field", async () => {
  const support = await openOperator(server, "SUPPORT");
  expect((await support.graphql(RUN, { from: "2026-01", to: "2026-01" })).errors?.[0]?.extensions.code).toBe(
    "FORBIDDEN",
  );
  const home = await support.walker.request(`${server.publicOrigin}/operator`);
  expect(home.html).not.toContain("/operator/reports");
  const page = await billing.walker.request(`${server.publicOrigin}/operator/reports`);
  const tried = await postTo(support.walker, page, "/operator/reports", { from: "2026-01", to: "2026-01" });
  expect([tried.status, tried.html.includes("24,680")]).toEqual([403, false]);
});
