import { AppError } from "@bulkhead/kernel/error.ts";
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import type { GatewayConfig } from "../src/config.ts";
import { createGateway, type Gateway } from "../src/gateway.ts";
import { type TestPorts, testConfig, testPorts } from "./fixtures/gateway.ts";
import { type Behind, connectTo, createBehind, replyOf, restOf } from "./fixtures/oauth.ts";

let ports: TestPorts;
let behind: Behind;
let gateway: Gateway;
let address: string;

async function open(changes: Partial<GatewayConfig> = {}): Promise<void> {
  ports = testPorts();
  behind = createBehind();
  ports.oauth = behind.answer;
  gateway = await createGateway(ports, testConfig({ publicOrigin: "https://id.example.com", ...changes }), []);
  address = await gateway.listen();
}

beforeEach(() => open());
afterEach(() => gateway.stop());

const FORM = { "content-type": "application/x-www-form-urlencoded" };
const JSON_ENDPOINTS = ["token", "introspect", "revoke", "par", "device_authorization"];
const PAGES = ["/oauth/authorize", "/oauth/jwks", "/oauth/interaction/x", "/.well-known/openid-configuration"];

const post = (path: string, body = "grant_type=x", headers: Record<string, string> = FORM) =>
  fetch(address + path, { method: "POST", body, headers });

describe("an exchange", () => {
  test.each(["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])("by %s arrives whole", async (method) => {
    const body = method === "GET" ? undefined : Buffer.from([0, 1, 255, 254, 13, 10, 195]);
    const target = "/oauth/some/where?a=%2Fb&a=c+d&e=%C3%A9&f";
    const response = await fetch(address + target, { method, body: body ?? null, headers: { dpop: "p" } });
    expect(behind.asked).toEqual([
      {
        method,
        target,
        headers: expect.objectContaining({ host: "id.example.com", dpop: "p" }),
        body,
        clientAddress: "127.0.0.1",
        requestId: response.headers.get("x-request-id"),
      },
    ]);
    expect(behind.asked[0]?.headers["content-length"]).toBe(body && "7");
  });

  test.each([
    "/.well-known/openid-configuration",
    "/.well-known/oauth-authorization-server?x=/../%23",
    "/oauth/no_such/Thing-1",
  ])("with %s arrives", async (target) => {
    await fetch(address + target);
    expect(behind.asked.map((one) => one.target)).toEqual([target]);
  });

  test.each([
    "/oauth",
    "/oauth/",
    "/oauthx/token",
    "/.well-known/change-password",
    "/.well-known/openid-configuration/x",
  ])("with %s does not", async (target) => {
    const response = await fetch(address + target);
    expect([response.status, behind.asked]).toEqual([404, []]);
  });

  test("is answered unchanged: status, every header, bytes", async () => {
    const body = Buffer.from([0, 255, 13, 10, 195, 40]);
    behind.says = () => ({
      status: 418,
      headers: [
        ["Set-Cookie", "a=1; Path=/oauth; HttpOnly"],
        ["set-cookie", "b=2; Path=/oauth; HttpOnly"],
        ["vary", "Origin"],
        ["location", "https://app.example/cb?code=x&iss=y"],
        ["www-authenticate", 'DPoP error="use_dpop_nonce"'],
        ["dpop-nonce", "n"],
      ],
      body,
    });
    const { status, headers, ...response } = await fetch(`${address}/oauth/token`, { method: "POST" }).then(
      async (one) => ({ status: one.status, headers: one.headers, body: Buffer.from(await one.arrayBuffer()) }),
    );
    expect(status).toBe(418);
    expect(headers.getSetCookie()).toEqual(["a=1; Path=/oauth; HttpOnly", "b=2; Path=/oauth; HttpOnly"]);
    expect(headers.get("location")).toBe("https://app.example/cb?code=x&iss=y");
    expect(headers.get("www-authenticate")).toBe('DPoP error="use_dpop_nonce"');
    expect([headers.get("vary"), headers.get("dpop-nonce")]).toEqual(["Origin", "n"]);
    expect(response.body).toEqual(body);
  });

  test.each([303, 204, 304])("is answered %i without a body", async (status) => {
    behind.says = () => ({ status, headers: [["location", "https://app.example/cb"]], body: Buffer.alloc(0) });
    const response = await fetch(`${address}/oauth/authorize`, { redirect: "manual" });
    expect([response.status, response.headers.get("location"), await response.text()]).toEqual([
      status,
      "https://app.example/cb",
      "",
    ]);
    expect(response.headers.get("content-type")).toBeNull();
  });

  test("by HEAD is answered with headers alone, and the length it says", async () => {
    behind.says = () => replyOf(200, "", [["content-length", "1234"]]);
    const response = await fetch(`${address}/oauth/jwks`, { method: "HEAD" });
    expect([response.status, response.headers.get("content-length"), await response.text()]).toEqual([200, "1234", ""]);
  });

  test("may have any media type, one that is none aside", async () => {
    for (const type of ["application/json", "text/csv", "multipart/form-data", "application/jwt; a=b"]) {
      await post("/oauth/token", "{{{", { "content-type": type });
      expect(behind.asked.at(-1)).toMatchObject({ body: Buffer.from("{{{"), headers: { "content-type": type } });
    }
    const { status, body } = await refusal(post("/oauth/token", "x", { "content-type": "form" }));
    expect([status, body.error, behind.asked.length]).toEqual([400, "invalid_request", 4]);
    expect(body.error_description).toContain("application/x-www-form-urlencoded");
  });
});

