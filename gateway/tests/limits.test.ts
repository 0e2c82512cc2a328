import { setTimeout as wait } from "node:timers/promises";
import { PERMISSIONS } from "@bulkhead/kernel/permission.ts";
import type { Principal } from "@bulkhead/kernel/principal.ts";
import { readSettings } from "@bulkhead/kernel/settings.ts";
import { afterEach, describe, expect, test } from "vitest";
import { until } from "../../tests/testkit/until.ts";
import { type GatewayConfig, gatewaySettings } from "../src/config.ts";
import { createGateway, type Gateway } from "../src/gateway.ts";
import { principalWith, type TestPorts, testConfig, testPorts } from "./fixtures/gateway.ts";
import { connect, connected } from "./fixtures/socket-client.ts";
import { parseList } from "./fixtures/structured-field.ts";

const ONE = "0195c3a4-0000-7000-8000-00000000000a";
const TWO = "0195c3a4-0000-7000-8000-00000000000b";

interface House {
  ports: TestPorts;
  address: string;
  /** Credentials that were looked up. */
  lookedUp: string[];
}

let gateway: Gateway | undefined;
afterEach(() => gateway?.stop());

/** A gateway with tenants ONE (keys `one`, `one-too`, person `ada`) and TWO (key `two`); a key once used is warm. */
async function open(changes: Partial<GatewayConfig>): Promise<House> {
  const ports = testPorts();
  const lookedUp: string[] = [];
  const warm = new Map<string, Principal>();
  ports.principals.set("one", principalWith(PERMISSIONS, ONE, "key_one"));
  ports.principals.set("one-too", principalWith(PERMISSIONS, ONE, "key_one_too"));
  ports.principals.set("ada", { ...principalWith(PERMISSIONS, ONE, "usr_ada"), kind: "user" });
  ports.principals.set("two", principalWith(PERMISSIONS, TWO, "key_two"));
  ports.statuses.set(ONE, "ACTIVE").set(TWO, "ACTIVE");
  ports.authenticate = async (bearer) => {
    lookedUp.push(bearer);
    await wait(1);
    const principal = ports.principals.get(bearer);
    if (principal) warm.set(bearer, principal);
    return principal;
  };
  ports.recall = (bearer) => warm.get(bearer);
  gateway = await createGateway(ports, testConfig(changes), []);
  return { ports, address: await gateway.listen(), lookedUp };
}

interface Answer {
  status: number;
  headers: Headers;
  error: { message: string; extensions: Record<string, unknown> } | undefined;
}

async function ask({ address }: House, bearer: string | null, query = "{ motto }", accept?: string): Promise<Answer> {
  const response = await fetch(`${address}/graphql`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      ...(accept ? { accept } : {}),
      ...(bearer === null ? {} : { authorization: `Bearer ${bearer}` }),
    },
    body: JSON.stringify({ query }),
  });
  const { errors } = (await response.json()) as { errors?: NonNullable<Answer["error"]>[] };
  return { status: response.status, headers: response.headers, error: errors?.[0] };
}

/** Asks so often; answers how often each code came (OK for none). */
async function flood(house: House, times: number, bearer: string | null, query?: string) {
  const codes: Record<string, number> = {};
  for (let n = 0; n < times; n++) {
    const { error } = await ask(house, bearer, query);
    const code = String(error?.extensions.code ?? "OK");
    codes[code] = (codes[code] ?? 0) + 1;
  }
  return codes;
}

/** Asks until it is refused: however slow the machine, and however much came back meanwhile. */
async function refusal(house: House, bearer: string | null, query?: string, accept?: string): Promise<Answer> {
  for (let n = 0; n < 200; n++) {
    const answer = await ask(house, bearer, query, accept);
    if (answer.error?.extensions.code === "RATE_LIMITED") return answer;
  }
  throw new Error("200 requests were not refused");
}

/** One token an hour would be ideal; one a second is the least, so floods here are larger than what comes back. */
const SLOW = { keyPerSecond: 1, userPerSecond: 1, tenantPerSecond: 1, operationPerSecond: 1, addressPerSecond: 1 };

