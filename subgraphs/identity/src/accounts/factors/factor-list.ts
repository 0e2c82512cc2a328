import { type Database, queryOutsideTenants } from "@bulkhead/kernel/database.ts";
import type { Factor, FactorList } from "./factors.ts";
import { countCodes } from "./recovery-codes.ts";

interface FactorRow {
  id: string;
  kind: Factor["kind"];
  name: string;
  created_at: string;
  last_used_at: string | null;
  is_synced: boolean;
  is_flagged: boolean;
}

/** An account's factors in the order in which they were added, and how many recovery codes are left. */
export async function listFactors(db: Database, accountId: string): Promise<FactorList> {
  const [rows, recoveryCodes] = await Promise.all([
    queryOutsideTenants<FactorRow>(db, {
      name: "list_factors",
      text: `select id, 'TOTP' as kind, name, created_at, last_used_at, false as is_synced, false as is_flagged
             from identity.totp where account_id = $1 and confirmed_at is not null
             union all
             select id, 'PASSKEY', name, created_at, last_used_at, is_synced, flagged_at is not null
             from identity.passkey where account_id = $1
             order by created_at, id`,
      values: [accountId],
    }),
    countCodes({ db }, accountId),
  ]);
  const factors = rows.map(({ id, kind, name, created_at, last_used_at, is_synced, is_flagged }) => {
    const times = { createdAt: created_at, lastUsedAt: last_used_at };
    return { id, kind, name, ...times, isSynced: is_synced, isFlagged: is_flagged };
  });
  return { factors, recoveryCodes };
}
