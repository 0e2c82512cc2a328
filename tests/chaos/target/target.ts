import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createRootKeyFile } from "@bulkhead/kernel/root-key-store.ts";
import { ROOMS } from "@bulkhead/server/roles.ts";
import { type Cluster, newPeppers, startCluster } from "../../testkit/cluster.ts";
import { type Links, openLinks } from "./links.ts";
import { type HurtPostgres, startHurtPostgres } from "./postgres.ts";
import { type HurtRedis, startHurtRedis } from "./redis.ts";
import { makeTenants, type Tenant } from "./tenants.ts";
import { guard, onDeath } from "./watchdog.ts";
import { newSecret, startWhole } from "./whole.ts";

/** All in one process, or every role in processes of its own. */
export type Topology = "whole" | "apart";

/** The installation under test, with a handle on everything that can break. */
export interface Target {
  topology: Topology;
  /** Gateways as clients reach them: by name, through a proxy. */
  gateways: ReadonlyMap<string, string>;
  /** Names of all processes; those of a role begin with it. */
  nodes: readonly string[];
  tenants: readonly Tenant[];
  links: Links;
  postgres: HurtPostgres;
  redis: HurtRedis | undefined;
  kill(node: string): Promise<void>;
  restart(node: string): Promise<void>;
  pause(node: string): void;
  resume(node: string): void;
  /** Whether every process says that it can work. */
  ready(): Promise<boolean>;
  logged(): string[];
  /** Processes that ended although nobody had asked them to. */
  exits(): string[];
  stop(): Promise<void>;
}

export interface TargetOptions {
  topology: Topology;
  tenants: number;
  redis: boolean;
}

/** Starts database, tenants and processes with a proxy on every line between them. */
export async function startTarget({ topology, tenants: count, redis: withRedis }: TargetOptions): Promise<Target> {
  const stops: (() => Promise<void>)[] = [];
  const stopAll = async () => {
    for (const stop of stops.splice(0).reverse()) await stop();
  };
  try {
    const postgres = await startHurtPostgres();
    stops.push(postgres.stop);
    const redis = withRedis ? await startHurtRedis() : undefined;
    if (redis) stops.push(redis.stop);
    const links = await openLinks(topology === "whole" ? wholePairs() : apartPairs());
    stops.push(links.stop);
    const keys = await mkdtemp(path.join(tmpdir(), "bulkhead-chaos-keys-"));
    const dismiss = onDeath('rm -rf "$1"', keys);
    stops.push(async () => {
      await rm(keys, { recursive: true, force: true });
      dismiss();
    });
    const rootKey = path.join(keys, "root-key.json");
    createRootKeyFile(rootKey);
    const secrets = { secret: newSecret(), peppers: newPeppers(), rootKey };
    const tenants = await makeTenants(count, { databaseUrl: postgres.url, ...secrets });
    const start = topology === "whole" ? startWhole : startCluster;
    const cluster = await start({
      databaseUrl: postgres.url,
      ...secrets,
      environment: redis ? { REDIS_URL: redis.url } : {},
      through: links.through,
    });
    stops.push(cluster.stop);
    const handle = controlOf(cluster);
    const gateways = new Map(
      [...cluster.nodes.values()]
        .filter(({ role }) => role === "gateway")
        .map(({ name, address }) => [name, links.through("clients", name, address)]),
    );
    const nodes = [...cluster.nodes.keys()];
    return { topology, gateways, nodes, tenants, links, postgres, redis, ...handle, stop: stopAll };
  } catch (error) {
    await stopAll();
    throw error;
  }
}

function wholePairs(): [string, string][] {
  return [
    ["clients", "whole-1"],
    ["whole-1", "postgres"],
  ];
}

/** Everybody may ask every subgraph and the database; clients the gateways. Lines that stay unused cost nothing. */
function apartPairs(): [string, string][] {
  const gateways = ["gateway-1", "gateway-2"];
  const rooms = ROOMS.map((room) => `${room}-1`);
  const nodes = [...gateways, ...rooms, "worker-1", "worker-2"];
  return [
    ...gateways.map((gateway): [string, string] => ["clients", gateway]),
    ...nodes.map((node): [string, string] => [node, "postgres"]),
    ...nodes.flatMap((node) => rooms.map((room): [string, string] => [node, room])),
  ];
}

function controlOf(cluster: Cluster) {
  const exits: string[] = [];
  const killed = new WeakSet<object>();
  let stopping = false;
  const nodeOf = (name: string) => {
    const node = cluster.nodes.get(name);
    if (!node) throw new Error(`there is no node ${name}`);
    return node;
  };
  function watch(name: string): void {
    const { child } = nodeOf(name).running;
    guard(child);
    child.once("exit", (code, signal) => {
      if (!stopping && !killed.has(child)) exits.push(`${name} ended by itself: ${signal ?? `exit code ${code}`}`);
    });
  }
  for (const name of cluster.nodes.keys()) watch(name);
  return {
    async kill(name: string) {
      const { running } = nodeOf(name);
      killed.add(running.child);
      running.signalGroup("SIGKILL");
      await running.ended;
    },
    async restart(name: string) {
      await cluster.restart(name);
      watch(name);
    },
    pause: (name: string) => nodeOf(name).running.signalGroup("SIGSTOP"),
    resume: (name: string) => nodeOf(name).running.signalGroup("SIGCONT"),
    async ready() {
      const answers = await Promise.all([...cluster.nodes.values()].map(({ address }) => isReady(address)));
      return answers.every(Boolean);
    },
    logged: () => cluster.logged(),
    exits() {
      stopping = true;
      return exits;
    },
  };
}

async function isReady(address: string): Promise<boolean> {
  const answer = await fetch(`${address}/readyz`, { signal: AbortSignal.timeout(2_000) }).catch(() => undefined);
  await answer?.body?.cancel();
  return answer?.status === 200;
}
