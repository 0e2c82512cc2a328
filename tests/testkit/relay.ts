import { type Database, flushAsTenant, openDatabase } from "@bulkhead/kernel/database.ts";
import type { FeedEvent } from "@bulkhead/kernel/feed.ts";
import { rolePassword } from "@bulkhead/kernel/key.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import { createRelay, type Relay, type RelayOptions } from "@bulkhead/kernel/relay.ts";
import type { Consumer } from "@bulkhead/kernel/relay-consumer.ts";
import type { TestPlatform } from "./database.ts";

/** A consumer that remembers what it took, and fails when told to. */
export interface TestConsumer extends Consumer {
  taken: FeedEvent[];
  /** Names of the events of a tenant, in the order in which they were taken. */
  names(tenantId: string): string[];
  /** Called before anything is taken; may throw. */
  before(events: readonly FeedEvent[], signal: AbortSignal): void | Promise<void>;
}

export function testConsumer(name: string, types: Consumer["types"] = "all"): TestConsumer {
  const consumer: TestConsumer = {
    name,
    types,
    taken: [],
    names: (tenantId) =>
      consumer.taken.filter((one) => one.tenantId === tenantId).map(({ payload }) => String(payload.name)),
    before: () => undefined,
    async handle(events, signal) {
      await consumer.before(events, signal);
      consumer.taken.push(...events);
    },
  };
  return consumer;
}

/** A relay on connections of its own, as a worker process has. */
export function openTestRelay(
  platform: TestPlatform,
  consumers: readonly Consumer[],
  options: Partial<RelayOptions> = {},
): { relay: Relay; db: Database; stop(): Promise<void> } {
  const { url, log } = platform;
  const role = "bulkhead_worker";
  const db = openDatabase({ url, role, password: rolePassword(platform.secret, role), maxConnections: 5, log });
  const relay = createRelay({ db, log, consumers, instance: "test", ...options });
  relay.start();
  return {
    relay,
    db,
    async stop() {
      await relay.stop();
      await db.pool.end();
    },
  };
}

/** Commits one transaction with one event for each name. */
export async function writeEvents(platform: TestPlatform, tenantId: string, ...names: string[]): Promise<void> {
  const events = names.map((name) => ({ type: "collection.defined", subject: tenantId, payload: { name } }));
  await flushAsTenant(platform.databases.data, tenantId, [appendOutbox(tenantId, events)]);
}
