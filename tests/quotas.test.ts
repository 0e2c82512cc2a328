import { countDelivery } from "@bulkhead/gateway/src/meter/count-delivery.ts";
import { createMeter } from "@bulkhead/gateway/src/meter/meter.ts";
import { INSTALLATION_ID } from "@bulkhead/kernel/installation.ts";
import { sweepUsage } from "@bulkhead/kernel/usage-sweep.ts";
import { definePlan } from "@bulkhead/tenancy/src/domain/define-plan.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { importFinished } from "./testkit/isolation/build-world.ts";
import { newTenant } from "./testkit/isolation/server-harness.ts";
import { add, codeOf, DELETE, reached, tenancyOf, tenantOnPlan, UPDATE, usageOf } from "./testkit/quotas.ts";
import { openTestServer, type TestServer, type TestTenant } from "./testkit/server.ts";
import { subscribe } from "./testkit/socket.ts";
import { until } from "./testkit/until.ts";

let server: TestServer;
beforeAll(async () => {
  server = await openTestServer();
}, 60_000);
afterAll(() => server.stop());

const tenantOn = (limits: Record<string, number>) => tenantOnPlan(server, limits);

describe("stored things", () => {
  test("of many who write at once exactly as many succeed as the plan allows, and none goes beyond", async () => {
    const tenant = await tenantOn({ records: 10 });
    const codes = (await Promise.all(Array.from({ length: 24 }, () => add(tenant)))).map(codeOf);
    expect(codes.filter((code) => code === "ok")).toHaveLength(10);
    expect(codes.filter((code) => code === "QUOTA_EXCEEDED")).toHaveLength(14);
    expect(await usageOf(tenant, "records")).toMatchObject({ used: 10, most: 10, percent: 100 });
    const { rows } = await server.databases.owner.pool.query("select from data.record where tenant_id = $1", [
      tenant.tenantId,
    ]);
    expect(rows).toHaveLength(10);
  });

  test("what is deleted makes room, and the tenant is told at 80 and at 100 percent, each time it gets there", async () => {
    const tenant = await tenantOn({ records: 5 });
    const made: string[] = [];
    for (let n = 0; n < 5; n++) {
      const { data } = await add(tenant);
      made.push((data as { createRecord: { record: { id: string } } }).createRecord.record.id);
    }
    expect(await reached(server, tenant)).toEqual(["records 80", "records 100"]);
    expect(codeOf(await add(tenant))).toBe("QUOTA_EXCEEDED");
    await tenant.graphql("Admin", DELETE, { i: { id: made[0] } });
    expect(codeOf(await add(tenant))).toBe("ok");
    expect(await reached(server, tenant)).toEqual(["records 80", "records 100", "records 100"]);
  });

  test("the refusal says what is used up and how much of it there is", async () => {
    const tenant = await tenantOn({ records: 0 });
    const { errors } = await add(tenant);
    expect(errors).toMatchObject([
      { message: expect.stringContaining("0 records are used up"), extensions: { quota: "records", most: 0 } },
    ]);
  });

  test("bytes count what is stored, and what is kept of what was, until it is purged", async () => {
    const tenant = await tenantOn({ bytes: 1_000 });
    const { data } = await add(tenant, { text: "x".repeat(500) });
    const { id } = (data as { createRecord: { record: { id: string } } }).createRecord.record;
    const { used } = await usageOf(tenant, "bytes");
    expect(used).toBeGreaterThan(500);
    expect(
      codeOf(await tenant.graphql("Admin", UPDATE, { i: { id, version: 1, data: { text: "x".repeat(1_200) } } })),
    ).toBe("QUOTA_EXCEEDED");
    await tenant.graphql("Admin", UPDATE, { i: { id, version: 1, data: { text: "x" } } });
    const both = (await usageOf(tenant, "bytes")).used;
    expect(both - used).toBe(used - 499);
    await tenant.graphql("Admin", DELETE, { i: { id } });
    expect((await usageOf(tenant, "bytes")).used).toBe(both);
    const PURGE = "mutation ($i: PurgeRecordInput!) { purgeRecord(input: $i) { id } }";
    await tenant.graphql("Admin", PURGE, { i: { id } });
    expect((await usageOf(tenant, "bytes")).used).toBe(0);
  });

  test("an import ends where the plan does, and says so", async () => {
    const tenant = await tenantOn({ records: 3 });
    const file = `n\r\n${Array.from({ length: 9 }, (_, n) => `${n}\r\n`).join("")}`;
    const accepted = await tenant.rest("Admin", "POST", "/v1/collections/notes/imports?mode=partial", file, {
      "content-type": "text/csv",
    });
    expect(accepted).toMatchObject({ status: 202 });
    await importFinished(server, tenant.tenantId);
    const { data } = await tenant.graphql(
      "Admin",
      "{ imports { nodes { status rowsStored failure { code message } } } }",
    );
    const [one] = (data as { imports: { nodes: { status: string; failure: { code: string } | null }[] } }).imports
      .nodes;
    expect(one).toMatchObject({ status: "FAILED", failure: { code: "IMPORT_OVER_QUOTA" } });
    expect((await usageOf(tenant, "records")).used).toBeLessThanOrEqual(3);
  });

  test("an import for which the plan has no room is not begun: told by the checked file, or before it is taken", async () => {
    const tenant = await tenantOn({ records: 3 });
    const send = (query: string, rows: number) =>
      tenant.rest("Admin", "POST", `/v1/collections/notes/imports${query}`, `n\r\n${"1\r\n".repeat(rows)}`, {
        "content-type": "text/csv",
      });
    for (const query of ["", "?mode=partial&dry_run=true"]) {
      const { id } = JSON.parse((await send(query, 4)).text);
      await importFinished(server, tenant.tenantId);
      const { text } = await tenant.rest("Admin", "GET", `/v1/imports/${id}`);
      expect(JSON.parse(text)).toMatchObject({ status: "FAILED", failure: { code: "IMPORT_OVER_QUOTA" } });
      expect(JSON.parse(text).failure.message).toContain("4 new records, and your plan leaves room for 3");
    }
    expect((await usageOf(tenant, "records")).used).toBe(0);
    await send("", 3);
    await importFinished(server, tenant.tenantId);
    const refused = await send("", 1);
    expect([refused.status, JSON.parse(refused.text).code]).toEqual([403, "QUOTA_EXCEEDED"]);
  });

  test("an upload that reaches 80 percent of the bytes is taken, and told", async () => {
    const tenant = await tenantOn({ bytes: 10_000 });
    const file = `text\r\n${"x".repeat(8_500)}\r\n`;
    const accepted = await tenant.rest("Admin", "POST", "/v1/collections/notes/imports?mode=partial", file, {
      "content-type": "text/csv",
    });
    expect(accepted).toMatchObject({ status: 202 });
    expect(await reached(server, tenant)).toContain("bytes 80");
  });

  test("a resumable upload larger than what is left is refused before it begins, and one of no length where the plan ends", async () => {
    const tenant = await tenantOn({ bytes: 6_000_000 });
    const tus = { "tus-resumable": "1.0.0" };
    const begin = (headers: Record<string, string>) =>
      tenant.rest("Admin", "POST", "/v1/uploads", undefined, { ...tus, ...headers });
    const refused = await begin({ "upload-length": "6000001" });
    expect([refused.status, JSON.parse(refused.text).code]).toEqual([403, "QUOTA_EXCEEDED"]);
    const path = (await begin({ "upload-defer-length": "1" })).headers.get("location") ?? "";
    const bytes = { ...tus, "upload-offset": "0", "content-type": "application/offset+octet-stream" };
    const beyond = await tenant.rest("Admin", "PATCH", path, Buffer.alloc(9_000_000), bytes);
    expect([beyond.status, JSON.parse(beyond.text).code]).toEqual([403, "QUOTA_EXCEEDED"]);
    expect((await usageOf(tenant, "bytes")).used).toBe(4 << 20);
    expect((await tenant.rest("Admin", "DELETE", path, undefined, tus)).status).toBe(204);
    expect((await usageOf(tenant, "bytes")).used).toBe(0);
  });

  test("a member beyond the plan is refused", async () => {
    const tenant = await tenantOn({ members: 1 });
    const USER = 'mutation { createUser(input: { email: "two@quota.example", name: "Two" }) { user { id } } }';
    const { data } = await tenant.graphql("Admin", USER);
    const userId = (data as { createUser: { user: { id: string } } }).createUser.user.id;
    const ADD = "mutation ($i: AddMemberInput!) { addMember(input: $i) { member { id } } }";
    expect(codeOf(await tenant.graphql("Admin", ADD, { i: { userId, role: "Viewer" } }))).toBe("QUOTA_EXCEEDED");
  });
});

