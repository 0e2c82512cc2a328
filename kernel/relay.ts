import { type Database, queryOutsideTenants } from "./database.ts";
import { createReader } from "./feed-reader.ts";
import type { Log } from "./log.ts";
import { comparePositions, type Position } from "./outbox-position.ts";
import { createAlarms } from "./relay-alarm.ts";
import { faultText } from "./relay-attempt.ts";
import type { Consumer } from "./relay-consumer.ts";
import { createDelivery, type Delivery } from "./relay-delivery.ts";
import { createLease } from "./relay-lease.ts";
import { Deposed, type Positions, positionsOf } from "./relay-positions.ts";
import { sweepOutbox } from "./relay-retention.ts";
import { type RelayStatus, readRelayStatus } from "./relay-status.ts";
import { waitOr } from "./wait.ts";

export interface RelayOptions {
  /** As bulkhead_worker. Two connections are held for good by the leader, one by the others; at least 4 are needed. */
  db: Database;
  log: Log;
  consumers: readonly Consumer[];
  /** Names this process to operators. */
  instance: string;
  /** For how long events are kept, in days. */
  keepDays?: number;
  /** How often old events are looked for, in milliseconds. */
  sweepMs?: number;
  /** How long a consumer may take for one call, in milliseconds. */
  handleMs?: number;
}

/** Hands every committed event to every consumer, at least once, in commit order within each tenant. */
export interface Relay {
  start(): void;
  /** Ends the calls under way, saves the positions and gives up the lead. */
  stop(): Promise<void>;
  isLeader(): boolean;
  /** The same from every process, leader or not. */
  status(): Promise<RelayStatus>;
}

export const KEEP_DAYS = 7;
const SWEEP_MS = 60_000;
const HANDLE_MS = 30_000;

/** Events handed over less than this before a crash may come again; so a busy leader writes ten times a second at most. */
const SAVE_MS = 100;
const ALARM_MS = 1_000;

/** After an event, the outbox is polled often for this long: changes seldom come alone. */
const BUSY_MS = 1_000;

export function createRelay(options: RelayOptions): Relay {
  const { db, log, consumers, instance } = options;
  const lease = createLease({ db, log, lead: (signal) => lead(options, signal) });
  const names = consumers.map(({ name }) => name);
  if (new Set(names).size < names.length || names.some((name) => name === "" || name.length > 60))
    throw new Error(`consumers need names of their own, of 1 to 60 characters: ${names.join(", ")}`);
  return {
    start() {
      lease.start();
      log.info({ instance, consumers: names }, "ready to lead the relay");
    },
    stop: lease.stop,
    isLeader: lease.isHeld,
    status: () => readRelayStatus(db, consumers),
  };
}

/** Makes this process the one whose fence is the last; new consumers begin with the oldest event that is kept. */
async function takeOver({ db, instance, consumers }: RelayOptions): Promise<string> {
  const rows = await queryOutsideTenants<{ fence: string }>(db, {
    text: `with led as (
             update platform.relay_leader set fence = fence + 1, holder = $1, since = now() returning fence),
           mine as (
             insert into platform.relay_consumer (consumer, fence, xid, id)
             select name, led.fence, floor.xid, floor.id from unnest($2::text[]) as name, led, platform.outbox_floor as floor
             on conflict (consumer) do update set fence = excluded.fence),
           others as (
             update platform.relay_consumer set fence = led.fence from led where consumer <> all($2))
           select fence::text from led`,
    values: [instance, consumers.map(({ name }) => name)],
  });
  const fence = rows[0]?.fence;
  if (fence === undefined) throw new Error("platform.relay_leader has no row");
  return fence;
}

async function lead(options: RelayOptions, lost: AbortSignal): Promise<void> {
  const { db, log, instance, consumers, handleMs = HANDLE_MS, sweepMs = SWEEP_MS, keepDays = KEEP_DAYS } = options;
  const ending = new AbortController();
  const signal = AbortSignal.any([lost, ending.signal]);
  const fence = await takeOver(options);
  const positions = positionsOf(db, fence);
  let foundAt = Number.NEGATIVE_INFINITY;
  const deliveries: Delivery[] = [];
  const reader = createReader({
    db,
    log,
    busy: () => performance.now() - foundAt < BUSY_MS,
    onEvents(events) {
      foundAt = performance.now();
      for (const delivery of deliveries) delivery.offer(events);
    },
  });
  await reader.start();
  const save = saver(positions, deliveries);
  try {
    const common = { db, positions, handleMs, signal, log, readTo: reader.position };
    for (const consumer of consumers) deliveries.push(await createDelivery({ ...common, consumer }));
    log.info({ instance, fence }, "this process leads the relay");
    const alarm = createAlarms({ db, reader, deliveries, log });
    const sweep = async () => {
      const deleted = await sweepOutbox(db, keepDays * 86_400, signal);
      if (deleted > 0) log.info({ deleted }, "old events were deleted from the outbox");
    };
    await Promise.all([
      ...deliveries.map((delivery) => delivery.run()),
      every(SAVE_MS, signal, log, save),
      every(ALARM_MS, signal, log, alarm),
      every(sweepMs, signal, log, sweep),
    ]);
  } finally {
    ending.abort(lost.reason ?? new Error("this process leads the relay no longer"));
    await reader.stop();
    // What was handed over last need not come again. Nothing is lost when this cannot be saved.
    await Promise.race([save().catch(() => undefined), waitOr(new AbortController().signal, 1_000)]);
  }
}

/** Answers a function that saves the positions that have moved since it last did. */
function saver(positions: Positions, deliveries: readonly Delivery[]): () => Promise<void> {
  const saved = new Map<string, Position>();
  return async () => {
    const moved = deliveries
      .map((delivery) => ({ consumer: delivery.consumer.name, position: delivery.position() }))
      .filter(({ consumer, position }) => {
        const before = saved.get(consumer);
        return before === undefined || comparePositions(before, position) !== 0;
      });
    if (moved.length === 0) return;
    await positions.move(moved);
    for (const { consumer, position } of moved) saved.set(consumer, position);
  };
}

/** Repeats a task until the signal. A fault of the database is logged and the next turn tries again. */
async function every(ms: number, signal: AbortSignal, log: Log, task: () => Promise<void>): Promise<void> {
  while (!signal.aborted) {
    await waitOr(signal, ms);
    if (signal.aborted) return;
    try {
      await task();
    } catch (error) {
      if (error instanceof Deposed) throw error;
      if (!signal.aborted) log.warn({ fault: faultText(error) }, "a task of the relay failed; it is tried again");
    }
  }
}

/** Lets go of a consumer that no release has any more, whose position would keep events from being deleted. */
export async function forgetConsumer(db: Database, name: string): Promise<boolean> {
  const text = "delete from platform.relay_consumer where consumer = $1 returning 1";
  return (await queryOutsideTenants(db, { text, values: [name] })).length === 1;
}
