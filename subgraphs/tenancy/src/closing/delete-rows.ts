import type { BlobStore } from "@bulkhead/kernel/blob.ts";
import {
  type Database,
  flushAsTenant,
  queryOutsideTenants,
  readAsTenant,
  withTenant,
} from "@bulkhead/kernel/database.ts";
import { appErrorOf } from "@bulkhead/kernel/error.ts";
import { addLeaves, type MerkleState } from "@bulkhead/kernel/merkle.ts";
import { deleteRows } from "@bulkhead/kernel/tenant-rows.ts";
import { KEPT_TABLES, readTenantTables, type TenantTable } from "@bulkhead/kernel/tenant-tables.ts";
import { noteOnce, onlyIfClosed } from "./closure.ts";

export interface DeleteDeps {
  /** Signed in as bulkhead_destroyer; `oauth` as bulkhead_oauth, which alone reaches what stands above tenants. */
  destroyer: Database;
  oauth: Database;
  blobs: BlobStore;
}

/** Rows deleted in one transaction: a few milliseconds, so that nobody waits for them. */
const LOT = 200;

/** Tables with a way of their own, in the order in which they go after all others. */
const BLOBS = ["platform.blob_chunk", "platform.blob"];
const LAST = ["platform.outbox", "platform.audit_event"];

/**
 * The news that the tenant is closed and its key gone stays in the outbox until its time is over: a process that was cut off
 * must hear of it, or it would go on believing what it kept. It holds nothing but the tenant's id.
 */
const KEPT_EVENTS = "and type not in ('tenant.closed', 'key.destroyed')";

/** Names its tenant as owner, since it is looked up before any tenant is known; so it is not among the tenant's tables. */
const DOMAINS = "tenancy.verified_domain";

/** Deletes what there is of a closed tenant, in lots. False when `isOver` said so before the end. */
export async function deleteEverything(deps: DeleteDeps, tenantId: string, isOver: () => boolean): Promise<boolean> {
  const tables = (await readTenantTables(deps.destroyer)).filter(({ name }) => !Object.hasOwn(KEPT_TABLES, name));
  await countBeforehand(deps, tenantId, tables);
  const text = `delete from ${DOMAINS} where owner = $1`;
  await queryOutsideTenants(deps.destroyer, { text, values: [tenantId] });
  if (!(await deleteBlobs(deps, tenantId, isOver))) return false;
  const ordinary = tables.filter(({ name }) => ![...BLOBS, ...LAST].includes(name));
  for (const table of ordinary) if (!(await deleteTable(deps, tenantId, table, isOver))) return false;
  for (const name of LAST) {
    const table = tables.find((one) => one.name === name) as TenantTable;
    const done =
      name === "platform.audit_event"
        ? await deleteAuditLog(deps, tenantId, isOver)
        : await deleteTable(deps, tenantId, table, isOver, KEPT_EVENTS);
    if (!done) return false;
  }
  return true;
}

async function deleteTable(
  { destroyer, oauth }: DeleteDeps,
  tenantId: string,
  table: TenantTable,
  isOver: () => boolean,
  condition = "",
): Promise<boolean> {
  for (let deleted = LOT; deleted >= LOT; ) {
    if (isOver()) return false;
    const text = deleteRows(table, condition);
    deleted = table.isAbove
      ? await deleteAbove(oauth, tenantId, text)
      : await deleteCounted(destroyer, table.name, tenantId, text);
  }
  return true;
}

/** Deletes a lot and counts it in the same statement: the count is right whatever dies. */
async function deleteCounted(db: Database, name: string, tenantId: string, deletion: string): Promise<number> {
  const [, [lot]] = (await flushAsTenant(db, tenantId, [
    onlyIfClosed(tenantId),
    {
      text: `with gone as (${deletion}), lot as (select count(*)::int as count from gone)
             update tenancy.closure_certificate set progress = case lot.count when 0 then progress else jsonb_set(
               progress, array['rows', $3], to_jsonb(coalesce((progress #>> array['rows', $3])::bigint, 0) + lot.count)) end
             from lot where owner = $1 returning lot.count`,
      values: [tenantId, LOT, name],
    },
  ])) as [unknown, { count: number }[]];
  return lot?.count ?? 0;
}

/** Of what another role reaches, rows were counted beforehand (`countAbove`). */
async function deleteAbove(oauth: Database, tenantId: string, deletion: string): Promise<number> {
  const text = `with gone as (${deletion}) select count(*)::int as count from gone`;
  const [[lot]] = (await flushAsTenant(oauth, tenantId, [{ text, values: [tenantId, LOT] }])) as [{ count: number }[]];
  return lot?.count ?? 0;
}

