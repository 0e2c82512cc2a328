import { Agent, request } from "node:http";
import type { Principal } from "@bulkhead/kernel/principal.ts";
import { afterEach, expect, test } from "vitest";
import { createGateway, type Gateway } from "../src/gateway.ts";
import { type TestPorts, testConfig, testPorts } from "./fixtures/gateway.ts";
import { connect, connected } from "./fixtures/socket-client.ts";

const gateways: Gateway[] = [];
afterEach(() => Promise.all(gateways.splice(0).map((gateway) => gateway.stop())));

/** A gateway of the test's own on which the bearer `slow` waits until the test lets it in. */
async function open() {
  const ports: TestPorts = testPorts();
  const { authenticate } = ports;
  let letIn = () => {};
  let waiting = 0;
  const gate = new Promise<void>((resolve) => {
    letIn = resolve;
  });
  ports.authenticate = async (bearer): Promise<Principal | undefined> => {
    if (bearer !== "slow") return authenticate(bearer);
    waiting++;
    await gate;
    return authenticate("admin");
  };
  const gateway = await createGateway(ports, testConfig(), []);
  gateways.push(gateway);
  return { ports, gateway, address: await gateway.listen(), letIn, waiting: () => waiting };
}

const post = (address: string, query: string, bearer = "admin") =>
  fetch(`${address}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${bearer}` },
    body: JSON.stringify({ query }),
  });

test("readiness goes first: everything is still answered, and every answer ends its connection", async () => {
  const { gateway, address } = await open();
  expect((await post(address, "{ motto }")).headers.get("connection")).toBe("keep-alive");
  const drained = gateway.drain(400, 2_000);
  const ready = await fetch(`${address}/readyz`);
  expect([ready.status, await ready.json()]).toEqual([
    503,
    {
      status: "not ready",
      checks: { database: "ok", draining: "this process is about to stop; send no more to it" },
    },
  ]);
  expect((await fetch(`${address}/readyz?exclude=draining`)).status).toBe(503);
  expect((await fetch(`${address}/healthz`)).status).toBe(200);
  const answer = await post(address, "{ motto }");
  expect([answer.status, answer.headers.get("connection")]).toEqual([200, "close"]);
  await drained;
  await expect(post(address, "{ motto }")).rejects.toThrow();
});

test("a request that runs is finished after the notice, and an idle connection does not hold up the end", async () => {
  const { gateway, address, letIn, waiting } = await open();
  const agent = new Agent({ keepAlive: true });
  await new Promise((resolve) =>
    request(`${address}/healthz`, { agent }, (res) => res.resume().on("end", resolve)).end(),
  );
  const running = post(address, 'mutation { addBook(title: "Late") { title } }', "slow");
  await expect.poll(waiting).toBe(1);
  let ended = false;
  const drained = gateway.drain(50, 5_000).then(() => {
    ended = true;
  });
  await expect
    .poll(() =>
      fetch(address).then(
        () => "open",
        () => "closed",
      ),
    )
    .toBe("closed");
  expect(ended).toBe(false);
  const began = performance.now();
  letIn();
  expect(await (await running).json()).toEqual({ data: { addBook: { title: "Late" } } });
  await drained;
  expect(performance.now() - began).toBeLessThan(2_000);
  agent.destroy();
});

test("what runs longer than the grace is cut off, and the drain ends", async () => {
  const { gateway, address, waiting } = await open();
  const running = post(address, "{ motto }", "slow").then(
    () => "answered",
    () => "cut off",
  );
  await expect.poll(waiting).toBe(1);
  const began = performance.now();
  await gateway.drain(20, 300);
  expect(performance.now() - began).toBeLessThan(2_000);
  expect(await running).toBe("cut off");
});

test("idle sockets are told 1001 and to resume; no new ones are taken", async () => {
  const { gateway, address } = await open();
  const client = await connected(address);
  const drained = gateway.drain(300, 2_000);
  expect(await client.closed).toEqual({
    code: 1001,
    reason: "Going away: connect again and resume after your last cursor",
  });
  await expect(connect(address)).rejects.toThrow("503");
  await drained;
});

test("a mutation on a socket gets its result and its completion before the socket closes", async () => {
  const { ports, gateway, address, letIn, waiting } = await open();
  const client = await connected(address);
  const { authenticate } = ports;
  // The operation is let in anew, and that takes as long as the test wants.
  ports.authenticate = () => authenticate("slow");
  client.subscribe("1", 'mutation { addBook(title: "Late") { title } }');
  await expect.poll(waiting).toBe(1);
  const drained = gateway.drain(0, 5_000);
  letIn();
  expect(await client.next()).toMatchObject({ id: "1", payload: { data: { addBook: { title: "Late" } } } });
  expect(await client.next()).toEqual({ id: "1", type: "complete" });
  expect((await client.closed).code).toBe(1001);
  await drained;
});

test("a check that fails makes a process unready, unless the balancer leaves it out", async () => {
  const { ports, address } = await open();
  const checks = { database: "ok", feed: "7.2 s behind: a transaction holds it back" };
  ports.ready = async () => ({ ok: false, checks });
  const strict = await fetch(`${address}/readyz`);
  expect([strict.status, await strict.json()]).toEqual([503, { status: "not ready", checks }]);
  const lenient = await fetch(`${address}/readyz?exclude=feed`);
  expect([lenient.status, await lenient.json()]).toEqual([200, { status: "ready", checks }]);
  expect((await fetch(`${address}/readyz?exclude=database`)).status).toBe(503);
  expect((await fetch(`${address}/readyz?exclude=database&exclude=feed`)).status).toBe(200);
});

test("stopping in the middle of a drain does not wait for its notice", async () => {
  const { gateway } = await open();
  const drained = gateway.drain(20_000, 20_000);
  const began = performance.now();
  await Promise.all([gateway.stop(), drained]);
  expect(performance.now() - began).toBeLessThan(2_000);
});