describe("a refusal", () => {
  test.each([
    ["a plain POST", undefined],
    ["a negotiated one", "application/graphql-response+json"],
  ])("to %s has status, code, budget and seconds, in the body and in the headers", async (_what, accept) => {
    const house = await open({ ...SLOW, keyBurst: 3 });
    const { status, headers, error } = await refusal(house, "one", "{ motto }", accept);
    expect({ status, retryAfter: headers.get("retry-after") }).toEqual({ status: 429, retryAfter: "1" });
    expect(error?.message).toBe("This API key has spent its budget. Try again in 1 s.");
    expect(error?.extensions).toEqual({
      code: "RATE_LIMITED",
      budget: "key",
      retryAfter: 1,
      requestId: headers.get("x-request-id"),
    });
    expect(parseList(headers.get("ratelimit") ?? "")).toEqual([{ value: "key", parameters: { r: 0, t: 1 } }]);
    expect(parseList(headers.get("ratelimit-policy") ?? "")).toEqual([{ value: "key", parameters: { q: 3, w: 3 } }]);
  });

  test.each([
    ["plain", undefined],
    ["negotiated", "application/graphql-response+json"],
    ["negotiated as JSON", "application/json;q=1, */*;q=0.1"],
  ])("of an operation is 429 as well, %s", async (_what, accept) => {
    const house = await open({ ...SLOW, operationBurst: 2 });
    const { status, headers, error } = await refusal(house, "one", "{ motto }", accept);
    expect({ status, retryAfter: headers.get("retry-after") }).toEqual({ status: 429, retryAfter: "1" });
    expect(error?.extensions).toMatchObject({ code: "RATE_LIMITED", budget: "operation", retryAfter: 1 });
    expect(parseList(headers.get("ratelimit") ?? "")).toEqual([{ value: "operation", parameters: { r: 0, t: 1 } }]);
  });

  test("names a time that is enough: waiting as long as Retry-After says succeeds", async () => {
    const house = await open({ keyPerSecond: 1, keyBurst: 2 });
    const { headers } = await refusal(house, "one");
    await wait(Number(headers.get("retry-after")) * 1_000);
    expect((await ask(house, "one")).status).toBe(200);
  });

  test("is counted without a name, and is no audit event", async () => {
    const house = await open({ ...SLOW, keyBurst: 1 });
    await flood(house, 10, "one");
    expect(house.ports.anonymous.filter((reason) => reason === "RATE_LIMITED").length).toBeGreaterThanOrEqual(8);
    expect(house.ports.denied).toEqual([]);
  });

  test("runs nothing and costs neither tenant nor operation anything", async () => {
    const house = await open({ ...SLOW, keyBurst: 1, tenantBurst: 50 });
    await flood(house, 40, "one");
    const left = parseList((await ask(house, "one-too")).headers.get("ratelimit") ?? "");
    expect(left.find(({ value }) => value === "tenant")?.parameters.r).toBeGreaterThan(40);
  });
});

describe("answers of identified callers", () => {
  test("say what is left, as structured fields", async () => {
    const house = await open({ keyPerSecond: 2, keyBurst: 10, tenantPerSecond: 3, tenantBurst: 100 });
    await ask(house, "one");
    const { headers } = await ask(house, "one");
    expect(parseList(headers.get("ratelimit-policy") ?? "")).toEqual([
      { value: "key", parameters: { q: 10, w: 5 } },
      { value: "tenant", parameters: { q: 100, w: 34 } },
    ]);
    const [key, tenant] = parseList(headers.get("ratelimit") ?? "");
    expect(key).toEqual({ value: "key", parameters: { r: expect.toSatisfy((r) => r === 8 || r === 9), t: 1 } });
    expect(tenant).toEqual({ value: "tenant", parameters: { r: expect.toSatisfy((r) => r === 98 || r === 99), t: 1 } });
    expect(headers.get("retry-after")).toBeNull();
  });

  test("name the budget of the person for a person", async () => {
    const house = await open({});
    expect(parseList((await ask(house, "ada")).headers.get("ratelimit") ?? "")[0]?.value).toBe("user");
  });

  test("nobody in particular is told nothing but when to come back", async () => {
    const house = await open({ ...SLOW, addressBurst: 1 });
    expect((await ask(house, null)).headers.get("ratelimit")).toBeNull();
    const { status, headers, error } = await refusal(house, null);
    expect(status).toBe(429);
    expect(error?.extensions).toMatchObject({ budget: "address", retryAfter: 1 });
    expect(headers.get("ratelimit")).toBeNull();
    expect(headers.get("retry-after")).toBe("1");
  });
});

