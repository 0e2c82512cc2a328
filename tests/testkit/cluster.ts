import { randomBytes } from "node:crypto";
import path from "node:path";
import { freePort } from "@bulkhead/infra/free-port.ts";
import { ROOMS, type RoomName } from "@bulkhead/server/roles.ts";
import { type Running, root, run } from "./process.ts";
import { RAISED_LIMITS } from "./raised-limits.ts";
import { STARTING_MS, until } from "./until.ts";

/** One process of an installation whose parts run apart. */
export interface ClusterNode {
  /** `gateway-1`, `data-1`, `worker-2` */
  name: string;
  role: string;
  /** Its public address for a gateway, its internal one for all others. */
  address: string;
  environment: Record<string, string>;
  running: Running;
}

export interface Cluster {
  nodes: ReadonlyMap<string, ClusterNode>;
  /** Public addresses of the gateways. */
  gateways: string[];
  /** Every line that any of the processes has logged. */
  logged(): string[];
  /** Starts a node again that has ended, as it was. */
  restart(name: string): Promise<void>;
  stop(): Promise<void>;
}

export interface ClusterOptions {
  databaseUrl: string;
  secret: string;
  peppers: string;
  /** File of the root key. */
  rootKey: string;
  /** How many of each; 2 gateways, 1 of each subgraph and 2 workers when not said. */
  counts?: Partial<Record<"gateway" | RoomName | "worker", number>>;
  environment?: Record<string, string>;
  /** Where each process writes what it logs, as `<node>.log`; nowhere when not said. */
  logFolder?: string;
  /** What a node is told instead of another's address, and of the database: a proxy in between. */
  through?(from: string, to: string, address: string): string;
}

const COUNTS = { gateway: 2, identity: 1, tenancy: 1, data: 1, audit: 1, worker: 2 };

/** Starts every role in a process of its own and waits until all are ready. */
export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  const { through = (_from, _to, address) => address } = options;
  const planned: { name: string; role: string; port: number }[] = [];
  for (const [role, count] of Object.entries({ ...COUNTS, ...options.counts }))
    for (let number = 1; number <= count; number++)
      planned.push({ name: `${role}-${number}`, role, port: await freePort() });
  const urlOf = (port: number) => `http://127.0.0.1:${port}`;

  function environmentOf({ name, role, port }: (typeof planned)[number]): Record<string, string> {
    const rooms = ROOMS.map((room) => {
      const addresses = planned
        .filter((one) => one.role === room)
        .map((one) => through(name, one.name, urlOf(one.port)));
      return [`BULKHEAD_${room.toUpperCase()}_URLS`, addresses.join(",")];
    });
    return {
      PATH: process.env.PATH ?? "",
      BULKHEAD_ENV: "test",
      BULKHEAD_LOG_LEVEL: "debug",
      BULKHEAD_SECRET: options.secret,
      ...(role === "identity" ? { BULKHEAD_API_KEY_PEPPERS: options.peppers } : {}),
      BULKHEAD_ROOT_KEY: `file:${options.rootKey}`,
      DATABASE_URL: through(name, "postgres", options.databaseUrl),
      BULKHEAD_MIGRATE: "no",
      ...(role === "gateway" ? { BULKHEAD_OPERATOR_NETWORKS: "127.0.0.0/8,::1/128" } : {}),
      BULKHEAD_ROLES: role,
      BULKHEAD_PORT: String(role === "gateway" ? port : 0),
      BULKHEAD_INTERNAL_PORT: String(role === "gateway" ? 0 : port),
      ...Object.fromEntries(rooms),
      BULKHEAD_INTERNAL_NAMES: namesOf(name, port).join(","),
      ...RAISED_LIMITS,
      ...options.environment,
    };
  }

  /** A call is made for one address: the way round a proxy is one, too. */
  function namesOf(to: string, port: number): string[] {
    const ways = planned.map((from) => new URL(through(from.name, to, urlOf(port))).host);
    return [...new Set([...ways, `127.0.0.1:${port}`])];
  }

  const start = (name: string, environment: Record<string, string>) => {
    const logFile = options.logFolder === undefined ? undefined : path.join(options.logFolder, `${name}.log`);
    return run(process.execPath, [path.join(root, "server/main.ts")], environment, logFile);
  };
  const nodes = new Map<string, ClusterNode>();
  for (const one of planned) {
    const environment = environmentOf(one);
    nodes.set(one.name, { ...one, address: urlOf(one.port), environment, running: start(one.name, environment) });
  }
  const past: string[] = [];
  const cluster: Cluster = {
    nodes,
    gateways: [...nodes.values()].filter(({ role }) => role === "gateway").map(({ address }) => address),
    logged: () => [...past, ...[...nodes.values()].map(({ running }) => running.output())].join("\n").split("\n"),
    async restart(name) {
      const node = nodes.get(name);
      if (!node) throw new Error(`there is no node ${name}`);
      await node.running.ended;
      past.push(node.running.output());
      node.running = start(name, node.environment);
    },
    async stop() {
      for (const { running } of nodes.values()) running.signalGroup("SIGCONT");
      for (const { running } of nodes.values()) running.signalGroup("SIGTERM");
      await Promise.all([...nodes.values()].map(({ running }) => running.ended));
    },
  };
  await ready(cluster).catch(async (error: Error) => {
    await cluster.stop();
    throw new Error(`${error.message}\n${cluster.logged().slice(-60).join("\n")}`);
  });
  return cluster;
}

/** Resolves when every process says that it can work. */
export async function ready({ nodes }: Cluster, timeoutMs = 150_000): Promise<void> {
  await Promise.all(
    [...nodes.values()].map(({ address }) =>
      until(
        async () => {
          const answer = await fetch(`${address}/readyz`, { signal: AbortSignal.timeout(5_000) }).catch(
            () => undefined,
          );
          return answer?.status === 200;
        },
        timeoutMs,
        STARTING_MS,
      ),
    ),
  );
}

/** A pepper set as the setting takes it. */
export function newPeppers(): string {
  return `1:${randomBytes(32).toString("base64url")}`;
}
