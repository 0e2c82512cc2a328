import { type ChildProcess, spawn } from "node:child_process";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type WebSocket, WebSocketServer } from "ws";
import { root } from "../testkit/process.ts";

let server: WebSocketServer;
let watching: ChildProcess | undefined;

beforeEach(async () => {
  server = new WebSocketServer({ port: 0, host: "127.0.0.1", handleProtocols: () => "graphql-transport-ws" });
  await new Promise((resolve) => server.once("listening", resolve));
});

afterEach(() => {
  watching?.kill("SIGKILL");
  for (const client of server.clients) client.terminate();
  server.close();
});

/** Answers each subscription with the next of these: what to do with the socket it came by. */
function subscribed(answers: ((socket: WebSocket, id: string) => void)[]): (string | null)[] {
  const afters: (string | null)[] = [];
  server.on("connection", (socket) => {
    socket.on("message", (data) => {
      const { type, id, payload } = JSON.parse(String(data));
      if (type === "connection_init") socket.send(JSON.stringify({ type: "connection_ack" }));
      if (type !== "subscribe") return;
      afters.push(payload.variables.after);
      answers[afters.length - 1]?.(socket, id);
    });
  });
  return afters;
}

function change(id: string, cursor: string): string {
  return JSON.stringify({ type: "next", id, payload: { data: { recordChanged: { cursor } } } });
}

function watch(): Promise<{ code: number | null; errors: string }> {
  const { port } = server.address() as AddressInfo;
  const cli = path.join(root, "server/cli.ts");
  const argv = ["watch", "notes", "--key", "bh_dev_x", "--url", `ws://127.0.0.1:${port}`];
  const child = spawn(process.execPath, [cli, ...argv], { stdio: ["ignore", "ignore", "pipe"] });
  watching = child;
  let errors = "";
  child.stderr.on("data", (chunk) => {
    errors += chunk;
  });
  return new Promise((resolve) => child.once("close", (code) => resolve({ code, errors })));
}

test("after a lost connection it goes on from the last change it was told of", async () => {
  const afters = subscribed([
    (socket, id) => {
      socket.send(change(id, "first"));
      socket.send(change(id, "second"), () => setTimeout(() => socket.terminate(), 100));
    },
  ]);
  void watch();
  await expect.poll(() => afters, { timeout: 15_000 }).toEqual([null, "second"]);
});

test("what refuses the subscription is told in its own words", async () => {
  const refusal = (id: string) =>
    JSON.stringify({ type: "error", id, payload: [{ message: "There is nothing here." }] });
  subscribed([(socket, id) => socket.send(refusal(id))]);
  const { code, errors } = await watch();
  expect(code).toBe(1);
  expect(errors).toContain("bulkhead: There is nothing here.");
});

test("a refused key is told in a sentence", async () => {
  subscribed([(socket) => socket.close(4401, "UNAUTHENTICATED")]);
  const { code, errors } = await watch();
  expect(code).toBe(1);
  expect(errors).toContain("bulkhead: The server closed the connection: UNAUTHENTICATED (4401).");
});