describe("what the authorisation server never sees", () => {
  test("is what proxies say: the address of the client is the one the gateway believes", async () => {
    const lies = {
      "x-forwarded-for": "203.0.113.7",
      "x-forwarded-host": "evil.example",
      "x-forwarded-proto": "http",
      "x-forwarded-port": "1",
      "x-forwarded-prefix": "/evil",
      "x-real-ip": "203.0.113.7",
      "x-original-url": "/oauth/evil",
      "x-rewrite-url": "/oauth/evil",
      "x-http-method-override": "DELETE",
      "x-request-id": "evil",
      forwarded: "for=203.0.113.7;host=evil.example",
      via: "1.1 evil",
      te: "trailers",
      "proxy-authorization": "Basic x",
    };
    await post("/oauth/token", "a=b", { ...FORM, ...lies });
    const [one] = behind.asked;
    expect(Object.keys(one?.headers ?? {}).filter((name) => name in lies)).toEqual([]);
    expect(one).toMatchObject({ clientAddress: "127.0.0.1", method: "POST", target: "/oauth/token" });
  });

  test("is not the address that a trusted proxy vouches for", async () => {
    await gateway.stop();
    await open({ trustedProxies: ["127.0.0.1"] });
    await post("/oauth/token", "a=b", { ...FORM, "x-forwarded-for": "198.51.100.1, 203.0.113.7" });
    expect(behind.asked[0]?.clientAddress).toBe("203.0.113.7");
    expect(behind.asked[0]?.headers["x-forwarded-for"]).toBeUndefined();
  });
});

