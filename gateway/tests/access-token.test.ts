import { request as httpRequest } from "node:http";
import type { Presented } from "@bulkhead/kernel/access-token-principal.ts";
import { AppError } from "@bulkhead/kernel/error.ts";
import { PERMISSIONS } from "@bulkhead/kernel/permission.ts";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createGateway, type Gateway } from "../src/gateway.ts";
import { principalWith, TENANT, type TestPorts, testConfig, testPorts } from "./fixtures/gateway.ts";
import { connect, connected } from "./fixtures/socket-client.ts";

const ORIGIN = "https://api.example";

let ports: TestPorts;
let gateway: Gateway;
let address: string;
/** What was asked about credentials, in order. */
let asked: { token: string; presented: Presented }[];

beforeAll(async () => {
  ports = testPorts();
  ports.authenticate = async (token, presented) => {
    asked.push({ token, presented });
    if (token === "unproved") throw invalidProof();
    return ports.principals.get(token);
  };
  gateway = await createGateway(ports, testConfig({ publicOrigin: ORIGIN }), []);
  address = await gateway.listen();
});
beforeEach(() => {
  asked = [];
});
afterAll(() => gateway.stop());

function invalidProof() {
  return new AppError("UNAUTHENTICATED", "The DPoP proof is not accepted.", {
    extensions: { challenge: "invalid_dpop_proof" },
  });
}

