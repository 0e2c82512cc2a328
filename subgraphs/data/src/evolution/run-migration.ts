import { setTimeout as sleep } from "node:timers/promises";
import { appendAudit } from "@bulkhead/kernel/audit.ts";
import { type Database, flushAsTenant } from "@bulkhead/kernel/database.ts";
import { encodeId } from "@bulkhead/kernel/id.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import { platformPrincipal } from "@bulkhead/kernel/principal.ts";
import { wasLate } from "@bulkhead/kernel/write-again.ts";
import { insertVersion } from "../collections/write-collection.ts";
import { compileValidator } from "../json-schema/validator.ts";
import { SEARCHED_LOT_ROWS } from "../records/lot-texts.ts";
import { timestampNow } from "../records/write-record.ts";
import { checkLot, metDuplicate } from "./check-lot.ts";
import type { Migration } from "./migration-state.ts";
import { type LotRow, readLot, surveyRecords } from "./read-lot.ts";
import { cleanLot, rewriteLot } from "./rewrite-lot.ts";
import { commitLot, dropPending, ended, FIRST_ID, lockCollection } from "./statements.ts";
import { isSameLayout, textSlotsOnlyIn } from "./two-layouts.ts";
import { deleteStagedKeys } from "./unique-keys.ts";

const FIRST_ROWS = 200;
const MAX_ROWS = 500;
const MAX_TRIES = 10;
const KEYS_LOT = 1_000;

export interface Pace {
  isOver(): boolean;
  /** Every process has heard of a change by then. */
  settleMs: number;
}

/** Works on a migration from where it stands; true when nothing of it is left to do. */
export async function runMigration(db: Database, migration: Migration, pace: Pace): Promise<boolean> {
  if (migration.phase === "CHECK") {
    const validator = compileValidator(migration.schema);
    if (!(await eachLot(db, migration, pace, (lot) => checkLot(db, migration, validator, lot)))) return false;
    if (migration.dry_run || migration.records_failed > 0) await endCheck(db, migration);
    else await apply(db, migration);
  }
  if (migration.phase === "REWRITE") {
    if (!(await settled(migration, pace))) return false;
    if (!(await eachLot(db, migration, pace, (lot) => rewriteLot(db, migration, lot)))) return false;
    await succeed(db, migration);
    return true;
  }
  const isClean = migration.dry_run || isSameLayout(migration.layout, migration.previous);
  if (!isClean && !(await eachLot(db, migration, pace, (lot) => cleanLot(db, migration, lot)))) return false;
  while (
    (await flushAsTenant(db, migration.tenantId, [deleteStagedKeys(migration.tenantId, migration.id, KEYS_LOT)]))[0]
      ?.length
  )
    if (pace.isOver()) return false;
  await commitLot(db, migration, { finished: true });
  return true;
}

/** Goes through the records that are left; false when the turn ended before. */
async function eachLot(
  db: Database,
  migration: Migration,
  { isOver }: Pace,
  work: (lot: LotRow[]) => Promise<void>,
): Promise<boolean> {
  if (migration.until_id === null) {
    const { count, last } = await surveyRecords(db, migration);
    await commitLot(db, migration, { until_id: last ?? FIRST_ID, records_total: migration.records_total ?? count });
  }
  const most = storesTexts(migration) ? SEARCHED_LOT_ROWS : MAX_ROWS;
  let rows = Math.min(FIRST_ROWS, most);
  for (let tries = 0; ; ) {
    const lot = await readLot(db, migration, rows);
    if (lot.length === 0) return true;
    try {
      await work(lot);
      tries = 0;
      rows = Math.min(most, Math.ceil(rows * 1.2));
    } catch (error) {
      // Read again, and then in parts, or without what somebody else has meanwhile.
      if (++tries > MAX_TRIES || !(wasLate(error) || metDuplicate(error))) throw error;
      rows = Math.ceil(rows / 2);
    }
    if (isOver()) return false;
  }
}

function storesTexts({ phase, dry_run, layout, previous }: Migration): boolean {
  return phase === "CHECK" && !dry_run && textSlotsOnlyIn(layout, previous).length > 0;
}

/** The end of a check that changes nothing: the answer is known, and what the check wrote is yet to go. */
async function endCheck(db: Database, migration: Migration): Promise<void> {
  const state = migration.records_failed > 0 ? "FAILED" : "CHECKED";
  await abandon(db, migration, state);
}

/** Lets writers go back to the old schema alone. What was written for the new one is cleaned up behind it. */
export async function abandon(
  db: Database,
  migration: Migration,
  state: "CHECKED" | "FAILED" | "CANCELLED",
): Promise<void> {
  const move = { state, phase: "CLEAN", at_id: FIRST_ID, until_id: null } as const;
  const told = ended(migration, state);
  if (migration.dry_run) return commitLot(db, migration, move, told);
  const lock = lockCollection(migration.tenantId, migration.collection_id);
  await commitLot(db, migration, move, [lock, dropPending(migration), ...told]);
}

/** Puts the new schema in force: one transaction, behind all writers who know only the old one. */
async function apply(db: Database, migration: Migration): Promise<void> {
  const { tenantId, collection_id: id, schema, mapping, layout, created_by } = migration;
  const move = { state: "BACKFILLING", phase: "REWRITE", at_id: FIRST_ID, until_id: null, applied: true } as const;
  const version = migration.version + 1;
  const ctx = { principal: platformPrincipal(tenantId), requestId: migration.request_id, clientAddress: null };
  const text = JSON.stringify(schema);
  const rewriting = mapping.length > 0 ? JSON.stringify({ version, mapping }) : null;
  await commitLot(db, migration, move, [
    lockCollection(tenantId, id),
    {
      name: "collection_apply",
      text: `update data.collection set version = $3, schema = $4, fields = $5, indexes = $6, texts = $7, pending = null,
               rewriting = $8, revision = revision + 1 where tenant_id = $1 and id = $2`,
      values: [
        tenantId,
        id,
        version,
        text,
        ...[layout.fields, layout.indexes, layout.texts].map((part) => JSON.stringify(part)),
        rewriting,
      ],
    },
    insertVersion(tenantId, { id, version, text, mapping, createdAt: timestampNow(), createdBy: created_by }),
    appendOutbox(tenantId, [
      { type: "collection.migrated", subject: id, payload: { name: migration.collection, version } },
    ]),
    appendAudit(ctx, tenantId, {
      action: "collection-migration.apply",
      target: encodeId("collectionMigration", migration.id),
      detail: { collection: migration.collection, version },
    }),
  ]);
  Object.assign(migration, { version, applied_at: new Date().toISOString() });
}

/** Whoever read the collection a moment ago may still look into the old slots: they are emptied later. */
async function settled({ applied_at }: Migration, { isOver, settleMs }: Pace): Promise<boolean> {
  const until = Date.parse(applied_at ?? "") + settleMs;
  while (Date.now() < until) {
    if (isOver()) return false;
    await sleep(Math.min(100, until - Date.now()));
  }
  return true;
}

async function succeed(db: Database, migration: Migration): Promise<void> {
  const { tenantId, collection_id: id } = migration;
  const forget = {
    name: "collection_rewritten",
    text: "update data.collection set rewriting = null where tenant_id = $1 and id = $2",
    values: [tenantId, id],
  };
  await commitLot(db, migration, { state: "SUCCEEDED", finished: true }, [forget, ...ended(migration, "SUCCEEDED")]);
}
