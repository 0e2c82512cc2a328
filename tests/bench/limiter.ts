import { fork } from "node:child_process";
import { once } from "node:events";
import { Agent, request } from "node:http";
import { DEFAULT_LIMITS, type GatewayConfig } from "@bulkhead/gateway/src/config.ts";
import { createEdge } from "@bulkhead/gateway/src/edge.ts";
import { createGateway } from "@bulkhead/gateway/src/gateway.ts";
import { beginPassage } from "@bulkhead/gateway/src/http/arrival.ts";
import { tellWhatIsLeft } from "@bulkhead/gateway/src/http/rate-limit.ts";
import { enter, enterAgain } from "@bulkhead/gateway/src/pipeline.ts";
import type { GatewayPorts } from "@bulkhead/gateway/src/ports.ts";
import { limitOperation } from "@bulkhead/gateway/src/steps/limit-operation.ts";
import { limitPrincipal } from "@bulkhead/gateway/src/steps/limit-principal.ts";
import { prepare } from "@bulkhead/gateway/src/steps/prepare.ts";
import { createLimiter } from "@bulkhead/kernel/limiter.ts";
import { createLog } from "@bulkhead/kernel/log.ts";
import { PERMISSIONS } from "@bulkhead/kernel/permission.ts";
import { type Principal, permissionsKeyOf } from "@bulkhead/kernel/principal.ts";
import { supergraphSdl } from "@bulkhead/server/gateway.ts";
import { ROOMS } from "@bulkhead/server/roles.ts";
import { parse } from "graphql";

/**
 * What a rate limit costs, by itself: `node tests/bench/limiter.ts`. Medians of seven rounds; one core; nothing here
 * touches a database.
 */
const MAX = { keyPerSecond: 100_000, keyBurst: 100_000, tenantPerSecond: 100_000, tenantBurst: 100_000 };
const OPERATION_MAX = { operationPerSecond: 100_000, operationBurst: 100_000 };
const ROUNDS = 7;
const log = createLog({ level: "silent" });
const keys = Array.from({ length: 1_000 }, (_, n) => `key_01kb2j5w3zfz6v1m0m3m${String(n).padStart(6, "0")}`);

const permissions = new Set(PERMISSIONS);
const principals = keys.map(
  (id, n): Principal => ({
    kind: "apiKey",
    id,
    tenantId: `0195c3a4-0000-7000-8000-${String(n).padStart(12, "0")}`,
    roles: ["Admin"],
    permissions,
    permissionsKey: permissionsKeyOf(permissions),
  }),
);

/** A gateway with nothing behind it: bearer `7` is the seventh principal. */
const ports: GatewayPorts = {
  supergraphSdl,
  subgraphs: ROOMS.map((name) => ({ name, failsClosed: false, prepare: nothingBehind, subscribe: nothingBehind })),
  recall: (bearer) => principals[Number(bearer)],
  authenticate: async (bearer) => principals[Number(bearer)],
  tenantStatus: async () => "ACTIVE",
  onPolicyChange: () => () => undefined,
  isPolicyFresh: () => true,
  denials: { deny() {}, denyAnonymous() {} },
  uploads: { put: nothingBehind, stat: nothingBehind, read: nothingBehind, delete: nothingBehind },
  ready: async () => ({ ok: true, checks: {} }),
  log,
};

function nothingBehind(): never {
  throw new Error("this measurement reaches no subgraph");
}

function configOf(limits: Partial<GatewayConfig>): GatewayConfig {
  return {
    ...DEFAULT_LIMITS,
    host: "127.0.0.1",
    port: 0,
    publicOrigin: "http://localhost:4000",
    environment: "test",
    trustedProxies: [],
    allowedOrigins: [],
    ...limits,
  };
}

function print(what: string, value: string): void {
  console.log(`${what.padEnd(72)}${value.padStart(16)}`);
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

/** Processor time of this thread: what else the machine does is not in it. */
function threadMicroseconds(): number {
  const { user, system } = process.threadCpuUsage();
  return user + system;
}

/** Nanoseconds of one call. */
function perCall(times: number, run: (n: number) => unknown): string {
  const rounds = Array.from({ length: ROUNDS }, () => {
    const from = threadMicroseconds();
    for (let n = 0; n < times; n++) run(n);
    return ((threadMicroseconds() - from) / times) * 1e3;
  });
  return `${median(rounds).toFixed(0)} ns`;
}

async function perAsyncCall(times: number, run: (n: number) => Promise<unknown>): Promise<string> {
  const rounds: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const from = threadMicroseconds();
    for (let n = 0; n < times; n++) await run(n);
    rounds.push(((threadMicroseconds() - from) / times) * 1e3);
  }
  return `${median(rounds).toFixed(0)} ns`;
}

function measureBudget(): void {
  const limiter = createLimiter({ log });
  const ample = limiter.budget({ name: "ample", perSecond: 100_000, burst: 100_000 });
  const spent = limiter.budget({ name: "spent", perSecond: 1, burst: 1 });
  for (const key of keys) spent.take(key);
  print(
    "one check, 1,000 keys in turn, admitted or not",
    perCall(1_000_000, (n) => ample.take(keys[n % 1_000] ?? "")),
  );
  print(
    "one check that refuses",
    perCall(1_000_000, (n) => spent.take(keys[n % 1_000] ?? "")),
  );
  const flooded = limiter.budget({ name: "flooded", perSecond: 1, burst: 10 });
  print(
    "one check of a key never seen, table full (50,000)",
    perCall(200_000, (n) => flooded.take(`new ${n}`)),
  );
}

