import { AppError } from "@bulkhead/kernel/error.ts";
import { INSTALLATION_ID } from "@bulkhead/kernel/installation.ts";
import type { Principal } from "@bulkhead/kernel/principal.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createGateway, type Gateway } from "../src/gateway.ts";
import { ROUND_MS } from "../src/socket/rechecks.ts";
import { principalWith, type TestPorts, testConfig, testPorts } from "./fixtures/gateway.ts";
import { connected, type SocketClient } from "./fixtures/socket-client.ts";

let ports: TestPorts;
let gateway: Gateway;
let address: string;

beforeAll(async () => {
  ports = testPorts();
  gateway = await createGateway(ports, testConfig(), []);
  address = await gateway.listen();
});

afterAll(() => gateway.stop());

const CHANGES = "subscription ($shelf: String!) { bookChanged(shelf: $shelf) { cursor } }";

let tenants = 0;

/** A tenant of the test's own with one bearer. */
function newTenant(permissions: Parameters<typeof principalWith>[0] = ["record:read"]) {
  const tenantId = `0195c3a4-0000-7000-9000-${String(++tenants).padStart(12, "0")}`;
  const bearer = `policy${tenants}`;
  ports.principals.set(bearer, principalWith(permissions, tenantId));
  ports.statuses.set(tenantId, "ACTIVE");
  return { tenantId, bearer };
}

/** Subscribes and waits until the source is open. */
async function subscribed(client: SocketClient, id: string): Promise<void> {
  const before = ports.fixture.followers();
  client.subscribe(id, CHANGES, { shelf: "idle" });
  await expect.poll(() => ports.fixture.followers()).toBe(before + 1);
}

describe("a policy change reaches sockets on which nothing happens", () => {
  test("a revoked credential closes its socket with 4401 and no other of the tenant", async () => {
    const { tenantId, bearer } = newTenant();
    ports.principals.set(`${bearer}-other`, principalWith(["record:read"], tenantId, "key_other"));
    const [revoked, other] = await Promise.all([
      connected(address, { bearer }),
      connected(address, { bearer: `${bearer}-other` }),
    ]);
    await subscribed(revoked, "1");
    ports.principals.delete(bearer);
    ports.policyChanged(tenantId);
    expect(await revoked.closed).toEqual({ code: 4401, reason: "UNAUTHENTICATED" });
    other.subscribe("1", "{ motto }");
    expect(await other.next()).toMatchObject({ id: "1", type: "next" });
    other.socket.close();
  });

  test("a change of the installation reaches every tenant's: a key that tokens were signed with, a client of its own", async () => {
    const [one, other] = [newTenant(), newTenant()];
    const [revoked, untouched] = await Promise.all([connected(address, one), connected(address, other)]);
    ports.principals.delete(one.bearer);
    ports.policyChanged(INSTALLATION_ID);
    expect((await revoked.closed).code).toBe(4401);
    untouched.subscribe("1", "{ motto }");
    expect(await untouched.next()).toMatchObject({ type: "next" });
    untouched.socket.close();
  });

  test("a suspended tenant's sockets close with 4403, and nobody else's", async () => {
    const [one, other] = [newTenant(), newTenant()];
    const clients = await Promise.all([connected(address, one), connected(address, one), connected(address, other)]);
    ports.statuses.set(one.tenantId, "SUSPENDED");
    ports.policyChanged(one.tenantId);
    ports.policyChanged(other.tenantId);
    expect((await clients[0]?.closed)?.code).toBe(4403);
    expect((await clients[1]?.closed)?.code).toBe(4403);
    clients[2]?.subscribe("1", "{ motto }");
    expect(await clients[2]?.next()).toMatchObject({ type: "next" });
    clients[2]?.socket.close();
  });

  test("an idle subscription that the role no longer allows ends with FORBIDDEN, and its source with it", async () => {
    const { tenantId, bearer } = newTenant();
    const before = ports.fixture.followers();
    const client = await connected(address, { bearer });
    await subscribed(client, "1");
    ports.principals.set(bearer, principalWith(["tenant:read"], tenantId));
    ports.policyChanged(tenantId);
    expect(await client.next()).toMatchObject({
      id: "1",
      type: "error",
      payload: [{ extensions: { code: "FORBIDDEN", missing: ["record:read"] } }],
    });
    expect((await client.closed).code).toBe(4403);
    await expect.poll(() => ports.fixture.followers()).toBe(before);
  });

  test("a socket without subscriptions stays when only its role changes", async () => {
    const { tenantId, bearer } = newTenant();
    const client = await connected(address, { bearer });
    ports.principals.set(bearer, principalWith(["tenant:read"], tenantId));
    ports.policyChanged(tenantId);
    client.subscribe("1", "{ books(first: 1) { id } }");
    expect(await client.next()).toMatchObject({ payload: [{ extensions: { code: "FORBIDDEN" } }] });
    client.subscribe("2", "{ motto }");
    expect(await client.next((message) => message.id === "2")).toMatchObject({ type: "next" });
    client.socket.close();
  });

  test("a change while the connection is being let in is not missed", async () => {
    const { tenantId, bearer } = newTenant();
    const { authenticate } = ports;
    let answer = (_principal: Principal | undefined) => {};
    let asked = 0;
    ports.authenticate = async (given) => {
      if (given !== bearer || asked++ > 0) return authenticate(given);
      return new Promise((resolve) => {
        answer = resolve;
      });
    };
    const connecting = connected(address, { bearer });
    await expect.poll(() => asked).toBe(1);
    const read = ports.principals.get(bearer);
    ports.principals.delete(bearer);
    ports.policyChanged(tenantId);
    answer(read);
    const client = await connecting;
    ports.authenticate = authenticate;
    expect((await client.closed).code).toBe(4401);
  });
});

