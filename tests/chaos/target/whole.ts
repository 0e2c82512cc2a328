import { randomBytes } from "node:crypto";
import path from "node:path";
import { freePort } from "@bulkhead/infra/free-port.ts";
import { type Cluster, type ClusterNode, type ClusterOptions, ready } from "../../testkit/cluster.ts";
import { root, run } from "../../testkit/process.ts";

/** One process that is everything, driven as a cluster of one. */
export async function startWhole(options: ClusterOptions): Promise<Cluster> {
  const { through = (_from, _to, address) => address } = options;
  const name = "whole-1";
  const port = await freePort();
  const environment: Record<string, string> = {
    PATH: process.env.PATH ?? "",
    BULKHEAD_ENV: "test",
    BULKHEAD_LOG_LEVEL: "debug",
    BULKHEAD_SECRET: options.secret,
    BULKHEAD_API_KEY_PEPPERS: options.peppers,
    BULKHEAD_ROOT_KEY: `file:${options.rootKey}`,
    BULKHEAD_MIGRATE: "no",
    DATABASE_URL: through(name, "postgres", options.databaseUrl),
    BULKHEAD_PORT: String(port),
    BULKHEAD_PUBLIC_ORIGIN: `http://localhost:${port}`,
    ...options.environment,
  };
  const start = () => run(process.execPath, [path.join(root, "server/main.ts")], environment);
  const node: ClusterNode = {
    name,
    role: "gateway",
    address: `http://127.0.0.1:${port}`,
    environment,
    running: start(),
  };
  const past: string[] = [];
  const cluster: Cluster = {
    nodes: new Map([[name, node]]),
    gateways: [node.address],
    logged: () => [...past, node.running.output()].join("\n").split("\n"),
    async restart() {
      await node.running.ended;
      past.push(node.running.output());
      node.running = start();
    },
    async stop() {
      node.running.signalGroup("SIGCONT");
      node.running.signalGroup("SIGTERM");
      await node.running.ended;
    },
  };
  const ended = node.running.ended.then(() => {
    throw new Error("the process ended before it was ready");
  });
  ended.catch(() => undefined);
  await Promise.race([ready(cluster), ended]).catch(async (error: Error) => {
    await cluster.stop();
    throw new Error(`${error.message}\n${cluster.logged().slice(-60).join("\n")}`);
  });
  return cluster;
}

/** A secret of the length an installation asks for. */
export function newSecret(): string {
  return randomBytes(32).toString("base64url");
}