describe("requests", () => {
  test("are refused beyond the month's number, and counted by operation and key", async () => {
    const tenant = await tenantOn({ requests: 20 });
    const codes: string[] = [];
    for (let n = 0; n < 30; n++) codes.push(codeOf(await tenant.graphql("Viewer", "{ tenant { name } }")));
    const refused = codes.filter((code) => code === "QUOTA_EXCEEDED").length;
    expect(refused).toBeGreaterThanOrEqual(10);
    expect(codes.slice(0, 15)).toEqual(Array(15).fill("ok"));
  });

  test("are seen by day, by operation and by key; what was refused is not counted", async () => {
    const tenant = await newTenant(server);
    for (let n = 0; n < 7; n++) await tenant.graphql("Viewer", "{ tenant { name } }");
    await tenant.graphql("Viewer", "{ apiKeys { nodes { id } } }");
    const DAYS = "{ usageDays(first: 100) { nodes { day operation requests actor { id } } } }";
    await until(async () => {
      const { data } = await tenant.graphql("Admin", DAYS);
      const { nodes } = (data as { usageDays: { nodes: { operation: string; requests: number }[] } }).usageDays;
      return nodes.some(({ operation, requests }) => operation === "Query.tenant" && requests === 7);
    }, 20_000);
  });
});

