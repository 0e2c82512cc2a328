import path from "node:path";
import { freePort } from "@bulkhead/infra/free-port.ts";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { root, run } from "../testkit/process.ts";
import { STARTING_MS, until } from "../testkit/until.ts";
import { ask, codeOf, type Instance, type Instances, makeKey, openInstances, revokeKey } from "./instances.ts";
import { openProxy } from "./proxy.ts";
import { refusedAt, watch } from "./watchers.ts";

let instances: Instances;
let one: Instance;
let other: Instance;

beforeAll(async () => {
  instances = await openInstances();
  [one, other] = (await instances.openMany(2)) as [Instance, Instance];
}, 60_000);

afterAll(() => instances.stop());

const QUERY = "{ tenant { name } }";

async function readiness(address: string, query = "") {
  const answer = await fetch(`${address}/readyz${query}`);
  const { checks } = (await answer.json()) as { checks: Record<string, string> };
  return { status: answer.status, checks };
}

/** A foreign transaction that has written something and does not end: no news passes it. */
async function holdBack(): Promise<() => Promise<void>> {
  const client = await instances.base.databases.owner.pool.connect();
  await client.query("begin");
  await client.query("select pg_current_xact_id()");
  return async () => {
    await client.query("rollback");
    client.release();
  };
}

test("while a foreign transaction holds the news back, a revoked key is refused in a second and everybody else is served", async () => {
  const tenant = await instances.tenant(one);
  const { id, key } = await makeKey(one.address, tenant.key);
  const [watcher] = await watch([other.address], key, tenant.key);
  expect(await codeOf(ask(other.address, key, QUERY))).toBe("ok");
  const release = await holdBack();
  const began = performance.now();
  const refused = refusedAt(other.address, key, "UNAUTHENTICATED");
  await revokeKey(one.address, tenant.key, id);
  // The promise of a second, and what a loaded machine adds to it.
  expect((await refused) - began).toBeLessThan(2_500);
  expect((await watcher?.ended)?.how).toBe("4401 UNAUTHENTICATED");
  expect(((await watcher?.ended)?.at ?? 0) - began).toBeLessThan(5_000);

  await until(async () => (await readiness(other.address)).status === 503, 10_000);
  const { checks } = await readiness(other.address);
  expect(checks).toMatchObject({ database: "ok", feed: expect.stringMatching(/^[5-9]\.\d s behind: /) });
  expect((await readiness(other.address, "?exclude=feed")).status).toBe(200);
  // Unready is not out of order: whoever is sent here is answered, by what the database says now.
  expect(await codeOf(ask(other.address, tenant.key, QUERY))).toBe("ok");
  expect(await codeOf(ask(other.address, key, QUERY))).toBe("UNAUTHENTICATED");
  const second = await makeKey(one.address, tenant.key);
  expect(await codeOf(ask(other.address, second.key, QUERY))).toBe("ok");
  await revokeKey(one.address, tenant.key, second.id);
  expect(await codeOf(ask(other.address, second.key, QUERY))).toBe("UNAUTHENTICATED");

  await release();
  await until(async () => (await readiness(other.address)).status === 200);
  expect(await codeOf(ask(other.address, key, QUERY))).toBe("UNAUTHENTICATED");
  expect(await codeOf(ask(other.address, tenant.key, QUERY))).toBe("ok");
}, 60_000);

test("a process cut off from the database answers nobody from memory, and knows at once when it is back", async () => {
  const proxy = await openProxy(instances.base.url);
  const island = await instances.open(proxy.url);
  const tenant = await instances.tenant(one);
  const { id, key } = await makeKey(one.address, tenant.key);
  const [watcher] = await watch([island.address], key, tenant.key);
  expect(await codeOf(ask(island.address, key, QUERY))).toBe("ok");
  proxy.cut();
  await revokeKey(one.address, tenant.key, id);
  await until(async () => (await readiness(island.address)).checks.database !== "ok");
  await until(async () => (await codeOf(ask(island.address, key, "{ __typename }"))) === "UNAVAILABLE");
  expect(await codeOf(ask(island.address, tenant.key, "{ __typename }"))).toBe("UNAVAILABLE");
  // Nobody can say whether it may stay, and it is kept no longer than that is tolerable.
  expect((await watcher?.ended)?.how).toBe("1013 UNAVAILABLE");
  proxy.mend();
  await until(async () => (await codeOf(ask(island.address, tenant.key, "{ __typename }"))) === "ok", 10_000);
  expect(await codeOf(ask(island.address, key, "{ __typename }"))).toBe("UNAUTHENTICATED");
  await until(async () => (await readiness(island.address)).status === 200, 10_000);
  await island.stop();
  await proxy.stop();
}, 60_000);

test("a process that was paused answers nothing from before its pause", async () => {
  const tenant = await instances.tenant(one);
  const { id, key } = await makeKey(one.address, tenant.key);
  const port = await freePort();
  const address = `http://127.0.0.1:${port}`;
  const environment = { PATH: process.env.PATH ?? "", ...instances.environment, BULKHEAD_PORT: String(port) };
  const paused = run(process.execPath, [path.join(root, "server/main.ts")], environment);
  onTestFinished(() => paused.signalGroup("SIGKILL"));
  await paused.printed('"ready"', 30_000);
  await until(async () => (await readiness(address).catch(() => undefined))?.status === 200, 30_000, STARTING_MS);
  const [watcher] = await watch([address], key, tenant.key);
  expect(await codeOf(ask(address, key, QUERY))).toBe("ok");
  paused.signalGroup("SIGSTOP");
  await revokeKey(one.address, tenant.key, id);
  const began = performance.now();
  await until(async () => performance.now() - began > 1_500);
  // They are waiting when it wakes up, and so before it has read any news.
  const asked = Array.from({ length: 5 }, () => codeOf(ask(address, key, QUERY)));
  await until(async () => performance.now() - began > 2_000);
  paused.signalGroup("SIGCONT");
  expect(await Promise.all(asked)).toEqual(new Array(5).fill("UNAUTHENTICATED"));
  expect((await watcher?.ended)?.how).toBe("4401 UNAUTHENTICATED");
  paused.signalGroup("SIGTERM");
  await paused.ended;
}, 60_000);