describe("whose budget is spent", () => {
  test("a flood without credentials leaves whoever is at work from the same address untouched", async () => {
    const house = await open({ ...SLOW, addressBurst: 10 });
    await ask(house, "one");
    const codes = await flood(house, 60, null);
    expect(codes.RATE_LIMITED).toBeGreaterThan(40);
    expect(await flood(house, 20, "one")).toEqual({ OK: 20 });
    const [key, tenant] = parseList((await ask(house, "one")).headers.get("ratelimit") ?? "");
    // Twenty-two of its own, less what came back meanwhile, and none of the sixty.
    expect(key?.parameters.r).toBeGreaterThanOrEqual(2_000 - 22);
    expect(tenant?.parameters.r).toBeGreaterThanOrEqual(4_000 - 22);
  });

  test("wrong credentials spend the address's budget, and beyond it they are not even looked up", async () => {
    const house = await open({ ...SLOW, addressBurst: 10 });
    const codes = await flood(house, 60, "wrong");
    expect(codes.UNAUTHENTICATED).toBeGreaterThanOrEqual(10);
    expect(house.lookedUp).toHaveLength(codes.UNAUTHENTICATED ?? 0);
    expect(codes.RATE_LIMITED).toBe(60 - house.lookedUp.length);
  });

  test("a credential that was good is looked up again in the midst of a flood, until it is good no more", async () => {
    const house = await open({ ...SLOW, addressBurst: 5 });
    await ask(house, "one");
    await flood(house, 20, "wrong");
    // As after a role has changed: nothing is at hand.
    house.ports.recall = () => undefined;
    expect((await ask(house, "one")).status).toBe(200);
    expect((await ask(house, "two")).error?.extensions.code).toBe("RATE_LIMITED");
    house.ports.principals.delete("one");
    expect((await ask(house, "one")).status).toBe(401);
    const before = house.lookedUp.length;
    await flood(house, 20, "one");
    expect(house.lookedUp.length - before).toBeLessThan(10);
  });

  test("a credential that is no bearer at all spends it too", async () => {
    const house = await open({ ...SLOW, addressBurst: 5 });
    const codes = await flood(house, 30, "not a bearer");
    expect(codes.RATE_LIMITED).toBeGreaterThan(20);
    expect(house.lookedUp).toEqual([]);
  });

  test("a thousand tries at once are not a thousand look-ups", async () => {
    const house = await open({ ...SLOW, addressBurst: 10 });
    await Promise.all(Array.from({ length: 200 }, (_, n) => ask(house, `wrong${n}`)));
    expect(house.lookedUp.length).toBeLessThanOrEqual(13);
  });

  test("good credentials spend nothing of the address, however many are cold", async () => {
    const house = await open({ ...SLOW, addressBurst: 3 });
    for (let n = 0; n < 30; n++) house.ports.principals.set(`k${n}`, principalWith(PERMISSIONS, ONE, `key_${n}`));
    for (let n = 0; n < 30; n++) expect((await ask(house, `k${n}`)).status).toBe(200);
  });

  test("one tenant's flood leaves another's budget whole", async () => {
    const house = await open({ ...SLOW, keyBurst: 1_000, tenantBurst: 20 });
    expect((await flood(house, 60, "one")).RATE_LIMITED).toBeGreaterThan(35);
    expect(await flood(house, 15, "two")).toEqual({ OK: 15 });
  });

  test("one key's flood leaves the tenant's other keys and people their share", async () => {
    const house = await open({ ...SLOW, keyBurst: 20, userBurst: 20, tenantBurst: 70 });
    expect((await flood(house, 80, "one")).RATE_LIMITED).toBeGreaterThan(50);
    expect(await flood(house, 15, "one-too")).toEqual({ OK: 15 });
    expect(await flood(house, 15, "ada")).toEqual({ OK: 15 });
  });

  test("one operation's flood leaves the tenant's others their share, whatever it calls itself", async () => {
    const house = await open({ ...SLOW, operationBurst: 10 });
    const codes: string[] = [];
    for (let n = 0; n < 40; n++)
      codes.push(String((await ask(house, "one", `query Q${n} { a${n}: motto }`)).error?.extensions.code ?? "OK"));
    expect(codes.filter((code) => code === "OK").length).toBeLessThan(15);
    expect(await flood(house, 9, "one", "{ books(first: 1) { id } }")).toEqual({ OK: 9 });
    expect(await flood(house, 5, "two")).toEqual({ OK: 5 });
  });

  test("a field asked for five times in one document costs its operation five", async () => {
    const house = await open({ ...SLOW, operationBurst: 10 });
    const query = "{ a: motto b: motto ...F } fragment F on Query { c: motto d: motto e: motto }";
    let served = 0;
    while ((await ask(house, "one", query)).status === 200) served++;
    expect(served).toBeLessThanOrEqual(3);
  });
});