describe("the gateway's own headers", () => {
  test("stand where the answer says nothing else", async () => {
    const { headers } = await fetch(`${address}/oauth/token`);
    expect(Object.fromEntries(headers)).toMatchObject({
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
      "referrer-policy": "no-referrer",
      "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
      "cache-control": "no-store",
      "strict-transport-security": "max-age=31536000; includeSubDomains",
    });
  });

  test("give way to the answer's, here and nowhere else", async () => {
    behind.says = () =>
      replyOf(200, "<p>", [
        ["Content-Security-Policy", "default-src 'self'"],
        ["cache-control", "public, max-age=60"],
        ["cross-origin-resource-policy", "cross-origin"],
        ["access-control-allow-origin", "https://app.example"],
      ]);
    const ours = await fetch(`${address}/oauth/authorize`);
    expect(Object.fromEntries(ours.headers)).toMatchObject({
      "content-security-policy": "default-src 'self'",
      "cache-control": "public, max-age=60",
      "cross-origin-resource-policy": "cross-origin",
      "access-control-allow-origin": "https://app.example",
      "x-content-type-options": "nosniff",
    });
    const other = await fetch(`${address}/healthz`);
    expect(Object.fromEntries(other.headers)).toMatchObject({
      "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
      "cross-origin-resource-policy": "same-origin",
      "cache-control": "no-store",
    });
    expect(other.headers.get("access-control-allow-origin")).toBeNull();
  });

  test("name the request and frame the answer, whatever the answer says", async () => {
    behind.says = () =>
      replyOf(200, "{}", [
        ["x-request-id", "theirs"],
        ["connection", "close"],
        ["content-length", "999"],
        ["transfer-encoding", "chunked"],
      ]);
    const response = await fetch(`${address}/oauth/token`);
    expect(response.headers.get("x-request-id")).toMatch(/^req_/);
    expect([response.headers.get("content-length"), await response.text()]).toEqual(["2", "{}"]);
    expect(response.headers.get("connection")).toBe("keep-alive");
  });
});

interface Refusal {
  status: number;
  headers: Headers;
  body: Record<string, unknown>;
}

async function refusal(answer: Promise<Response>): Promise<Refusal> {
  const response = await answer;
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as Record<string, unknown>,
  };
}

describe("budgets", () => {
  beforeEach(async () => {
    await gateway.stop();
    await open({ addressPerSecond: 1, addressBurst: 3 });
  });

  test("of the network pay for every exchange, and no credential is looked at", async () => {
    const lookedUp: string[] = [];
    const { authenticate } = ports;
    ports.authenticate = (bearer) => {
      lookedUp.push(bearer);
      return authenticate(bearer);
    };
    for (const authorization of ["Basic Y2xpOnNlY3JldA==", "Bearer admin", "DPoP x"])
      expect((await post("/oauth/token", "a=b", { ...FORM, authorization })).status).toBe(200);
    expect(behind.asked.map((one) => one.headers.authorization)).toEqual([
      "Basic Y2xpOnNlY3JldA==",
      "Bearer admin",
      "DPoP x",
    ]);
    const { status, headers, body } = await refusal(
      post("/oauth/token", "a=b", { ...FORM, authorization: "Bearer admin" }),
    );
    expect([status, body.error]).toEqual([429, "temporarily_unavailable"]);
    expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
    expect(headers.get("cache-control")).toBe("no-store");
    expect([behind.asked.length, lookedUp, ports.anonymous]).toEqual([3, [], ["RATE_LIMITED"]]);
  });

  test("that are spent refuse before the body is read", async () => {
    for (let time = 0; time < 3; time++) await fetch(`${address}/oauth/jwks`);
    const socket = connectTo(address);
    // The body never comes.
    socket.write("POST /oauth/token HTTP/1.1\r\nHost: x\r\nContent-Length: 30000\r\nConnection: close\r\n\r\n");
    expect(await restOf(socket)).toMatch(/^HTTP\/1\.1 429 /);
    expect(behind.asked).toHaveLength(3);
  });

  test("that are spent are a problem where no program asks", async () => {
    for (let time = 0; time < 3; time++) await fetch(`${address}/oauth/jwks`);
    for (const path of PAGES) {
      const { status, headers, body } = await refusal(fetch(address + path));
      expect([status, body.code, headers.get("content-type")]).toEqual([
        429,
        "RATE_LIMITED",
        "application/problem+json; charset=utf-8",
      ]);
      expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
    }
  });
});

