import { type Database, flushAsTenant, readAsTenant, type Statement } from "@bulkhead/kernel/database.ts";
import { orFail } from "@bulkhead/kernel/transact.ts";
import { wasLate } from "@bulkhead/kernel/write-again.ts";
import pg from "pg";
import { deleteLot, type LotAuthor, updateLot } from "../bulk/lot-statements.ts";
import type { Change } from "../bulk/prepare-lot.ts";
import type { Collection } from "../collections/directory.ts";
import { fenceOf } from "../collections/fence.ts";
import type { DataDeps } from "../context.ts";
import type { Data, Mapping } from "../evolution/map-record.ts";
import { textOf } from "../evolution/upgrade-record.ts";
import type { Retention } from "../json-schema/retention.ts";
import { previousValues } from "../records/previous.ts";
import { type Cut, namesInHistory } from "./history-names.ts";
import { type DueRecord, dueBefore, selectDue } from "./read-due.ts";
import { moveRetention, type RetentionState, readRetentions } from "./retention-state.ts";
import { stripDeleted, stripVersions } from "./strip-statements.ts";
import { createStripping, type Stripping } from "./stripping.ts";

export type RetentionDeps = Pick<DataDeps, "db" | "collections" | "validators">;

/** A record, the collection or the run was changed by somebody else: the lot is to be read again. */
class Overtaken extends Error {}

const FIRST_LOT = 50;
const MAX_LOT = 200;
/** Of a collection whose texts can be searched: each record is two statements more. */
const MAX_SEARCHED_LOT = 20;
const MAX_TRIES = 20;

/**
 * Removes what became due since the last run, lot by lot; false when the turn was over first. Whoever runs it twice at once
 * does each lot once, since each moves the place in its own transaction.
 */
export async function runRetention(
  deps: RetentionDeps,
  by: LotAuthor,
  given: RetentionState,
  isOver: () => boolean,
): Promise<boolean> {
  const { db, collections, validators } = deps;
  const { tenantId } = by;
  let state: RetentionState | undefined = given;
  let collection = await collections.byId(tenantId, given.collection_id);
  let rows = FIRST_LOT;
  const strip = createStripping(db, tenantId, isOver);
  for (let tries = 0; state; ) {
    if (isOver()) return false;
    const { retentions } = await validators.of(tenantId, collection);
    const retention = retentions.find(({ path }) => path === given.path);
    // Its schema does not say so any more.
    if (!retention) return true;
    if (collection.texts.length > 0) rows = Math.min(rows, MAX_SEARCHED_LOT);
    try {
      const due = await readDue(db, tenantId, state, retention, rows);
      if (due.length === 0) return true;
      const moved = await removeLot(db, by, collection, state, retention, due, strip);
      if (!moved) return false;
      state = moved;
      rows = Math.min(MAX_LOT, Math.ceil(rows * 1.5));
      tries = 0;
    } catch (error) {
      if (++tries > MAX_TRIES || !(error instanceof Overtaken || (wasLate(error) && rows > 1))) throw error;
      rows = Math.ceil(rows / 2);
      collection = await collections.again(tenantId, collection);
      state = (await readRetentions(db, tenantId, given.collection_id)).find(({ path }) => path === given.path);
    }
  }
  return true;
}

function readDue(
  db: Database,
  tenantId: string,
  { collection_id: collectionId, after_id: afterId }: RetentionState,
  { name, days }: Retention,
  rows: number,
): Promise<DueRecord[]> {
  const range = { collectionId, afterId, before: dueBefore(days), rows, withDeleted: name !== null };
  return readAsTenant<DueRecord>(db, tenantId, selectDue(tenantId, range));
}

/** Undefined when the turn was over before. */
async function removeLot(
  db: Database,
  by: LotAuthor,
  collection: Collection,
  state: RetentionState,
  { name }: Retention,
  due: readonly DueRecord[],
  strip: Stripping,
): Promise<RetentionState | undefined> {
  const { tenantId } = by;
  const after_id = due.at(-1)?.id ?? state.after_id;
  if (name === null) {
    const to = { after_id, removed: state.removed + due.length };
    await commit(db, tenantId, state, to, deleteLot(by, collection, due));
    return behind(state, to);
  }
  const cuts = namesInHistory(name, await readSteps(db, tenantId, collection));
  const ids = due.map(({ id }) => id);
  if (!(await strip(state, ids, cuts))) return undefined;
  const changes = due.filter(({ is_deleted }) => !is_deleted).flatMap((one) => without(name, collection, one));
  const deleted = due.filter((one) => one.is_deleted && has(one, cuts)).map(({ id }) => id);
  const writes = changes.length > 0 ? updateLot(by, collection, changes) : [orFail(fenceOf(tenantId, collection), 1)];
  if (deleted.length > 0) writes.push(stripDeleted(tenantId, state, deleted, cuts));
  // Last: what the lot itself has superseded is history by now.
  writes.push(stripVersions(tenantId, state, ids, cuts, null));
  const to = { after_id, removed: state.removed + changes.length };
  await commit(db, tenantId, state, to, writes);
  return behind(state, to);
}

/** The law of the schema is stronger than its other rules: what is left is stored as it is. */
function without(name: string, collection: Collection, record: DueRecord): Change[] {
  const before = JSON.parse(textOf(collection, record)) as Data;
  if (!Object.hasOwn(before, name)) return [];
  const { [name]: _, ...next } = before;
  return [{ ...record, next, previous: previousValues(before, next), text: JSON.stringify(next) }];
}

function has({ schema_version: version, data }: DueRecord, cuts: readonly Cut[]): boolean {
  const cut = cuts.find(({ first, last }) => first <= version && version <= last);
  return cut !== undefined && Object.hasOwn(JSON.parse(data) as Data, cut.name);
}

function readSteps(db: Database, tenantId: string, { id, version }: Collection) {
  return readAsTenant<{ version: number; mapping: Mapping }>(db, tenantId, {
    name: "retention_mappings",
    text: `select version, mapping from data.collection_version where tenant_id = $1 and collection_id = $2 and version <= $3
             and mapping is not null order by version desc`,
    values: [tenantId, id, version],
  });
}

/** The place first: who comes second does no work. */
export async function commit(
  db: Database,
  tenantId: string,
  state: RetentionState,
  to: Parameters<typeof moveRetention>[2],
  statements: readonly Statement[],
): Promise<void> {
  try {
    await flushAsTenant(db, tenantId, [orFail(moveRetention(tenantId, state, to), 1), ...statements]);
  } catch (error) {
    if (!(error instanceof pg.DatabaseError) || error.code !== DIVISION_BY_ZERO) throw error;
    throw new Overtaken("a lot was overtaken", { cause: error });
  }
}

/** What a statement answers that did not find as many as it must. */
const DIVISION_BY_ZERO = "22012";

function behind(state: RetentionState, to: Pick<RetentionState, "after_id" | "removed">): RetentionState {
  return { ...state, ...to, step: state.step + 1 };
}
