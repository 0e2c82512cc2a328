import { AppError, appErrorOf } from "@bulkhead/kernel/error.ts";
import { wasLate } from "@bulkhead/kernel/write-again.ts";
import type { Collection } from "../collections/directory.ts";
import type { DataDeps } from "../context.ts";
import { textOf } from "../evolution/upgrade-record.ts";
import { SEARCHED_LOT_ROWS } from "../records/lot-texts.ts";
import { searchedTexts } from "../records/record-texts.ts";
import { valueTaken } from "../records/value-taken.ts";
import type { BulkChange } from "./bulk-state.ts";
import { FILTER_GONE, OVER_QUOTA, REFUSED, tooMany } from "./codes.ts";
import { commitBulkEnd, commitLot, LotOvertaken } from "./commit-bulk.ts";
import { deleteLot, insertFailures, updateLot } from "./lot-statements.ts";
import { matching } from "./matching.ts";
import { type BulkFailure, failureOf, type Prepared, prepareUpdates } from "./prepare-lot.ts";
import { type Candidate, countMatching, readLot, type Walk } from "./read-lot.ts";

export interface BulkDeps extends Pick<DataDeps, "db" | "collections" | "declared" | "sizes" | "validators" | "log"> {
  /** Whether whoever asked for a bulk change may still do it. */
  mayStill(bulk: BulkChange, collection: string): Promise<boolean>;
}

const FIRST_LOT = 100;
const MAX_LOT = 400;
/** What progress is told by when nobody expects a number. */
const MAX_COUNT = 1_000_000;

/** Works on a bulk change from its checkpoint on; true when it has ended. Stopping between lots loses nothing. */
export async function runBulk(deps: BulkDeps, bulk: BulkChange, isOver: () => boolean): Promise<boolean> {
  const { db, collections } = deps;
  let collection = await collections.byId(bulk.tenantId, bulk.collectionId);
  const end = async (failure?: Parameters<typeof commitBulkEnd>[4]) => {
    await commitBulkEnd(db, bulk, collection.name, failure ? "FAILED" : "SUCCEEDED", failure);
    return true;
  };
  let rows = Math.min(FIRST_LOT, mostRows(bulk, collection));
  while (!isOver()) {
    if (!(await deps.mayStill(bulk, collection.name))) return end(REFUSED);
    try {
      const matches = await matching(deps, bulk.tenantId, collection, bulk.filter);
      if (bulk.checkpoint.total === null) {
        const total = await countMatching(db, walkOf(bulk), matches, (bulk.expectedCount ?? MAX_COUNT) + 1);
        if (bulk.expectedCount !== null && total > bulk.expectedCount) return await end(tooMany(bulk.expectedCount));
        await commitLot(db, bulk, { ...bulk.checkpoint, total }, []);
      }
      const lot = await readLot(db, walkOf(bulk), matches, rows);
      if (lot.length === 0) return await end();
      await changeLot(deps, bulk, collection, lot);
      rows = Math.min(mostRows(bulk, collection), Math.ceil(rows * 1.5));
    } catch (error) {
      if (error instanceof LotOvertaken) {
        collection = await collections.again(bulk.tenantId, collection);
        rows = Math.max(1, Math.ceil(rows / 2));
      } else if (wasLate(error) && rows > 1) rows = Math.ceil(rows / 2);
      else if (valueTaken(error, collection) && rows > 1) rows = Math.ceil(rows / 4);
      else if (appErrorOf(error)?.code === "QUOTA_EXCEEDED") return end(OVER_QUOTA);
      else if (isOfFilter(error)) return end(FILTER_GONE);
      else throw error;
    }
  }
  return false;
}

function walkOf({ tenantId, collectionId, bulkId, checkpoint }: BulkChange): Walk {
  return { tenantId, collectionId, untilId: bulkId, afterId: checkpoint.afterId };
}

function mostRows({ kind }: BulkChange, collection: Collection): number {
  return kind === "UPDATE" && searchedTexts(collection).length > 0 ? SEARCHED_LOT_ROWS : MAX_LOT;
}

/** It was right when it was asked for. */
function isOfFilter(error: unknown): boolean {
  return error instanceof AppError && (error.code === "FIELD_UNKNOWN" || error.code === "BAD_USER_INPUT");
}

async function changeLot(
  { db, validators }: BulkDeps,
  bulk: BulkChange,
  collection: Collection,
  lot: readonly Candidate[],
): Promise<void> {
  const { tenantId, kind, patch, dryRun } = bulk;
  if (kind === "DELETE") {
    await commitLot(db, bulk, behind(bulk, lot, lot.length, 0), dryRun ? [] : deleteLot(bulk, collection, lot));
    return;
  }
  const current = lot.map((one) => ({ ...one, data: textOf(collection, one) }));
  const prepared = prepareUpdates(current, patch, await validators.of(tenantId, collection));
  try {
    await commitUpdates(db, bulk, collection, lot, prepared);
  } catch (error) {
    const conflict = valueTaken(error, collection);
    const [only, ...more] = prepared.changes;
    // Which of several it was, nobody says: then the lot is made smaller.
    if (!conflict || !only || more.length > 0 || lot.length > 1) throw error;
    await commitUpdates(db, bulk, collection, lot, { changes: [], failures: [failureOf(only.id, conflict)] });
  }
}

function commitUpdates(
  db: BulkDeps["db"],
  bulk: BulkChange,
  collection: Collection,
  lot: readonly Candidate[],
  { changes, failures }: Prepared,
): Promise<void> {
  const writes = bulk.dryRun || changes.length === 0 ? [] : updateLot(bulk, collection, changes);
  const kept: readonly BulkFailure[] = failures;
  return commitLot(db, bulk, behind(bulk, lot, changes.length, kept.length), [
    ...insertFailures(bulk, kept),
    ...writes,
  ]);
}

function behind({ checkpoint }: BulkChange, lot: readonly Candidate[], changed: number, failed: number) {
  return {
    afterId: lot.at(-1)?.id ?? checkpoint.afterId,
    total: checkpoint.total,
    matched: checkpoint.matched + lot.length,
    changed: checkpoint.changed + changed,
    failed: checkpoint.failed + failed,
  };
}