test("days that are older than 400 days are forgotten, in every tenant, and no others", async () => {
  const [one, other] = [await newTenant(server), await newTenant(server)];
  const { pool } = server.databases.owner;
  const ids = [one.tenantId, other.tenantId];
  await pool.query(
    `insert into platform.usage_day (tenant_id, quota, day, operation, credential, amount)
     select tenant, 'requests', now() - days * interval '1 day', 'Query.records', credential, 1
     from unnest($1::uuid[]) as tenant, unnest('{399, 402}'::int[]) as days, generate_series(1, 300) as credential`,
    [ids],
  );
  // A worker may come first.
  await sweepUsage(server.databases.worker, new AbortController().signal);
  const left = `select count(*)::int from platform.usage_day where tenant_id = any($1) and day < now() - interval '400 days'`;
  await until(async () => (await pool.query(left, [ids])).rows[0].count === 0);
  const kept =
    "select count(*)::int from platform.usage_day where tenant_id = any($1) and day < now() - interval '300 days'";
  expect((await pool.query(kept, [ids])).rows[0].count).toBe(600);
});

describe("sockets", () => {
  test("beyond the plan are refused, and one that closes makes room", async () => {
    const tenant = await tenantOn({ sockets: 2 });
    const CHANGES = 'subscription { recordChanged(collection: "notes") { cursor } }';
    const open = () => subscribe(server.address, tenant.keys.Admin, CHANGES);
    // At once: which of them is too many, nobody says.
    const all = await Promise.all([open(), open(), open(), open()]);
    const how = () => Promise.all(all.map((one) => one.ended(100)));
    await until(async () => (await how()).filter((ending) => ending.includes("QUOTA_EXCEEDED")).length === 2, 10_000);
    const endings = await how();
    const [one] = all.filter((_, at) => endings[at] === "open");
    expect(endings.filter((ending) => ending === "open")).toHaveLength(2);
    await until(async () => (await reached(server, tenant)).includes("sockets 100"), 15_000);
    one?.close();
    await until(async () => {
      const again = await open().catch(() => undefined);
      const how = await again?.ended(300);
      again?.close();
      return how === "open";
    }, 15_000);
  });
});

