import type { Transaction } from "@bulkhead/kernel/database.ts";
import { AppError } from "@bulkhead/kernel/error.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import { requireFresh } from "@bulkhead/kernel/step-up.ts";
import type { TenancyContext } from "../context.ts";
import { changeBackTo } from "../settings/change.ts";
import type { SomeValues } from "../settings/declared.ts";
import { makeVersion, type VersionMade } from "../settings/new-version.ts";

export interface RollbackTenantConfigInput {
  expectedVersion: number;
  /** 0: as before anything was set. */
  toVersion: number;
  reason: string;
  dryRun?: boolean | null | undefined;
}

/**
 * Adds a version with what the tenant said in an older one, as far as settings, plan and operator allow it today. Secrets
 * do not go back: an older one may be known to whom it was changed for.
 */
export async function rollbackTenantConfig(
  ctx: TenancyContext,
  input: RollbackTenantConfigInput,
): Promise<VersionMade> {
  const tenantId = authorize(ctx, "tenant-config:rollback");
  requireFresh(ctx, "rollbackTenantConfig");
  const { expectedVersion, toVersion, reason, dryRun } = input;
  return makeVersion(ctx, tenantId, {
    expectedVersion,
    reason,
    isDryRun: dryRun === true,
    changeOf: async (state, tx) => changeBackTo(await olderValues(tx, toVersion), state.document.own),
    secrets: new Map(),
    type: "tenant-config.rolled-back",
    action: "tenant-config.rollback",
    rolledBackTo: toVersion,
  });
}

/** As they were stored, so that what would not be taken today is refused and not passed over. */
async function olderValues(tx: Transaction, version: number): Promise<SomeValues> {
  if (version === 0) return {};
  const [row] = await tx.query<{ settings: SomeValues }>({
    name: "older_tenant_setting",
    text: "select settings from tenancy.tenant_setting where tenant_id = $1 and version = $2",
    values: [tx.tenantId, version],
  });
  if (row) return row.settings;
  const message = "The settings have no such version. Choose one of those that are listed, or 0.";
  throw new AppError("BAD_USER_INPUT", message, {
    fields: [{ path: "input.toVersion", code: "UNKNOWN_VERSION", message }],
  });
}