/** Everything a request of a key meets: key, tenant, operation and the two headers. */
async function measureRequest(): Promise<void> {
  const edge = createEdge(ports, configOf({ ...MAX, ...OPERATION_MAX }));
  const document = parse("{ tenant { id } }");
  const prepared = prepare("{ tenant { id } }", document, undefined, edge);
  const passages = principals.map((principal) => {
    const passage = beginPassage(arrival("0"));
    passage.request.principal = principal;
    passage.prepared = prepared;
    return passage;
  });
  const response = { setHeader() {} } as never;
  const check = (n: number) => {
    const passage = passages[n % 1_000];
    if (!passage) return;
    limitPrincipal(passage, edge);
    limitOperation(passage, edge);
  };
  print("all checks of a request: key, tenant, operation", perCall(500_000, check));
  print(
    "its two RateLimit headers, as text",
    perCall(500_000, (n) => tellWhatIsLeft(response, passages[n % 1_000] ?? beginPassage(arrival("0")), edge.limits)),
  );
  print(
    "the pipeline's entrance without limits",
    await perAsyncCall(200_000, (n) => enterAgain(beginPassage(arrival(String(n % 1_000))), edge)),
  );
  print(
    "the pipeline's entrance with limits",
    await perAsyncCall(200_000, (n) => enter(beginPassage(arrival(String(n % 1_000))), edge)),
  );
}

function arrival(bearer: string) {
  return {
    transport: "http" as const,
    authorization: `Bearer ${bearer}`,
    peer: "127.0.0.1",
    forwardedFor: undefined,
    contentLength: 100,
    bodyLimit: 1_000,
  };
}

function measureMemory(): void {
  const limiter = createLimiter({ log });
  const budget = limiter.budget({ name: "memory", perSecond: 1, burst: 10 });
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  for (let n = 0; n < 50_000; n++) budget.take(`0195c3a4-0000-7000-8000-${String(n).padStart(12, "0")}`);
  globalThis.gc?.();
  const bytes = (process.memoryUsage().heapUsed - before) / budget.size();
  print(
    `memory of an account (${budget.size()} of them)`,
    globalThis.gc ? `${bytes.toFixed(0)} bytes` : "needs --expose-gc",
  );
}

/** Processor time of the gateway's process for each answer over real sockets, the client in another process. */
async function measureAnswers(): Promise<void> {
  const served: number[] = [];
  const refused: number[] = [];
  for (let round = 0; round < 3; round++) {
    served.push(await cpuPerAnswer({ ...MAX, ...OPERATION_MAX }, 200));
    refused.push(await cpuPerAnswer({ keyPerSecond: 1, keyBurst: 1 }, 429));
  }
  print("processor time of a served answer (no field, no database)", `${median(served).toFixed(0)} µs`);
  print("processor time of a refusal", `${median(refused).toFixed(0)} µs`);
}

async function cpuPerAnswer(limits: Partial<GatewayConfig>, status: number): Promise<number> {
  const gateway = await createGateway(ports, configOf(limits), []);
  const address = await gateway.listen();
  const client = fork(import.meta.filename, ["client", address, String(status)]);
  await once(client, "message");
  const before = process.cpuUsage();
  client.send("begin");
  const [answered] = (await once(client, "message")) as [number];
  const { user, system } = process.cpuUsage(before);
  client.disconnect();
  await gateway.stop();
  return (user + system) / answered;
}

/** The client: 16 connections, 2,000 answers to warm up and 20,000 to count. */
async function runClient(address: string, status: number): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 16 });
  const body = JSON.stringify({ query: "{ __typename }" });
  const headers = { authorization: "Bearer 0", "content-type": "application/json", "content-length": body.length };
  const askOnce = () =>
    new Promise<number>((resolve, reject) => {
      const asked = request(`${address}/graphql`, { method: "POST", agent, headers }, (answer) => {
        answer.resume().once("end", () => resolve(answer.statusCode ?? 0));
      });
      asked.once("error", reject);
      asked.end(body);
    });
  const askMany = async (times: number, strict: boolean) => {
    let left = times;
    const lane = async () => {
      while (left-- > 0) {
        const got = await askOnce();
        if (strict && got !== status) throw new Error(`answered ${got}, not ${status}`);
      }
    };
    await Promise.all(Array.from({ length: 16 }, lane));
  };
  await askMany(2_000, false);
  process.send?.("ready");
  await once(process, "message");
  // A token a second comes back, so a refusal here and there is none; that is why refusals are not counted strictly.
  await askMany(20_000, status === 200);
  process.send?.(20_000);
  agent.destroy();
}

const [role, address = "", status = "200"] = process.argv.slice(2);
if (role === "client") await runClient(address, Number(status));
else if (role === "answers") await measureAnswers();
else {
  measureBudget();
  await measureRequest();
  measureMemory();
  await measureAnswers();
}
