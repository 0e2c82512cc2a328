import type { Statement } from "@bulkhead/kernel/database.ts";

/** A value that no two records may have, and the slot it would be in. */
export interface UniqueKey {
  slot: string;
  value: string;
}

/** Notes keys that were met by a check that stores nothing. */
export function stageKeys({ tenantId }: { tenantId: string }, ownerId: string, keys: readonly UniqueKey[]): Statement {
  return {
    name: "stage_keys",
    text: `insert into data.staged_key (tenant_id, owner_id, slot, value)
           select $1, $2, slot, value from unnest($3::text[], $4::text[]) as key (slot, value) on conflict do nothing`,
    values: [tenantId, ownerId, keys.map(({ slot }) => slot), keys.map(({ value }) => value)],
  };
}

/** Forgets some of them, of one slot: only so its index finds them, however many there are. */
export function deleteStagedKeys(tenantId: string, ownerId: string, limit: number): Statement {
  return {
    name: "delete_staged_keys",
    text: `delete from data.staged_key where tenant_id = $1 and owner_id = $2
             and slot = (select min(slot) from data.staged_key where tenant_id = $1 and owner_id = $2)
             and value = any(array(
               select value from data.staged_key where tenant_id = $1 and owner_id = $2
                 and slot = (select min(slot) from data.staged_key where tenant_id = $1 and owner_id = $2)
               order by value limit $3))
           returning 1`,
    values: [tenantId, ownerId, limit],
  };
}
