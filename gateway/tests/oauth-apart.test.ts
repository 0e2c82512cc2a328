import type { HttpExchange } from "@bulkhead/kernel/http-exchange.ts";
import { createInternalClient } from "@bulkhead/kernel/internal-client.ts";
import { httpCall, remoteHttp } from "@bulkhead/kernel/internal-http.ts";
import { createTokenSigner, createTokenVerifier } from "@bulkhead/kernel/internal-token.ts";
import { createLog } from "@bulkhead/kernel/log.ts";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { createGateway } from "../src/gateway.ts";
import { testConfig, testPorts } from "./fixtures/gateway.ts";
import { type Behind, createBehind, replyOf } from "./fixtures/oauth.ts";
import { SECRET, serveRemotely } from "./fixtures/remote.ts";

const silent = createLog({ level: "silent" });

let behind: Behind;
beforeEach(() => {
  behind = createBehind();
});

/** The authorisation server in a process of its own, as far as a port of its own goes. */
function serveOAuth() {
  return serveRemotely([], silent, {
    calls: { identity: { oauth: httpCall(behind.answer) } },
    verifier: createTokenVerifier({ secret: SECRET, rooms: ["identity"] }),
    stopMs: 200,
  });
}

async function openGateway(addresses: readonly string[] | undefined, timeoutMs = 10_000): Promise<string> {
  const sign = createTokenSigner({ secret: SECRET, issuer: "gateway" });
  const client = createInternalClient({
    room: "identity",
    addresses: addresses ?? ["http://127.0.0.1:1"],
    sign,
    timeoutMs,
  });
  const oauth = addresses ? remoteHttp(client, "oauth") : behind.answer;
  const gateway = await createGateway({ ...testPorts(), oauth }, testConfig(), []);
  onTestFinished(async () => {
    await gateway.stop();
    await client.close();
  });
  return gateway.listen();
}

const token = (address: string) =>
  fetch(`${address}/oauth/token?x=%2F`, {
    method: "POST",
    body: Buffer.from([0, 255, 195, 40]),
    headers: { "content-type": "application/x-www-form-urlencoded", authorization: "Basic YTpi", dpop: "proof" },
  });

test("whoever asks cannot tell whether the authorisation server is in the same process, and neither can it", async () => {
  const server = await serveOAuth();
  onTestFinished(() => server.stop());
  behind.says = ({ headers }) =>
    replyOf(400, JSON.stringify(headers), [
      ["set-cookie", "a=1"],
      ["set-cookie", "b=2"],
    ]);
  const seen: [HttpExchange | undefined, number, string[][], string][] = [];
  for (const addresses of [undefined, [server.address]]) {
    const response = await token(await openGateway(addresses));
    const headers = [...response.headers].filter(([name]) => name !== "date" && name !== "x-request-id");
    const exchange = behind.asked.at(-1);
    expect(exchange?.requestId).toBe(response.headers.get("x-request-id"));
    seen.push([exchange && { ...exchange, requestId: "" }, response.status, headers, await response.text()]);
  }
  expect(seen[1]).toEqual(seen[0]);
  expect(behind.asked).toHaveLength(2);
});

describe("when identity", () => {
  const AWAY = {
    error: "temporarily_unavailable",
    error_description: "The authorisation server does not answer. Try again in a moment.",
  };

  test("is gone, a program is told to come back, and is answered when it is there again", async () => {
    const first = await serveOAuth();
    const { port } = new URL(first.address);
    const address = await openGateway([first.address]);
    expect((await token(address)).status).toBe(200);
    await first.stop();
    // More often than the circuit needs to open.
    for (let time = 0; time < 7; time++) {
      const response = await token(address);
      expect([response.status, response.headers.get("retry-after"), await response.json()]).toEqual([503, "1", AWAY]);
    }
    expect(behind.asked).toHaveLength(1);
    const second = await serveRemotely([], silent, {
      calls: { identity: { oauth: httpCall(behind.answer) } },
      verifier: createTokenVerifier({ secret: SECRET, rooms: ["identity"] }),
      port: Number(port),
    });
    onTestFinished(() => second.stop());
    await expect.poll(async () => (await token(address)).status, { timeout: 10_000, interval: 200 }).toBe(200);
  });

  test("does not answer in time, neither is the exchange repeated nor waited for", async () => {
    const server = await serveOAuth();
    onTestFinished(() => server.stop());
    behind.says = () => new Promise(() => {});
    const address = await openGateway([server.address, server.address], 300);
    const response = await token(address);
    expect([response.status, await response.json()]).toEqual([503, AWAY]);
    expect(behind.asked).toHaveLength(1);
  });

  test("is of an older version without an authorisation server, it says so too", async () => {
    const server = await serveRemotely([], silent, {
      calls: { identity: {} },
      verifier: createTokenVerifier({ secret: SECRET, rooms: ["identity"] }),
    });
    onTestFinished(() => server.stop());
    const response = await token(await openGateway([server.address]));
    expect([response.status, await response.json()]).toEqual([503, AWAY]);
  });
});
