import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createRandom, type Random } from "../testkit/random.ts";
import { check } from "./check/check.ts";
import { expectedChanges } from "./check/deliveries.ts";
import { type Evidence, gather } from "./check/evidence.ts";
import type { Finding } from "./check/finding.ts";
import { type Entry, openHistory, readHistory } from "./history.ts";
import { haunt } from "./nemesis/nemesis.ts";
import { scheduleOf } from "./nemesis/schedule.ts";
import { createRecord } from "./storm/change-record.ts";
import type { Storm } from "./storm/client.ts";
import { defineCollections, LEDGER, ROWS } from "./storm/collections.ts";
import { importFiles } from "./storm/importers.ts";
import { turnKeys } from "./storm/keys.ts";
import { read } from "./storm/readers.ts";
import { firstChange, type Subscriber, subscribe } from "./storm/subscriber.ts";
import { write } from "./storm/writers.ts";
import { startTarget, type Target, type Topology } from "./target/target.ts";
import type { Tenant } from "./target/tenants.ts";

export interface RunOptions {
  seed: number;
  topology: Topology;
  /** How long things are broken; start, quiescence and checking come on top. */
  stormMs: number;
  redis: boolean;
  /** Kinds of fault; all that the topology has when empty. */
  only: readonly string[];
  say(line: string): void;
  /** Stops early and cleanly. */
  signal?: AbortSignal;
}

export interface RunResult {
  seed: number;
  topology: Topology;
  findings: Finding[];
  entries: Entry[];
  /** Folder with history and evidence, kept when something was found. */
  folder: string;
}

const TENANTS = 3;
const WRITERS = 2;
/** A run of this length has the time for faults that outlast the deadline. */
const LONG_MS = 3 * 60_000;
/** After the storm, what the installation had accepted gets on without a pause longer than this. */
const QUIET_MS = 30_000;

/** Starts an installation, lets storm and nemesis loose on it, waits until all is quiet, and checks every promise. */
export async function runChaos(options: RunOptions): Promise<RunResult> {
  const { seed, topology, redis, stormMs, say } = options;
  const target = await startTarget({ topology, tenants: TENANTS, redis });
  try {
    const folder = await mkdtemp(path.join(tmpdir(), "bulkhead-chaos-history-"));
    const file = path.join(folder, "history.jsonl");
    say(`seed ${seed}, ${topology}, ${Math.round(stormMs / 1_000)} s of storm, history in ${file}`);
    const evidence = await runStorm(target, file, options);
    const entries = await readHistory(file);
    const findings = check(entries, evidence);
    if (findings.length === 0) await rm(folder, { recursive: true });
    else await writeFile(path.join(folder, "evidence.json"), JSON.stringify({ findings, ...evidence }, null, 1));
    return { seed, topology, findings, entries, folder };
  } finally {
    await target.stop();
  }
}

/** Writes down all that happens, and answers what is there when it is over. */
async function runStorm(target: Target, file: string, options: RunOptions): Promise<Evidence> {
  const { topology, stormMs, only, say, signal } = options;
  const random = createRandom(options.seed);
  const ending = new AbortController();
  const history = await openHistory(file);
  const followed: Followed[] = [];
  const parts: Promise<void>[] = [];
  try {
    const storm: Storm = { target, history, random, ending: ending.signal, known: { records: new Map() } };
    await begin(storm, random, followed);
    parts.push(...startParts(storm, random));
    const schedule = scheduleOf(random.fork("schedule"), { topology, long: stormMs > LONG_MS, only });
    await haunt(storm, schedule, stormMs, { say, signal });
    ending.abort();
    await Promise.all(parts);
    return await settle(target, followed, say);
  } finally {
    ending.abort();
    await Promise.allSettled([...parts, ...followed.map(({ subscriber }) => subscriber.stop())]);
    await history.close();
  }
}

interface Followed {
  subscriber: Subscriber;
  tenant: string;
  collection: string;
  start: string;
}

/** Collections, and subscribers that begin at a change everybody knows. */
async function begin(storm: Storm, random: Random, followed: Followed[]): Promise<void> {
  const { target, history } = storm;
  const [gateway = ""] = target.gateways.keys();
  const url = target.gateways.get(gateway) ?? "";
  for (const tenant of target.tenants) {
    await defineCollections(storm, tenant, gateway);
    const at = { url, key: tenant.key, collection: LEDGER };
    const first = await firstChange(at, () => createRecord(storm, { tenant, gateway }, "graphql"));
    for (const collection of [LEDGER, ROWS]) {
      const name = `${tenant.slug} ${collection}`;
      const { recordId } = first;
      await history.append({ type: "start", subscriber: name, tenant: tenant.slug, collection, recordId });
      const own = random.fork(`subscriber ${name}`);
      const subscriber = subscribe(storm, { tenant, collection, after: first.cursor, random: own, name });
      followed.push({ subscriber, tenant: tenant.slug, collection, start: recordId });
    }
  }
}

function startParts(storm: Storm, random: Random): Promise<void>[] {
  const partsOf = (tenant: Tenant) => {
    const own = (label: string) => random.fork(`${label} of ${tenant.slug}`);
    return [
      ...Array.from({ length: WRITERS }, (_, number) => write(storm, tenant, own(`writer ${number}`))),
      read(storm, tenant, own("reader")),
      importFiles(storm, tenant, own("importer")),
      turnKeys(storm, tenant, own("keys")),
    ];
  };
  return storm.target.tenants.flatMap(partsOf);
}

/** Waits until imports have ended and subscribers have caught up, or until neither has come any further for a while. */
async function settle(target: Target, followed: readonly Followed[], say: (line: string) => void): Promise<Evidence> {
  const began = performance.now();
  let progress = "";
  let movedAt = began;
  for (;;) {
    const counts = await target.postgres.ask(
      "select count(*)::int as open, sum(rows_read)::int as read from data.import where status in ('QUEUED', 'RUNNING')",
    );
    const now = JSON.stringify([counts, followed.map(({ subscriber }) => subscriber.received())]);
    if (now !== progress) movedAt = performance.now();
    progress = now;
    const stuck = performance.now() - movedAt > QUIET_MS;
    if (counts?.[0]?.open === 0 || stuck) {
      const evidence = await gather(target);
      const behind = followed.filter(
        ({ subscriber, tenant, collection, start }) =>
          subscriber.received() < expectedChanges(evidence, tenant, collection, start).length,
      );
      if (behind.length === 0 || stuck) {
        say(`quiet after ${Math.round(performance.now() - began)} ms`);
        return evidence;
      }
    }
    await sleep(1_000);
  }
}