test("a storm of changes costs four looks a second at each socket of the tenant, and the last one counts", async () => {
  const { tenantId, bearer } = newTenant();
  const client = await connected(address, { bearer });
  const { authenticate } = ports;
  let looks = 0;
  ports.authenticate = (given) => {
    if (given === bearer) looks++;
    return authenticate(given);
  };
  const began = performance.now();
  while (performance.now() - began < 1_500) {
    for (let n = 0; n < 1_000; n++) ports.policyChanged(tenantId);
    await new Promise((resolve) => setImmediate(resolve));
  }
  const rounds = (performance.now() - began) / ROUND_MS;
  expect(looks).toBeGreaterThanOrEqual(3);
  expect(looks).toBeLessThanOrEqual(Math.ceil(rounds) + 1);
  ports.policyChanged(tenantId);
  ports.principals.delete(bearer);
  ports.policyChanged(tenantId);
  expect((await client.closed).code).toBe(4401);
  ports.authenticate = authenticate;
});

test("while news does not arrive, idle sockets are asked about every second", async () => {
  const { bearer } = newTenant();
  const client = await connected(address, { bearer });
  const began = performance.now();
  ports.isPolicyFresh = () => false;
  ports.principals.delete(bearer);
  expect((await client.closed).code).toBe(4401);
  expect(performance.now() - began).toBeLessThan(2_500);
  ports.isPolicyFresh = () => true;
});

test("a socket is kept through a short outage, and closed with 1013 when nobody knows for five seconds", async () => {
  const { tenantId, bearer } = newTenant();
  const short = newTenant();
  const [client, spared] = await Promise.all([connected(address, { bearer }), connected(address, short)]);
  const { authenticate } = ports;
  const away = new Set([bearer, short.bearer]);
  ports.authenticate = async (given) => {
    if (away.has(given)) throw new AppError("UNAVAILABLE", "The database did not answer.");
    return authenticate(given);
  };
  const began = performance.now();
  ports.policyChanged(tenantId);
  ports.policyChanged(short.tenantId);
  await expect.poll(() => performance.now() - began, { timeout: 4_000 }).toBeGreaterThan(2_000);
  away.delete(short.bearer);
  expect(await client.closed).toEqual({ code: 1013, reason: "UNAVAILABLE" });
  expect(performance.now() - began).toBeGreaterThan(4_900);
  spared.subscribe("1", "{ motto }");
  expect(await spared.next()).toMatchObject({ type: "next" });
  spared.socket.close();
  ports.authenticate = authenticate;
}, 15_000);
