import { createServer, type Server, type Socket } from "node:net";
import type { RequestContext } from "../context.ts";
import { AppError } from "../error.ts";
import { createInternalClient, type InternalClientOptions } from "../internal-client.ts";
import { createInternalServer, type InternalServerOptions } from "../internal-server.ts";
import { createTokenSigner, createTokenVerifier } from "../internal-token.ts";
import { createLog } from "../log.ts";
import { type Principal, permissionsKeyOf } from "../principal.ts";
import { createSubgraph } from "../subgraph.ts";

export const SECRET = "a secret of the tests, longer than 32 bytes";

const principal: Principal = {
  kind: "apiKey",
  id: "key_reader",
  tenantId: "0195c3a4-0000-7000-8000-000000000001",
  roles: ["Reader"],
  permissions: new Set(["record:read"]),
  permissionsKey: permissionsKeyOf(["record:read"]),
};

export const request: RequestContext = { principal, requestId: "req_1", clientAddress: "203.0.113.7" };

/** A request that goes on until the test says otherwise. */
export interface Gate {
  /** Requests that wait. */
  waiting: (() => void)[];
  /** Everything that was asked, in order. */
  asked: string[];
}

/** A room that notes what it is asked, and waits, fails and tells events as it is told. */
export function createRoom(name = "data") {
  const gate: Gate = { waiting: [], asked: [] };
  const left: string[] = [];
  const subgraph = createSubgraph({
    name,
    sdl: `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
      scalar JSON
      type Query { echo(value: JSON): JSON  who: String  wait: String  known: String  unforeseen: String }
      type Mutation { write(text: String): String }
      type Subscription { told(count: Int, fails: Boolean, quiet: Boolean): Told  later: Told }
      type Told { cursor: String }`,
    resolvers: {
      Query: {
        echo: (_: unknown, { value }: { value: unknown }) => value,
        who: (_: unknown, _args: unknown, ctx: RequestContext) =>
          JSON.stringify([ctx.principal.id, ctx.requestId, ctx.clientAddress]),
        wait: () => {
          gate.asked.push("wait");
          return new Promise((resolve) => gate.waiting.push(() => resolve("waited")));
        },
        known: () => {
          throw new AppError("VERSION_MISMATCH", "Read it again.", {
            fields: [{ path: "/a", code: "X", message: "Y." }],
            extensions: { current: 3 },
            detail: "detail for the log",
            cause: new Error("cause for the log"),
          });
        },
        unforeseen: () => {
          throw new Error("password is hunter2");
        },
      },
      Mutation: {
        write: (_: unknown, { text }: { text: string }) => {
          gate.asked.push(text);
          return text;
        },
      },
      Subscription: {
        told: {
          subscribe: async function* (
            _: unknown,
            { count = 3, fails, quiet }: { count?: number; fails?: boolean; quiet?: boolean },
          ) {
            try {
              for (let at = 0; at < count; at++) yield { told: { cursor: `c${at}`, secret: "not for the way" } };
              if (fails) throw new AppError("CURSOR_EXPIRED", "Read the list again.");
              if (quiet) await new Promise<void>((resolve) => gate.waiting.push(resolve));
            } finally {
              left.push("left");
            }
          },
        },
        later: {
          subscribe: async () => {
            await new Promise<void>((resolve) => gate.waiting.push(resolve));
            return silentSource(() => left.push("left"));
          },
        },
      },
    },
    context: (one) => ({ ...one }),
  });
  return { name, subgraph, gate, left };
}

/** Tells nothing until it is left. */
function silentSource(onLeave: () => void): AsyncIterableIterator<unknown> {
  const { promise, resolve } = Promise.withResolvers<IteratorResult<unknown>>();
  return {
    next: () => promise,
    async return() {
      onLeave();
      resolve({ done: true, value: undefined });
      return promise;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

export type TestRoom = ReturnType<typeof createRoom>;

export const verifierOf = (rooms: string[]) => createTokenVerifier({ secret: SECRET, rooms });
export const sign = createTokenSigner({ secret: SECRET, issuer: "gateway" });

/** Serves a room as a process of its own would, with what it logged. */
export async function serve(room: TestRoom, changes: Partial<InternalServerOptions> = {}) {
  const logged: string[] = [];
  const server = createInternalServer({
    subgraphs: [room.subgraph],
    calls: {
      [room.name]: {
        add: (input) => (input as number[]).reduce((sum, one) => sum + one, 0),
        nothing: () => undefined,
        who: (_input, asking) => asking?.principal.id ?? "nobody",
        refuse: () => {
          throw new AppError("CONFLICT", "This is taken.", { extensions: { by: "somebody" } });
        },
        fail: () => {
          throw new Error("password is hunter2");
        },
      },
    },
    verifier: verifierOf([room.name]),
    ready: async () => ({ ok: true, checks: { database: "ok" } }),
    log: createLog({ level: "debug", destination: { write: (line) => logged.push(line) } }),
    host: "127.0.0.1",
    port: 0,
    ...changes,
  });
  return { address: await server.listen(), logged, stop: server.stop };
}

export function reach(addresses: readonly string[], changes: Partial<InternalClientOptions> = {}) {
  return createInternalClient({ room: "data", addresses, sign, ...changes });
}

/** POSTs by hand, signed unless a token is given. */
export async function post(
  address: string,
  path: string,
  body: string,
  { token, room = "data", method = "POST" }: { token?: string | null; room?: string; method?: string } = {},
) {
  const to = new URL(address).host;
  const made = token === undefined ? sign({ room, to, method, path, body, request }) : token;
  const response = await fetch(address + path, {
    method,
    headers: made === null ? {} : { authorization: `Bearer ${made}` },
    ...(method === "GET" ? {} : { body }),
  });
  return { status: response.status, text: await response.text() };
}

export interface Wild {
  address: string;
  /** Connections it was offered so far. */
  count(): number;
  stop(): Promise<void>;
}

/** A listener that does with each connection whatever the test wants. */
export async function listenWildly(onConnection: (socket: Socket) => void): Promise<Wild> {
  const sockets = new Set<Socket>();
  let count = 0;
  const server: Server = createServer((socket) => {
    count++;
    sockets.add(socket);
    socket.on("error", () => {});
    socket.once("close", () => sockets.delete(socket));
    onConnection(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  return {
    address: `http://127.0.0.1:${port}`,
    count: () => count,
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** An address where nobody listens. */
export async function deadAddress(): Promise<string> {
  const { address, stop } = await listenWildly(() => {});
  await stop();
  return address;
}
