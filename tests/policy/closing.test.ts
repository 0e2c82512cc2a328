import { request } from "node:http";
import { destructionDeps } from "@bulkhead/server/closing.ts";
import { operatorRequest } from "@bulkhead/server/operator.ts";
import { beginDestruction } from "@bulkhead/tenancy/src/closing/begin-destruction.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { until } from "../testkit/until.ts";
import { ask, codeOf, type Instance, type Instances, makeKey, openInstances } from "./instances.ts";
import { refusedAt, watch } from "./watchers.ts";

let instances: Instances;
let all: Instance[];
let addresses: string[];

beforeAll(async () => {
  instances = await openInstances();
  all = [];
  // One after another: three at once take longer to connect than a busy machine gives them.
  for (let at = 0; at < 3; at++) all.push(await instances.open());
  addresses = all.map(({ address }) => address);
}, 120_000);
afterAll(() => instances.stop());

/** It takes a tenth of a second (revocation.test.ts counts the same news); a machine with ten times too much to do needs more. */
const WITHIN_MS = 3_000;

const statusAt = async (address: string, key: string) =>
  ((await ask(address, key, "{ tenant { status } }")).data?.tenant as { status: string } | undefined)?.status;

test("that a tenant is closing, and that it is not after all, is known on every instance in a second; all of it works", async () => {
  const [first, second] = all as [Instance, Instance];
  const tenant = await instances.tenant(first);
  const open = await watch(addresses, tenant.key, tenant.key);
  await instances.operator(second, tenant.tenantId).close(tenant.slug);
  for (const address of addresses)
    await until(async () => (await statusAt(address, tenant.key)) === "CLOSING", WITHIN_MS);
  const { key } = await makeKey(addresses[2] as string, tenant.key);
  expect(await codeOf(ask(addresses[0] as string, key, "{ tenant { name } }"))).toBe("ok");
  await instances.operator(first, tenant.tenantId).reopen(tenant.slug);
  for (const address of addresses)
    await until(async () => (await statusAt(address, tenant.key)) === "ACTIVE", WITHIN_MS);
  for (const { listening } of open) {
    expect(await listening.ended(0)).toBe("open");
    listening.close();
  }
}, 60_000);

/** An upload that never ends by itself; answers the status that the server gives it up with, or 0 when it hangs up first. */
function endlessUpload(address: string, key: string): { answered: Promise<number> } {
  const upload = request(`${address}/v1/collections/notes/imports`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "text/csv" },
  });
  const timer = setInterval(() => upload.write("1\n".repeat(1_000)), 50);
  upload.write("n\n");
  const answered = new Promise<number>((resolve) => {
    upload.on("response", (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    upload.on("error", () => resolve(0));
  }).finally(() => clearInterval(timer));
  return { answered };
}

test("a closed tenant's keys, sockets and uploads are worth nothing on any instance in a second", async () => {
  const [first] = all as [Instance];
  const tenant = await instances.tenant(first);
  const other = await instances.tenant(first);
  const untouched = await watch(addresses, other.key, other.key);
  const watchers = await watch(addresses, tenant.key, tenant.key);
  const uploads = addresses.map((address) => endlessUpload(address, tenant.key));
  const begun = "select from platform.blob where tenant_id = $1 and bytes is null";
  await until(
    async () => (await instances.base.databases.owner.pool.query(begun, [tenant.tenantId])).rowCount === 3,
    10_000,
  );
  await instances.operator(first, tenant.tenantId).close(tenant.slug, 0);

  const { platform } = first;
  const settings = { publicOrigin: "http://localhost:4000" };
  const deps = destructionDeps({ ...platform, settings, mail: platform.mail.queue, tenancy: platform.rooms.tenancy });
  const began = performance.now();
  const refused = addresses.map((address) => refusedAt(address, tenant.key, "UNAUTHENTICATED"));
  expect(await beginDestruction(deps, operatorRequest(tenant.tenantId), tenant.tenantId)).toBe(true);
  for (const at of await Promise.all(refused)) expect(at - began).toBeLessThan(WITHIN_MS);
  for (const { how, at } of await Promise.all(watchers.map(({ ended }) => ended))) {
    expect(how).toBe("4401 UNAUTHENTICATED");
    expect(at - began).toBeLessThan(WITHIN_MS);
  }
  for (const { answered } of uploads) expect([401, 0]).toContain(await answered);
  expect(performance.now() - began).toBeLessThan(2 * WITHIN_MS);
  await until(async () => (await instances.base.databases.owner.pool.query(begun, [tenant.tenantId])).rowCount === 0);
  for (const { listening } of untouched) {
    expect(await listening.ended(0)).toBe("open");
    listening.close();
  }
}, 60_000);

test("an upload under way when its tenant is suspended is given up", async () => {
  const [first, second] = all as [Instance, Instance];
  const tenant = await instances.tenant(first);
  const upload = endlessUpload(second.address, tenant.key);
  const begun = "select from platform.blob where tenant_id = $1 and bytes is null";
  await until(
    async () => (await instances.base.databases.owner.pool.query(begun, [tenant.tenantId])).rowCount === 1,
    10_000,
  );
  await instances.operator(first, tenant.tenantId).suspend();
  expect([403, 0]).toContain(await upload.answered);
  await until(async () => (await instances.base.databases.owner.pool.query(begun, [tenant.tenantId])).rowCount === 0);
}, 60_000);

test("an import under way stops when its tenant is suspended, and goes on when it is resumed", async () => {
  const [first, , third] = all as [Instance, Instance, Instance];
  await third.platform.work();
  const tenant = await instances.tenant(first);
  const rows = 300_000;
  const answer = await fetch(`${first.address}/v1/collections/notes/imports`, {
    method: "POST",
    headers: { authorization: `Bearer ${tenant.key}`, "content-type": "text/csv" },
    body: `n\n${"1\n".repeat(rows)}`,
  });
  expect(answer.status).toBe(202);
  const { pool } = instances.base.databases.owner;
  const state = async () =>
    (
      await pool.query<{ state: string; rows_stored: number }>(
        `select j.state, i.rows_stored from platform.job j join data.import i on i.tenant_id = j.tenant_id
         where j.tenant_id = $1 and j.kind = 'data.import'`,
        [tenant.tenantId],
      )
    ).rows[0];
  await until(async () => ((await state())?.rows_stored ?? 0) > 0, 20_000);
  const operator = instances.operator(first, tenant.tenantId);
  await operator.suspend();
  await until(async () => (await state())?.state === "QUEUED", 5_000);
  const { rows_stored: stored = 0 } = (await state()) ?? {};
  expect(stored).toBeLessThan(rows);
  await operator.resume();
  await until(async () => (await state())?.state === "SUCCEEDED", 60_000);
  expect((await state())?.rows_stored).toBe(rows);
}, 120_000);