/** By node:http: fetch would not send a header twice, nor another Host. */
function send(headers: Record<string, string | string[]>, path = "/graphql?a=b"): Promise<number> {
  const body = JSON.stringify({ query: "{ motto }" });
  return new Promise((resolve, reject) => {
    const sent = httpRequest(address + path, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
    });
    sent.once("response", (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    sent.once("error", reject);
    sent.end(body);
  });
}

describe("under the scheme DPoP", () => {
  test("the token is asked about with the proof, the method and the address clients know us by", async () => {
    expect(await send({ authorization: "DPoP admin", dpop: "a.b.c", host: "evil.example" })).toBe(200);
    expect(asked).toEqual([
      { token: "admin", presented: { jwt: "a.b.c", method: "POST", url: `${ORIGIN}/graphql?a=b` } },
    ]);
  });

  test("the scheme's name may have any case, and a missing proof is missing", async () => {
    await send({ authorization: "dPoP admin" });
    expect(asked[0]?.presented).toMatchObject({ jwt: undefined });
  });

  test("two proofs are seen to be two", async () => {
    await send({ authorization: "DPoP admin", dpop: ["a.b.c", "d.e.f"] });
    expect(asked[0]?.presented).toMatchObject({ jwt: "a.b.c, d.e.f" });
  });

  test("a proof beside a bearer token is no proof", async () => {
    await send({ authorization: "Bearer admin", dpop: "a.b.c" });
    expect(asked).toEqual([{ token: "admin", presented: undefined }]);
  });
});

describe("an answer 401 says how to sign in and what was wrong", () => {
  const NONE = 'Bearer realm="bulkhead"';
  const PROOF = 'DPoP realm="bulkhead", algs="ES256 Ed25519 EdDSA PS256 RS256"';

  test.each([
    ["nothing", undefined, `${NONE}, ${PROOF}`],
    ["another scheme", "Basic YTpi", `${NONE}, ${PROOF}`],
    ["a bearer token that opens nothing", "Bearer wrong", `${NONE}, error="invalid_token", ${PROOF}`],
    ["a bearer token that cannot be one", "bearer {}", `${NONE}, error="invalid_token", ${PROOF}`],
    ["a bound token that opens nothing", "DPoP wrong", `${NONE}, ${PROOF}, error="invalid_token"`],
    ["a proof that is not accepted", "DPoP unproved", `${NONE}, ${PROOF}, error="invalid_dpop_proof"`],
  ])("to %s", async (_what, authorization, challenge) => {
    const headers = { "content-type": "application/json", ...(authorization && { authorization }) };
    for (const accept of ["*/*", "application/json", "application/graphql-response+json"]) {
      const body = JSON.stringify({ query: "{ books { id } }" });
      const answer = await fetch(`${address}/graphql`, { method: "POST", headers: { ...headers, accept }, body });
      expect(answer.status).toBe(401);
      expect(answer.headers.get("www-authenticate")).toBe(challenge);
      expect(await answer.json()).toMatchObject({ errors: [{ extensions: { code: "UNAUTHENTICATED" } }] });
    }
  });

  test("and no other answer does", async () => {
    const headers = { "content-type": "application/json", authorization: "Bearer reader" };
    for (const query of ["{ books { id } }", "{ people { id } }"]) {
      const answer = await fetch(`${address}/graphql`, { method: "POST", headers, body: JSON.stringify({ query }) });
      expect(answer.status).toBe(200);
      expect(answer.headers.has("www-authenticate")).toBe(false);
    }
  });
});

describe("on a socket", () => {
  const inSeconds = (seconds: number) => Math.floor(Date.now() / 1_000) + seconds;

  function expiring(bearer: string, expiresAt: number): void {
    ports.principals.set(bearer, { ...principalWith(PERMISSIONS, TENANT, "usr_ada"), kind: "user", expiresAt });
  }

  test("a token that expires closes it with 4403, so that the client comes back with another", async () => {
    const expiresAt = inSeconds(3);
    expiring("short", expiresAt);
    expiring("long", inSeconds(300));
    const [short, long] = await Promise.all([
      connected(address, { bearer: "short" }),
      connected(address, { bearer: "long" }),
    ]);
    short.subscribe("1", 'subscription { bookChanged(shelf: "idle") { cursor } }');
    long.subscribe("1", "{ motto }");
    expect(await short.closed).toEqual({ code: 4403, reason: "TOKEN_EXPIRED" });
    expect(Date.now() / 1_000).toBeGreaterThan(expiresAt - 1);
    long.subscribe("2", "{ motto }");
    expect(await long.next((message) => message.id === "2")).toMatchObject({ type: "next" });
    long.socket.close();
  });

  test("a token that has expired already closes it at once", async () => {
    expiring("late", inSeconds(-3));
    const client = await connect(address, { bearer: "late" });
    expect(await client.closed).toEqual({ code: 4403, reason: "TOKEN_EXPIRED" });
  });

  test("a bound token is proved once, with the address of the socket, and holds for what follows", async () => {
    const client = await connected(address, { init: { authorization: "DPoP admin", dpop: "a.b.c" } });
    client.subscribe("1", "{ motto }");
    await client.next((message) => message.type === "next");
    const [first, ...later] = asked;
    expect(first).toEqual({ token: "admin", presented: { jwt: "a.b.c", method: "GET", url: `${ORIGIN}/graphql` } });
    expect(later.length).toBeGreaterThan(0);
    expect(later.every(({ presented }) => presented === "proved")).toBe(true);
    client.socket.close();
  });

  test("a bound token with a proof in the upgrade works as well", async () => {
    const headers = { authorization: "DPoP admin", dpop: "a.b.c" };
    const client = await connected(address, { init: {}, headers });
    expect(asked[0]?.presented).toEqual({ jwt: "a.b.c", method: "GET", url: `${ORIGIN}/graphql` });
    client.socket.close();
  });

  test("a proof of the upgrade proves nothing of a token in connection_init", async () => {
    const headers = { authorization: "DPoP reader", dpop: "a.b.c" };
    await connected(address, { init: { authorization: "DPoP admin" }, headers });
    expect(asked[0]).toMatchObject({ token: "admin", presented: { jwt: undefined } });
  });

  test("a proof that is not accepted closes it with 4401", async () => {
    const client = await connect(address, { init: { authorization: "DPoP unproved", dpop: "a.b.c" } });
    expect(await client.closed).toEqual({ code: 4401, reason: "UNAUTHENTICATED" });
  });
});

describe("budgets", () => {
  const SLOW = { keyPerSecond: 1, userPerSecond: 1, addressPerSecond: 1 };
  let limited: Gateway | undefined;
  afterEach(() => limited?.stop());

  async function open(changes: Parameters<typeof testConfig>[0]) {
    limited = await createGateway(ports, testConfig({ ...SLOW, ...changes }), []);
    const at = await limited.listen();
    return async (authorization: string) => {
      const headers = { "content-type": "application/json", authorization, dpop: "a.b.c" };
      const body = JSON.stringify({ query: "{ motto }" });
      const answer = await fetch(`${at}/graphql`, { method: "POST", headers, body });
      const { errors } = (await answer.json()) as { errors?: { message: string; extensions: { code: string } }[] };
      return { code: errors?.[0]?.extensions.code ?? "OK", message: errors?.[0]?.message ?? "" };
    };
  }

  /** Asks until it is refused for want of budget, by each token in turn. */
  async function refusal(ask: (authorization: string) => Promise<{ code: string; message: string }>, tokens: string[]) {
    for (let n = 0; n < 100; n++) {
      const answer = await ask(tokens[n % tokens.length] ?? "");
      if (answer.code === "RATE_LIMITED") return { n, message: answer.message };
    }
    throw new Error("100 requests were not refused");
  }

  test("a user has one for all their tokens", async () => {
    const ada = { ...principalWith(PERMISSIONS, TENANT, "usr_ada"), kind: "user" as const };
    ports.principals.set("ada-1", { ...ada, grantId: "grt_1" }).set("ada-2", { ...ada, grantId: "grt_2" });
    const ask = await open({ userBurst: 10, keyBurst: 1_000 });
    const { n, message } = await refusal(ask, ["Bearer ada-1", "Bearer ada-2"]);
    // A token a second comes back meanwhile.
    expect(n).toBeGreaterThanOrEqual(10);
    expect(n).toBeLessThan(20);
    expect(message).toMatch(/^This user has spent/);
  });

  test("a machine has one of its own, as a key has", async () => {
    ports.principals.set("robot", { ...principalWith(PERMISSIONS, TENANT, "cli_robot"), kind: "client" });
    const ask = await open({ userBurst: 1_000, keyBurst: 10 });
    const { n, message } = await refusal(ask, ["Bearer robot"]);
    expect(n).toBeGreaterThanOrEqual(10);
    expect(message).toMatch(/^This OAuth client has spent/);
    expect((await ask("Bearer admin")).code).toBe("OK");
  });

  test("whoever brings proofs that are not accepted pays from the network's", async () => {
    const ask = await open({ addressBurst: 10 });
    const before = ports.anonymous.length;
    const { n, message } = await refusal(ask, ["DPoP unproved"]);
    expect(n).toBeGreaterThanOrEqual(10);
    expect(message).toMatch(/^This network address has spent/);
    expect(ports.anonymous.slice(before, before + n)).toEqual(Array(n).fill("INVALID_CREDENTIAL"));
  });

  test("a network without any left still lets in fresh tokens of those who were let in before, and nobody's forged ones", async () => {
    const tokenOf = (grant: string, number: number) =>
      `e30.${Buffer.from(JSON.stringify({ sid: grant, jti: number })).toString("base64url")}.c2ln`;
    const ada = { ...principalWith(PERMISSIONS, TENANT, "usr_ada"), kind: "user" as const };
    for (const grant of ["one", "two"])
      for (const number of [1, 2, 3]) ports.principals.set(tokenOf(grant, number), ada);
    const ask = await open({ addressBurst: 5 });
    expect((await ask(`Bearer ${tokenOf("one", 1)}`)).code).toBe("OK");
    // However slow the machine: each time the network is emptied first, since a token a second comes back to it.
    const askInFlood = async (token: string) => {
      await refusal(ask, ["Bearer wrong"]);
      return (await ask(`Bearer ${token}`)).code;
    };
    expect(await askInFlood(tokenOf("one", 2))).toBe("OK");
    expect(await askInFlood(tokenOf("two", 1))).toBe("RATE_LIMITED");
    expect(await askInFlood(tokenOf("one", 9))).toBe("UNAUTHENTICATED");
    expect(await askInFlood(tokenOf("one", 3))).toBe("RATE_LIMITED");
  });
});