test("a plan that comes to allow fewer messages ends the streams that bring more, within a second, and no others", async () => {
  const [one, other] = [await tenantOn({ messagesPerSecond: 100 }), await tenantOn({ messagesPerSecond: 100 })];
  const CHANGES = 'subscription { recordChanged(collection: "notes") { cursor } }';
  const open = ({ keys }: TestTenant) => subscribe(server.address, keys.Admin, CHANGES);
  const [short, long] = [await open(one), await open(other)];
  const addAll = () => Promise.all([one, other].flatMap((tenant) => Array.from({ length: 12 }, () => add(tenant))));
  await until(async () => {
    await Promise.all([add(one), add(other)]);
    return short.messages.length > 0 && long.messages.length > 0;
  });
  await addAll();
  for (const stream of [short, long]) await stream.heard(() => stream.messages.length >= 13);
  await definePlan(tenancyOf(server, INSTALLATION_ID), {
    name: one.plan,
    description: "of a test",
    limits: { messagesPerSecond: 1 },
  });
  await until(async () => (await server.platform.limitsOf(one.tenantId)).messagesPerSecond === 1, 1_000);
  await addAll();
  // The error itself, and the socket is closed right after it.
  expect(["error", "1013 TOO_MANY_MESSAGES"]).toContain(await short.ended(5_000));
  expect(JSON.stringify(short.messages.at(-1))).toContain("TOO_MANY_MESSAGES");
  await long.heard(() => long.messages.length >= 25);
  expect(await long.ended(100)).toBe("open");
  for (const stream of [short, long]) stream.close();
});

describe("webhook deliveries", () => {
  /** As a process counts them that delivers. */
  function delivering() {
    const { databases, log, limitsOf } = server.platform;
    const meter = createMeter({ db: databases.data, log });
    return { meter, deliver: (tenantId: string) => countDelivery({ meter, limitsOf }, tenantId) };
  }

  test("are counted from the first one on, beside the requests, and the month's number is the end of it", async () => {
    const tenant = await tenantOn({ webhookDeliveries: 5 });
    const { tenantId } = tenant;
    const [one, two] = [delivering(), delivering()];
    for (let n = 0; n < 3; n++) await one.deliver(tenantId);
    for (let n = 0; n < 2; n++) await two.deliver(tenantId);
    for (const { meter } of [one, two, one]) await meter.flush();
    for (const { deliver } of [one, two])
      await expect(deliver(tenantId)).rejects.toMatchObject({
        code: "QUOTA_EXCEEDED",
        message: expect.stringContaining("5 webhook deliveries of this month are used up"),
        extensions: { quota: "webhookDeliveries", most: 5 },
      });
    await Promise.all([one.meter.stop(), two.meter.stop()]);
    expect(await usageOf(tenant, "webhookDeliveries")).toMatchObject({ used: 5, percent: 100 });
    expect(await reached(server, tenant)).toContain("webhookDeliveries 100");
    const { rows } = await server.databases.owner.pool.query(
      `select operation, credential, amount::int from platform.usage_day
       where tenant_id = $1 and quota = 'webhookDeliveries'`,
      [tenantId],
    );
    expect(rows).toEqual([{ operation: "system.deliverWebhook", credential: "system", amount: 5 }]);
    // What is used up there is no limit here.
    expect(codeOf(await tenant.graphql("Viewer", "{ tenant { name } }"))).toBe("ok");
  });

  test("a plan that does not limit them ends none", async () => {
    const { tenantId } = await tenantOn({ requests: 3 });
    const { meter, deliver } = delivering();
    for (let n = 0; n < 50; n++) await deliver(tenantId);
    expect(meter.used(tenantId, "webhookDeliveries")).toBe(50);
    expect(meter.used(tenantId, "requests")).toBe(0);
    await meter.stop();
  });
});

test("a plan that is changed holds at once for every tenant on it", async () => {
  const tenant = await tenantOn({ records: 1 });
  await add(tenant);
  expect(codeOf(await add(tenant))).toBe("QUOTA_EXCEEDED");
  await definePlan(tenancyOf(server, INSTALLATION_ID), {
    name: tenant.plan,
    description: "larger",
    limits: { records: 2 },
  });
  expect(codeOf(await add(tenant))).toBe("ok");
});

test.each([
  ["a quota that there is not", { sandwiches: 1 }, "UNKNOWN_QUOTA"],
  ["a part of one", { records: 1.5 }, "OUT_OF_RANGE"],
  ["less than none", { records: -1 }, "OUT_OF_RANGE"],
  ["a text", { records: "many" }, "OUT_OF_RANGE"],
])("a plan with %s is refused", async (_what, limits, code) => {
  const defined = definePlan(tenancyOf(server, INSTALLATION_ID), { name: "bad", description: "x", limits });
  await expect(defined).rejects.toMatchObject({ code: "BAD_USER_INPUT", fields: [{ code }] });
});
