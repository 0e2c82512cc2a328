import { type Database, flushAsTenant } from "@bulkhead/kernel/database.ts";
import { wasLate } from "@bulkhead/kernel/write-again.ts";
import type { Cut } from "./history-names.ts";
import type { RetentionState } from "./retention-state.ts";
import { stripVersions } from "./strip-statements.ts";

/** Kept versions changed in one transaction, unless they are too large for that. */
const VERSIONS_LOT = 200;

export type Stripping = (state: RetentionState, ids: readonly string[], cuts: readonly Cut[]) => Promise<boolean>;

/**
 * A record may have thousands of versions, each of a megabyte: these go before the lot, as many at once as one transaction
 * bears. Answers false when the turn was over before.
 */
export function createStripping(db: Database, tenantId: string, isOver: () => boolean): Stripping {
  let most = VERSIONS_LOT;
  return async (...which) => {
    for (;;) {
      try {
        const [[row]] = (await flushAsTenant(db, tenantId, [stripVersions(tenantId, ...which, most)])) as [
          [{ count: number } | undefined],
        ];
        if (!row || row.count < most) return true;
      } catch (error) {
        if (!wasLate(error) || most === 1) throw error;
        most = Math.ceil(most / 4);
      }
      if (isOver()) return false;
    }
  };
}
