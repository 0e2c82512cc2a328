import { afterAll, beforeAll, expect, test } from "vitest";
import { type Instance, type Instances, openInstances } from "./instances.ts";

let instances: Instances;
beforeAll(async () => {
  instances = await openInstances();
}, 60_000);
afterAll(() => instances.stop());

const NOTICE_MS = 1_000;
const PROBE_MS = 200;

/** What a load balancer does: asks each instance for readiness now and then, and sends work to those that said yes. */
function balance(all: readonly Instance[]) {
  const ready = new Set(all.map(({ address }) => address));
  let turn = 0;
  let stopped = false;
  const probing = (async () => {
    while (!stopped) {
      for (const { address } of all) {
        const status = await fetch(`${address}/readyz`).then(
          (answer) => answer.status,
          () => 0,
        );
        if (status === 200) ready.add(address);
        else ready.delete(address);
      }
      await new Promise((resolve) => setTimeout(resolve, PROBE_MS));
    }
  })();
  return {
    next: () => [...ready][turn++ % ready.size] as string,
    ready: () => [...ready],
    async stop() {
      stopped = true;
      await probing;
    },
  };
}

test("draining one of two instances under load fails no request and no upload of a client that honours readiness", async () => {
  const [leaving, staying] = (await instances.openMany(2)) as [Instance, Instance];
  const tenant = await instances.tenant(leaving);
  const balancer = balance([leaving, staying]);
  const outcomes = new Map<string, number>();
  const served = { [leaving.address]: 0, [staying.address]: 0 };
  let loading = true;
  const note = (outcome: string) => outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  const headers = { authorization: `Bearer ${tenant.key}` };

  const work = async (request: (address: string) => Promise<Response>) => {
    while (loading) {
      const address = balancer.next();
      const outcome = await request(address).then(
        async (answer) => `${answer.status} ${(await answer.text()).includes('"errors"') ? "errors" : "fine"}`,
        (error: Error) => `failed: ${error.cause ?? error.message}`,
      );
      served[address] = (served[address] ?? 0) + 1;
      note(outcome);
    }
  };
  const json = { ...headers, "content-type": "application/json" };
  const read = (address: string) =>
    fetch(`${address}/graphql`, {
      method: "POST",
      headers: json,
      body: JSON.stringify({ query: "{ tenant { name } }" }),
    });
  const write = (address: string) =>
    fetch(`${address}/v1/collections/notes/records`, { method: "POST", headers: json, body: '{"data":{"n":1}}' });
  // Half a second each, so that some are under way whenever the drain begins and ends.
  const upload = (address: string) =>
    fetch(`${address}/v1/collections/notes/imports`, {
      method: "POST",
      headers: { ...headers, "content-type": "text/csv" },
      body: slowCsv(),
      duplex: "half",
    } as RequestInit);
  const running = [read, read, read, write, write, upload, upload].map(work);

  const warm = () => (served[leaving.address] ?? 0) > 20 && (served[staying.address] ?? 0) > 20;
  await expect.poll(warm, { timeout: 10_000 }).toBe(true);
  await leaving.gateway.drain(NOTICE_MS, 10_000);
  const before = served[staying.address] ?? 0;
  await expect.poll(() => (served[staying.address] ?? 0) - before, { timeout: 10_000 }).toBeGreaterThan(20);
  loading = false;
  await Promise.all(running);
  await balancer.stop();

  expect(balancer.ready()).toEqual([staying.address]);
  expect([...outcomes.keys()].toSorted()).toEqual(["200 fine", "201 fine", "202 fine"]);
  await expect(fetch(`${leaving.address}/healthz`)).rejects.toThrow();
}, 60_000);

function slowCsv(): ReadableStream<Uint8Array> {
  let rows = 0;
  return new ReadableStream({
    async pull(controller) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      controller.enqueue(new TextEncoder().encode(rows === 0 ? "n\n" : `${rows}\n`));
      if (rows++ === 10) controller.close();
    },
  });
}
