import { appendAudit } from "@bulkhead/kernel/audit.ts";
import { violatedConstraint, withTenant } from "@bulkhead/kernel/database.ts";
import { AppError, type FieldFault } from "@bulkhead/kernel/error.ts";
import { encodeId } from "@bulkhead/kernel/id.ts";
import { refuseFaults } from "@bulkhead/kernel/input.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import { requireFresh } from "@bulkhead/kernel/step-up.ts";
import type { TenancyContext } from "../context.ts";
import { type SettingRow, selectSetting, type TenantConfig, toTenantConfig } from "../setting-row.ts";
import { changeDocument, changedNames, documentOf, type SettingsChange } from "../settings.ts";

export interface UpdateTenantConfigInput extends SettingsChange {
  expectedVersion: number;
}

/** Adds the next version of the tenant's settings, if nobody did since the caller read the one it changes. */
export async function updateTenantConfig(ctx: TenancyContext, input: UpdateTenantConfigInput): Promise<TenantConfig> {
  const tenantId = authorize(ctx, "tenant-config:update");
  requireFresh(ctx, "updateTenantConfig");
  try {
    return await withTenant(ctx.db, tenantId, async (tx) => {
      const [row] = await tx.query<SettingRow>(selectSetting(tenantId));
      const before = toTenantConfig(row);
      if (before.version !== input.expectedVersion) throw versionMismatch();
      const faults: FieldFault[] = [];
      const settings = changeDocument(documentOf(before), input, faults);
      refuseFaults(faults);
      const changed = changedNames(before, settings);
      if (changed.length === 0) return before;

      const version = before.version + 1;
      const inserted = await tx.query<SettingRow>({
        name: "update_tenant_config",
        text: `insert into tenancy.tenant_setting (tenant_id, version, settings, created_by)
                 values ($1, $2, $3, $4) returning version, settings, created_at`,
        values: [tenantId, version, JSON.stringify(settings), ctx.principal.id],
      });
      tx.atEnd(
        appendOutbox(tenantId, [{ type: "tenant-config.updated", subject: tenantId, payload: { version, changed } }]),
      );
      tx.atEnd(
        appendAudit(ctx, tenantId, {
          action: "tenant-config.update",
          target: encodeId("tenant", tenantId),
          detail: { from: before.version, to: version, changed },
        }),
      );
      return toTenantConfig(inserted[0]);
    });
  } catch (error) {
    // Two read the same version; the primary key lets one of them write the next.
    if (violatedConstraint(error) === "tenant_setting_pkey") throw versionMismatch(error);
    throw error;
  }
}

function versionMismatch(cause?: unknown): AppError {
  const message = "The settings have changed since you read that version. Read them again and repeat your change.";
  return new AppError("VERSION_MISMATCH", message, { cause });
}
