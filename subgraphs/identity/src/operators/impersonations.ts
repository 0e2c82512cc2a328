import { appendAudit } from "@bulkhead/kernel/audit.ts";
import type { RequestContext } from "@bulkhead/kernel/context.ts";
import {
  type Database,
  queryOutsideTenants,
  type Statement,
  type Transaction,
  withTransactionAboveTenants,
} from "@bulkhead/kernel/database.ts";
import { decodeId, encodeId } from "@bulkhead/kernel/id.ts";
import type { ImpersonationMode } from "@bulkhead/kernel/impersonation.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import type { Tx } from "./deps.ts";

/** An operator at work as a user, as the tenant sees it. */
export interface Impersonation {
  /** `ips_…` */
  id: string;
  operatorId: string;
  userId: string;
  mode: ImpersonationMode;
  reason: string;
  createdAt: string;
  expiresAt: string;
  endedAt: string | null;
}

export interface ImpersonationRow {
  tenant_id: string;
  id: string;
  user_id: string;
  operator_id: string;
  mode: ImpersonationMode;
  reason: string;
  created_at: string;
  expires_at: string;
  ended_at: string | null;
}

export const IMPERSONATION_COLUMNS =
  "tenant_id, id, user_id, operator_id, mode, reason, created_at, expires_at, ended_at";

export function toImpersonation(row: ImpersonationRow): Impersonation {
  return {
    id: encodeId("impersonation", row.id),
    operatorId: encodeId("operator", row.operator_id),
    userId: encodeId("user", row.user_id),
    mode: row.mode,
    reason: row.reason,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    endedAt: row.ended_at,
  };
}

export function selectImpersonation(tenantId: string, id: string): Statement {
  return {
    name: "impersonation",
    text: `select ${IMPERSONATION_COLUMNS} from identity.impersonation where tenant_id = $1 and id = $2`,
    values: [tenantId, id],
  };
}

/** Ends one that runs, with its events; undefined when none of this id runs (any more). */
export async function endRunning(
  tx: Transaction,
  ctx: RequestContext,
  id: string,
): Promise<ImpersonationRow | undefined> {
  const { tenantId } = tx;
  const [row] = await tx.query<ImpersonationRow>({
    name: "end_impersonation",
    text: `update identity.impersonation set ended_at = now(), ended_by = $3
           where tenant_id = $1 and id = $2 and ended_at is null and expires_at > now()
           returning ${IMPERSONATION_COLUMNS}`,
    values: [tenantId, id, ctx.principal.id],
  });
  if (!row) return undefined;
  const detail = { userId: encodeId("user", row.user_id), operatorId: encodeId("operator", row.operator_id) };
  tx.atEnd(appendOutbox(tenantId, [{ type: "impersonation.ended", subject: id, payload: {} }]));
  tx.atEnd(appendAudit(ctx, tenantId, { action: "impersonation.end", target: encodeId("impersonation", id), detail }));
  return row;
}

/** As the domain's `endImpersonation`, above tenants: the tenant is the one that the operator is at work in. */
export async function endByOperator(db: Database, ctx: RequestContext, id: string): Promise<void> {
  const tenantId = authorize(ctx, "impersonation:end");
  const uuid = decodeId("impersonation", id, "input.id");
  await withTransactionAboveTenants(db, (tx) => endRunning(tx.enter(tenantId), ctx, uuid));
}

/** Of an operator, in whatever tenants; each tenant is told in its own log. */
export async function endImpersonationsOf(tx: Tx, ctx: RequestContext, operatorId: string): Promise<void> {
  const running = await tx.query<{ tenant_id: string; id: string }>(selectRunning(operatorId));
  for (const { tenant_id: tenantId, id } of running) await endRunning(tx.enter(tenantId), ctx, id);
}

const selectRunning = (operatorId: string): Statement => ({
  name: "running_impersonations",
  text: `select ${IMPERSONATION_COLUMNS} from identity.impersonation
         where operator_id = $1 and ended_at is null and expires_at > now() order by tenant_id, id`,
  values: [operatorId],
});

/** What an operator has running, with the tenants. */
export async function listRunning(db: Database, operatorId: string): Promise<(Impersonation & { tenantId: string })[]> {
  const rows = await queryOutsideTenants<ImpersonationRow>(db, selectRunning(operatorId));
  return rows.map((row) => ({ ...toImpersonation(row), tenantId: encodeId("tenant", row.tenant_id) }));
}

/** The tenant's uuid. */
export async function tenantOfImpersonation(db: Database, id: string): Promise<string | undefined> {
  const [row] = await queryOutsideTenants<{ tenant_id: string }>(db, {
    name: "tenant_of_impersonation",
    text: "select tenant_id from identity.impersonation where id = $1",
    values: [id],
  });
  return row?.tenant_id;
}
