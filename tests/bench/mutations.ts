import { fenceOf } from "@bulkhead/data/src/collections/fence.ts";
import { layoutOf } from "@bulkhead/data/src/records/layout.ts";
import { insertRecord, recordPayload, timestampNow } from "@bulkhead/data/src/records/write-record.ts";
import { appendAudit } from "@bulkhead/kernel/audit.ts";
import { type Database, flushAsTenant, openDatabase } from "@bulkhead/kernel/database.ts";
import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { rolePassword } from "@bulkhead/kernel/key.ts";
import { createLog } from "@bulkhead/kernel/log.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import { platformPrincipal } from "@bulkhead/kernel/principal.ts";
import type { BenchDatabase } from "./database.ts";
import { itemAt, SCHEMA } from "./dataset.ts";
import { treeCpuMicroseconds } from "./process-usage.ts";
import type { SeededTenant } from "./seed.ts";

export interface MutationRound {
  /** The record alone, and with its outbox and audit events in the same transaction. */
  bare: MutationCost;
  full: MutationCost;
}

export interface MutationCost {
  perSecond: number;
  /** Processor time of one: of the client that makes the statements, and of PostgreSQL. */
  clientMicroseconds: number;
  databaseMicroseconds: number;
}

interface MutationOptions {
  rounds: number;
  roundMs: number;
  postgresPid: number;
}

const CALLERS = 16;
const LAYOUT = layoutOf(SCHEMA);

/** What change and evidence cost together, at the level of SQL: the statements of createRecord, with and without two. */
export async function measureMutations(
  database: BenchDatabase,
  tenants: readonly SeededTenant[],
  { rounds, roundMs, postgresPid }: MutationOptions,
): Promise<MutationRound[]> {
  const { databaseUrl: url, secret, connections } = database.settings;
  const log = createLog({ level: "error" });
  const role = "bulkhead_data";
  const db = openDatabase({ url, role, password: rolePassword(secret, role), maxConnections: connections, log });
  try {
    const run = (withEvidence: boolean) => timed(postgresPid, () => storm(db, tenants, roundMs, withEvidence));
    await run(true);
    const measured: MutationRound[] = [];
    for (let round = 0; round < rounds; round++) measured.push({ bare: await run(false), full: await run(true) });
    return measured;
  } finally {
    await db.pool.end();
  }
}

async function timed(postgresPid: number, run: () => Promise<number>): Promise<MutationCost> {
  const before = { client: process.cpuUsage(), database: treeCpuMicroseconds(postgresPid) };
  const start = performance.now();
  const made = await run();
  const { user, system } = process.cpuUsage(before.client);
  return {
    perSecond: (made / (performance.now() - start)) * 1_000,
    clientMicroseconds: (user + system) / made,
    databaseMicroseconds: (treeCpuMicroseconds(postgresPid) - before.database) / made,
  };
}

/** Creates records as fast as the callers can; answers how many. */
async function storm(
  db: Database,
  tenants: readonly SeededTenant[],
  forMs: number,
  withEvidence: boolean,
): Promise<number> {
  const start = performance.now();
  let made = 0;
  const call = async () => {
    while (performance.now() - start < forMs) {
      const tenant = tenants[made++ % tenants.length];
      if (tenant) await createRecord(db, tenant, made, withEvidence);
    }
  };
  await Promise.all(Array.from({ length: CALLERS }, call));
  return made;
}

async function createRecord(
  db: Database,
  { tenantId, items, keyId }: SeededTenant,
  n: number,
  withEvidence: boolean,
): Promise<void> {
  const actor = encodeId("apiKey", keyId);
  const data = itemAt(n);
  const now = timestampNow();
  const row = {
    id: newUuid(),
    data,
    version: 1,
    created_at: now,
    updated_at: now,
    created_by: actor,
    updated_by: actor,
  };
  const collection = { ...LAYOUT, id: items, name: "items", version: 1, revision: 1, pending: null, rewriting: null };
  const write = [fenceOf(tenantId, collection), insertRecord(tenantId, collection, row, JSON.stringify(data))];
  if (!withEvidence) return void (await flushAsTenant(db, tenantId, write));
  const ctx = {
    principal: platformPrincipal(tenantId),
    requestId: encodeId("request", newUuid()),
    clientAddress: "127.0.0.1",
  };
  await flushAsTenant(db, tenantId, [
    ...write,
    appendOutbox(tenantId, [{ type: "record.created", subject: items, payload: recordPayload(row) }]),
    appendAudit(ctx, tenantId, {
      action: "record.create",
      target: encodeId("record", row.id),
      detail: { collection: "items", version: 1 },
    }),
  ]);
}