describe("settings", () => {
  test.each([
    ["BULKHEAD_LIMIT_KEY_PER_SECOND", "0"],
    ["BULKHEAD_LIMIT_KEY_BURST", "0"],
    ["BULKHEAD_LIMIT_TENANT_BURST", "-1"],
    ["BULKHEAD_LIMIT_ADDRESS_PER_SECOND", "100001"],
    ["BULKHEAD_LIMIT_OPERATION_BURST", "99999999999999999999"],
    ["BULKHEAD_LIMIT_USER_PER_SECOND", "1e3"],
    ["BULKHEAD_LIMIT_USER_BURST", "Infinity"],
    ["BULKHEAD_LIMIT_USER_BURST", "2.5"],
  ])("%s=%s would limit nothing or refuse everything, and stops the start with the reason", (variable, value) => {
    const { faults } = readSettings(gatewaySettings, { [variable]: value });
    expect(faults).toEqual([
      {
        variable,
        message: `must be a whole number from 1 to 100000, not "${value}": below that everything is refused, above it nothing a process can serve is limited`,
      },
    ]);
  });

  test("a gateway given an unbounded limit does not start, however it was given", async () => {
    const given = testConfig({ tenantBurst: Number.POSITIVE_INFINITY });
    await expect(createGateway(testPorts(), given, [])).rejects.toThrow(/the limit "tenant" has Infinity as burst/);
  });
});

describe("on a socket", () => {
  const CHANGED = 'subscription { bookChanged(shelf: "a") { cursor } }';

  test("every operation spends like a request, and a refused one ends alone", async () => {
    const house = await open({ ...SLOW, keyBurst: 4 });
    const client = await connected(house.address, { bearer: "one" });
    const types: string[] = [];
    for (let n = 0; n < 5; n++) {
      client.subscribe(String(n), "{ motto }");
      const message = await client.next(({ id }) => id === String(n));
      types.push(message.type);
      if (message.type === "error")
        expect(message.payload).toMatchObject([{ extensions: { code: "RATE_LIMITED", budget: "key", retryAfter: 1 } }]);
    }
    expect(types.slice(0, 3)).toEqual(["next", "next", "next"]);
    expect(types).toContain("error");
    await wait(1_000);
    client.subscribe("later", "{ motto }");
    expect((await client.next(({ id }) => id === "later")).type).toBe("next");
    client.socket.close();
  });

  test("opening one spends as well: without budget it is closed with 1013 and the reason", async () => {
    const house = await open({ ...SLOW, keyBurst: 2 });
    await flood(house, 4, "one");
    const client = await connect(house.address, { bearer: "one" });
    expect(await client.closed).toEqual({ code: 1013, reason: "RATE_LIMITED" });
  });

  test.each([
    ["no credential", null],
    ["a wrong one", "wrong"],
  ])("opening with %s spends the address's budget", async (_what, bearer) => {
    const house = await open({ ...SLOW, addressBurst: 3 });
    const codes: number[] = [];
    for (let n = 0; n < 8; n++) codes.push((await (await connect(house.address, { bearer })).closed).code);
    expect(codes.slice(0, 3)).toEqual([4401, 4401, 4401]);
    expect(codes).toContain(1013);
  });

  test("deliveries and looking again spend nothing", async () => {
    const house = await open({ ...SLOW, keyBurst: 10, tenantBurst: 10, operationBurst: 10 });
    const client = await connected(house.address, { bearer: "one" });
    client.subscribe("1", CHANGED);
    await until(async () => house.ports.fixture.followers() === 1);
    for (let n = 0; n < 60; n++) house.ports.fixture.publish("a", { cursor: `c${n}`, book: null });
    for (let n = 0; n < 60; n++) expect((await client.next()).type).toBe("next");
    for (let n = 0; n < 5; n++) house.ports.policyChanged(ONE);
    const [key, tenant] = parseList((await ask(house, "one")).headers.get("ratelimit") ?? "");
    expect(key?.parameters.r).toBeGreaterThanOrEqual(7);
    expect(tenant?.parameters.r).toBeGreaterThanOrEqual(7);
    client.socket.close();
  });

  test("a subscription that is opened again and again spends its operation's budget", async () => {
    const house = await open({ ...SLOW, operationBurst: 2 });
    const client = await connected(house.address, { bearer: "one" });
    for (const id of ["1", "2", "3"]) client.subscribe(id, CHANGED);
    const refused = await client.next(({ type }) => type === "error");
    expect(refused).toMatchObject({
      id: "3",
      payload: [{ extensions: { code: "RATE_LIMITED", budget: "operation" } }],
    });
    client.socket.close();
  });
});
