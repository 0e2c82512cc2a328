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
import { DEFAULT_SETTINGS } from "@bulkhead/kernel/tenant-settings.ts";
import { supergraphSdl } from "@bulkhead/server/gateway.ts";
import { ROOMS } from "@bulkhead/server/roles.ts";
import { parse } from "graphql";
import type { LimiterRow } from "./limiter.ts";
import type { LoadJob } from "./load.ts";
import type { LimiterSize } from "./options.ts";
import { startLoad } from "./processes.ts";
import { median, thousands } from "./table.ts";

/**
 * What a rate limit costs, by itself, in a process that does nothing else: one core, no database. It is given its size
 * and sends back its rows.
 */
const MAX = { keyPerSecond: 100_000, keyBurst: 100_000, tenantPerSecond: 100_000, tenantBurst: 100_000 };
const OPERATION_MAX = { operationPerSecond: 100_000, operationBurst: 100_000 };
const { rounds, calls, answersMs } = JSON.parse(process.argv[2] ?? "") as LimiterSize;
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
  tenantStanding: async () => ({ status: "ACTIVE", reason: null }),
  tenantSettings: () => DEFAULT_SETTINGS,
  onPolicyChange: () => () => undefined,
  isPolicyFresh: () => true,
  denials: { deny() {}, denyAnonymous() {} },
  oauth: async () => ({ status: 404, headers: [], body: Buffer.alloc(0) }),
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
    operatorNetworks: [],
    allowedOrigins: [],
    ...limits,
  };
}

const BODY = JSON.stringify({ query: "{ __typename }" });
const REQUEST = [
  "POST /graphql HTTP/1.1",
  "host: localhost",
  "authorization: Bearer 0",
  "content-type: application/json",
  `content-length: ${BODY.length}`,
  "",
  BODY,
].join("\r\n");

const measured: LimiterRow[] = [];

function add(what: string, cost: string): void {
  measured.push({ what, cost });
}

/** Processor time of this thread: what else the machine does is not in it. */
function threadMicroseconds(): number {
  const { user, system } = process.threadCpuUsage();
  return user + system;
}

/** Nanoseconds of one call. */
function perCall(times: number, run: (n: number) => unknown): string {
  const costs = Array.from({ length: rounds }, () => {
    const from = threadMicroseconds();
    for (let n = 0; n < times; n++) run(n);
    return ((threadMicroseconds() - from) / times) * 1e3;
  });
  return `${thousands(median(costs))} ns`;
}

async function perAsyncCall(times: number, run: (n: number) => Promise<unknown>): Promise<string> {
  const costs: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const from = threadMicroseconds();
    for (let n = 0; n < times; n++) await run(n);
    costs.push(((threadMicroseconds() - from) / times) * 1e3);
  }
  return `${thousands(median(costs))} ns`;
}

function measureBudget(): void {
  const limiter = createLimiter({ log });
  const ample = limiter.budget({ name: "ample", perSecond: 100_000, burst: 100_000 });
  const spent = limiter.budget({ name: "spent", perSecond: 1, burst: 1 });
  for (const key of keys) spent.take(key);
  add(
    "one check, 1,000 keys in turn, admitted or not",
    perCall(calls, (n) => ample.take(keys[n % 1_000] ?? "")),
  );
  add(
    "one check that refuses",
    perCall(calls, (n) => spent.take(keys[n % 1_000] ?? "")),
  );
  const flooded = limiter.budget({ name: "flooded", perSecond: 1, burst: 10 });
  add(
    "one check of a key never seen, table full (50,000)",
    perCall(calls / 5, (n) => flooded.take(`new ${n}`)),
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
  add("all checks of a request: key, tenant, operation", perCall(calls / 2, check));
  add(
    "its two RateLimit headers, as text",
    perCall(500_000, (n) => tellWhatIsLeft(response, passages[n % 1_000] ?? beginPassage(arrival("0")))),
  );
  add(
    "the pipeline's entrance without limits",
    await perAsyncCall(calls / 5, (n) => enterAgain(beginPassage(arrival(String(n % 1_000))), edge)),
  );
  add(
    "the pipeline's entrance with limits",
    await perAsyncCall(calls / 5, (n) => enter(beginPassage(arrival(String(n % 1_000))), edge)),
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
  add(`memory of an account (${thousands(budget.size())} of them)`, `${bytes.toFixed(0)} bytes`);
}

/** Processor time of the gateway's process for each answer over real sockets, the client in another process. */
async function measureAnswers(): Promise<void> {
  const served: number[] = [];
  const refused: number[] = [];
  for (let round = 0; round < 3; round++) {
    served.push(await cpuPerAnswer({ ...MAX, ...OPERATION_MAX }, 0));
    // A token a second comes back, so a few are served.
    refused.push(await cpuPerAnswer({ keyPerSecond: 1, keyBurst: 1 }, 0.99));
  }
  add("processor time of a served answer (no field, no database)", `${median(served).toFixed(0)} µs`);
  add("processor time of a refusal", `${median(refused).toFixed(0)} µs`);
}

/** `shareRefused` is the least that must have been refused; with 0 nothing may be. */
async function cpuPerAnswer(limits: Partial<GatewayConfig>, shareRefused: number): Promise<number> {
  const gateway = await createGateway(ports, configOf(limits), []);
  const { port } = new URL(await gateway.listen());
  const load = await startLoad();
  const job = (forMs: number): LoadJob => ({
    port: Number(port),
    requests: [REQUEST],
    shares: undefined,
    connections: 16,
    forMs,
    minBytes: 1,
    seed: 0,
  });
  await load.run(job(answersMs / 2));
  const before = process.cpuUsage();
  const { answered, failed, failure } = await load.run(job(answersMs));
  const { user, system } = process.cpuUsage(before);
  await load.stop();
  await gateway.stop();
  if (shareRefused === 0 ? failed > 0 : failed < answered * shareRefused)
    throw new Error(`${failed} of ${answered} answers were refused: ${failure}`);
  return (user + system) / answered;
}

measureBudget();
await measureRequest();
measureMemory();
await measureAnswers();
process.send?.(measured);
process.disconnect?.();
