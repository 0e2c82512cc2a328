import type { Database } from "./database.ts";
import type { Log } from "./log.ts";
import { type EventPage, type FeedEvent, readPage, type SizedEvent } from "./outbox-page.ts";
import { comparePositions, type Position } from "./outbox-position.ts";
import { attempt, faultText } from "./relay-attempt.ts";
import { type Consumer, wantedTypes } from "./relay-consumer.ts";
import { isolate } from "./relay-isolate.ts";
import { createParked, type ParkedTenants } from "./relay-parked.ts";
import { Deposed, type Positions } from "./relay-positions.ts";
import { createEventQueue } from "./relay-queue.ts";
import { waitOr } from "./wait.ts";

/** Most events handed over at once. */
const BATCH = 100;

/** So many tenants may wait for one consumer. With more it stands still as a whole: it is the consumer that is broken. */
export const MOST_PARKED = 1_000;

const AFTER_FAULT_MS = 500;

/** One consumer's way through the outbox, while this process leads. */
export interface Delivery {
  consumer: Consumer;
  /** Events the reader found, in order. */
  offer(events: readonly SizedEvent[]): void;
  /** Up to here all is delivered or parked; what may be saved. */
  position(): Position;
  /** When the oldest event that is not delivered was committed, as far as memory knows. */
  pendingSince(): string | undefined;
  /** Tenants that wait. */
  parked(): number;
  /** Until the signal. Rejects with Deposed only. */
  run(): Promise<void>;
}

export interface DeliveryOptions {
  db: Database;
  consumer: Consumer;
  positions: Positions;
  handleMs: number;
  signal: AbortSignal;
  log: Log;
  /** Up to where the reader has handed on. */
  readTo(): Position;
}

export async function createDelivery(options: DeliveryOptions): Promise<Delivery> {
  const { consumer, positions, signal, readTo } = options;
  const types = wantedTypes(consumer);
  const loaded = await positions.load(consumer.name);
  const queue = createEventQueue();
  let position = loaded.position;
  /** What comes next is in the table and not in the queue. */
  let behind = true;
  let current: FeedEvent | undefined;
  let wake = () => {};
  const parked = createParked({ ...options, onGone: () => wake() });
  parked.add(loaded.parked, position);

  function somethingNew(): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        signal.removeEventListener("abort", done);
        resolve();
      };
      signal.addEventListener("abort", done);
      if (signal.aborted) done();
      wake = done;
    });
  }

  async function deliver(events: readonly FeedEvent[]): Promise<void> {
    const last = events.at(-1);
    if (!last) return;
    current = events[0];
    await handOver(options, parked, events);
    current = undefined;
    position = { xid: last.xid, id: last.id };
  }

  /** Reads from the table what came before the events that are queued. */
  async function catchUp(): Promise<void> {
    const until = readTo();
    behind = false;
    for (let more = true; more; ) {
      while (parked.size() >= MOST_PARKED && !signal.aborted) await somethingNew();
      const page = await readAll(options.db, consumer, position, until);
      for (let at = 0; at < page.events.length; at += BATCH) {
        signal.throwIfAborted();
        await deliver(page.events.slice(at, at + BATCH));
      }
      more = page.more;
    }
    if (comparePositions(until, position) > 0) position = until;
  }

  async function step(): Promise<void> {
    if (behind && parked.size() < MOST_PARKED) return catchUp();
    // Another leader was further than our reader was when it began, so some may be known.
    if (queue.first() && parked.size() < MOST_PARKED)
      return deliver(queue.take(BATCH).filter((event) => comparePositions(event, position) > 0));
    // Everything read so far was delivered or is of no interest to this consumer.
    const upTo = readTo();
    if (!behind && !queue.first() && comparePositions(upTo, position) > 0) position = upTo;
    await somethingNew();
  }

  return {
    consumer,
    offer(events) {
      const wanted = types === null ? events : events.filter(({ type }) => types.includes(type));
      if (!behind && !queue.push(wanted)) behind = true;
      wake();
    },
    position: () => position,
    pendingSince: () => (current ?? queue.first())?.occurredAt,
    parked: parked.size,
    async run() {
      const onFault = () => {
        behind = true;
      };
      await Promise.all([repeat(options, step, onFault), repeat(options, parked.run, () => undefined)]);
    },
  };
}

/** Hands events to the consumer, but for those of tenants that wait; what it fails on is parked. */
async function handOver(options: DeliveryOptions, parked: ParkedTenants, events: readonly FeedEvent[]): Promise<void> {
  const { consumer, positions, handleMs, signal, log } = options;
  const wanted = events.filter((event) => !parked.passOver(event));
  const last = wanted.at(-1);
  if (!last) return;
  try {
    await attempt(consumer, wanted, handleMs, signal);
  } catch (error) {
    const failed = await isolate(consumer, wanted, error, handleMs, signal);
    if (failed.length === 0) return;
    await positions.park(consumer.name, last, failed);
    parked.add(failed, last);
    const tenants = failed.map(({ tenantId }) => tenantId);
    const text = "a consumer failed; the tenants' events wait and are tried again";
    log.warn({ consumer: consumer.name, tenants, fault: failed[0]?.error }, text);
  }
}

/** Does a piece of work over and over; after a fault of the database it waits a little. Rejects with Deposed only. */
async function repeat(
  { consumer, signal, log }: DeliveryOptions,
  work: () => Promise<void>,
  onFault: () => void,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await work();
    } catch (error) {
      if (error instanceof Deposed) throw error;
      if (signal.aborted) return;
      log.warn({ consumer: consumer.name, fault: faultText(error) }, "the relay could not go on; it tries again");
      onFault();
      await waitOr(signal, AFTER_FAULT_MS);
    }
  }
}

function readAll(db: Database, consumer: Consumer, after: Position, until: Position): Promise<EventPage> {
  const condition = `($1::text[] is null or type = any($1))
    and (xid, id) > ($2::text::xid8, $3::bigint) and (xid, id) <= ($4::text::xid8, $5::bigint)`;
  const values = [wantedTypes(consumer), after.xid, after.id, until.xid, until.id];
  return readPage(db, "relay_all", condition, after, values);
}