describe("a body", () => {
  const most = 64 * 1024;

  test("of 64 KiB arrives", async () => {
    expect((await post("/oauth/par", "x".repeat(most))).status).toBe(200);
    expect(behind.asked[0]?.body).toHaveLength(most);
  });

  test.each(["declared", "chunked"])("that is larger is refused when its length is %s", async (how) => {
    const large = "x".repeat(most + 1);
    const body = how === "declared" ? large : new Blob([large]).stream();
    for (const path of [...JSON_ENDPOINTS.map((one) => `/oauth/${one}`), "/oauth/authorize"]) {
      const { status, ...refused } = await refusal(
        fetch(address + path, { method: "POST", body, headers: FORM, duplex: "half" } as RequestInit),
      );
      const isPage = path === "/oauth/authorize";
      expect([status, refused.body.error, refused.body.code]).toEqual([
        413,
        isPage ? undefined : "invalid_request",
        isPage ? "BODY_TOO_LARGE" : undefined,
      ]);
      if (how === "chunked") break;
    }
    expect(behind.asked).toEqual([]);
  });
});

describe("when the authorisation server", () => {
  const away = () => {
    throw new AppError("SUBGRAPH_UNAVAILABLE", 'Of the "platform".', { detail: "identity: secret detail" });
  };

  test.each(JSON_ENDPOINTS)("does not answer, /oauth/%s says so in OAuth's form", async (name) => {
    behind.says = away;
    const { status, headers, body } = await refusal(post(`/oauth/${name}?x=1`));
    expect([status, headers.get("retry-after"), headers.get("content-type")]).toEqual([
      503,
      "1",
      "application/json; charset=utf-8",
    ]);
    expect(body).toEqual({
      error: "temporarily_unavailable",
      error_description: "The authorisation server does not answer. Try again in a moment.",
    });
    // A page of another origin has to be able to read that it is to wait.
    expect(headers.get("access-control-allow-origin")).toBe("*");
    expect(headers.get("access-control-expose-headers")).toContain("retry-after");
  });

  test.each(PAGES)("does not answer, %s is a problem", async (path) => {
    behind.says = away;
    const { status, headers, body } = await refusal(fetch(address + path));
    expect([status, headers.get("retry-after"), body.code]).toEqual([503, "1", "SUBGRAPH_UNAVAILABLE"]);
    expect(JSON.stringify(body)).not.toContain("secret");
  });

  test.each<[string, Behind["says"]]>([
    [
      "fails",
      () => {
        throw new Error("password is hunter2");
      },
    ],
    ["answers a header that is none", () => replyOf(200, "hunter2", [["location", "/x\r\nset-cookie: hunter2=1"]])],
    ["answers a status that is none", () => replyOf(99, "hunter2")],
  ])("%s, nothing of it is told", async (_what, says) => {
    behind.says = says;
    const { status, headers, body } = await refusal(post("/oauth/token"));
    expect([status, body.error]).toEqual([500, "server_error"]);
    expect(JSON.stringify([...headers, body])).not.toContain("hunter2");
    const line = ports.logged.find((one) => one.includes("unforeseen"));
    expect(JSON.parse(line ?? "{}").requestId).toBe(headers.get("x-request-id"));
  });
});

test("a method that no route has names those that there are", async () => {
  const response = await fetch(`${address}/oauth/token`, { method: "PROPFIND" });
  expect([response.status, response.headers.get("allow")?.split(", ")]).toEqual([
    405,
    expect.arrayContaining(["GET", "POST"]),
  ]);
  expect(behind.asked).toEqual([]);
});

test("an exchange that runs when the process is told to stop is finished, and ends its connection", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  onTestFinished(() => resolve());
  behind.says = async () => {
    await promise;
    return replyOf(200, '{"access_token":"x"}');
  };
  const running = post("/oauth/token");
  await expect.poll(() => behind.asked.length).toBe(1);
  const drained = gateway.drain(100, 5_000);
  const late = await fetch(`${address}/healthz`);
  expect(late.headers.get("connection")).toBe("close");
  resolve();
  const response = await running;
  expect([response.status, await response.text()]).toEqual([200, '{"access_token":"x"}']);
  await drained;
});