async function countAbove(oauth: Database, tenantId: string, tables: readonly TenantTable[]) {
  const counted: Record<string, number> = {};
  for (const { name, sql } of tables) {
    const text = `select count(*)::int as count from ${sql} where tenant_id = $1`;
    const [row] = await readAsTenant<{ count: number }>(oauth, tenantId, { text, values: [tenantId] });
    if (row && row.count > 0) counted[name] = row.count;
  }
  return counted;
}

/** Notes, before anything goes and only of a closed tenant, what cannot be counted while it does: blobs, which go one by one, and what is above tenants. */
async function countBeforehand({ destroyer, oauth }: DeleteDeps, tenantId: string, tables: readonly TenantTable[]) {
  const [blobs] = await readAsTenant<{ count: number; bytes: string }>(destroyer, tenantId, {
    text: "select count(*)::int as count, coalesce(sum(bytes), 0) as bytes from platform.blob where tenant_id = $1 and format <> 2",
    values: [tenantId],
  });
  const above = await countAbove(
    oauth,
    tenantId,
    tables.filter(({ isAbove }) => isAbove),
  );
  await flushAsTenant(destroyer, tenantId, [
    onlyIfClosed(tenantId),
    noteOnce(tenantId, "blobs", { count: blobs?.count ?? 0, bytes: Number(blobs?.bytes ?? 0) }),
    noteOnce(tenantId, "above", above),
  ]);
}

/** Through the store, which knows where the bytes are: in PostgreSQL or in S3. */
async function deleteBlobs(
  { destroyer, blobs }: DeleteDeps,
  tenantId: string,
  isOver: () => boolean,
): Promise<boolean> {
  for (;;) {
    const some = await readAsTenant<{ id: string }>(destroyer, tenantId, {
      text: `select id from platform.blob where tenant_id = $1 limit ${LOT}`,
      values: [tenantId],
    });
    if (some.length === 0) return true;
    for (const { id } of some) {
      if (isOver()) return false;
      await blobs.delete(tenantId, id).catch((error: unknown) => {
        // The sweeper was first.
        if (appErrorOf(error)?.code !== "NOT_FOUND") throw error;
      });
    }
  }
}

/** As any table; and each lot's leaves join the tree whose root the certificate has. */
async function deleteAuditLog({ destroyer }: DeleteDeps, tenantId: string, isOver: () => boolean): Promise<boolean> {
  for (let deleted = LOT; deleted >= LOT; ) {
    if (isOver()) return false;
    deleted = await withTenant(destroyer, tenantId, async (tx) => {
      const [[state], lot] = await Promise.all([
        tx.query<{ tree: MerkleState }>({
          text: `select progress -> 'auditLog' as tree from tenancy.closure_certificate where owner = $1`,
          values: [tenantId],
        }),
        tx.query<{ id: string; leaf: Buffer }>({
          text: `select id, leaf from platform.audit_event where tenant_id = $1 order by id limit ${LOT}`,
          values: [tenantId],
        }),
        tx.query(onlyIfClosed(tenantId)),
      ]);
      if (!state || lot.length === 0) return 0;
      const tree = addLeaves(
        state.tree,
        lot.map(({ leaf }) => leaf),
      );
      await Promise.all([
        tx.query({
          text: "delete from platform.audit_event where tenant_id = $1 and id = any($2)",
          values: [tenantId, lot.map(({ id }) => id)],
        }),
        tx.query({
          text: `update tenancy.closure_certificate set progress = jsonb_set(progress, '{auditLog}', $2) where owner = $1`,
          values: [tenantId, JSON.stringify(tree)],
        }),
      ]);
      return lot.length;
    });
  }
  return true;
}

/** Names of tables that still have rows of the tenant. */
export async function tablesLeft(deps: DeleteDeps, tenantId: string): Promise<string[]> {
  const left: string[] = [];
  for (const { name, sql, isAbove } of await readTenantTables(deps.destroyer)) {
    if (Object.hasOwn(KEPT_TABLES, name)) continue;
    const condition = name === "platform.outbox" ? KEPT_EVENTS : "";
    const text = `select exists (select from ${sql} where tenant_id = $1 ${condition}) as found`;
    const [row] = await readAsTenant<{ found: boolean }>(isAbove ? deps.oauth : deps.destroyer, tenantId, {
      text,
      values: [tenantId],
    });
    if (row?.found) left.push(name);
  }
  const [domains] = await queryOutsideTenants<{ found: boolean }>(deps.destroyer, {
    text: `select exists (select from ${DOMAINS} where owner = $1) as found`,
    values: [tenantId],
  });
  if (domains?.found) left.push(DOMAINS);
  return left;
}
