import { appendAudit } from "@bulkhead/kernel/audit.ts";
import { type Transaction, violatedConstraint, withTenant } from "@bulkhead/kernel/database.ts";
import { AppError, type FieldFault } from "@bulkhead/kernel/error.ts";
import { encodeId } from "@bulkhead/kernel/id.ts";
import { readName, refuseFaults } from "@bulkhead/kernel/input.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import type { TenancyContext } from "../context.ts";
import { changeDocument, type SettingsChange } from "./change.ts";
import { differenceOf, type SettingDifference } from "./difference.ts";
import { type SettingsDocument, storedDocument } from "./document.ts";
import { effectiveOf } from "./layers.ts";
import { refuseLockout } from "./lockout.ts";
import { type SealedSecrets, writeSecrets } from "./secrets.ts";
import { type SettingsRow, type SettingsState, selectSettings, toState } from "./state.ts";
import { type TenantConfig, toTenantConfig } from "./tenant-config.ts";
import { warningsOf, warnOfFactors } from "./warnings.ts";

/** How a version comes about. */
export interface NewVersion {
  expectedVersion: number;
  reason: string;
  isDryRun: boolean;
  /** What it changes, of the state it is made from. Reads in the transaction, and does nothing else. */
  changeOf(state: SettingsState, tx: Transaction): SettingsChange | Promise<SettingsChange>;
  secrets: SealedSecrets;
  /** Outbox event and audit action that tell of it. */
  type: "tenant-config.updated" | "tenant-config.rolled-back";
  action: "tenant-config.update" | "tenant-config.rollback";
  rolledBackTo: number | null;
}

export interface VersionMade {
  tenantConfig: TenantConfig;
  changes: readonly SettingDifference[];
  warnings: readonly string[];
}

/** Adds a version of the tenant's settings, if nobody did since the caller read the one it changes. */
export async function makeVersion(ctx: TenancyContext, tenantId: string, wanted: NewVersion): Promise<VersionMade> {
  const reason = readReason(wanted.reason);
  try {
    const { before, after, changes } = await withTenant(ctx.db, tenantId, async (tx) => {
      const [row] = await tx.query<SettingsRow>(selectSettings(tenantId));
      const before = toState(row, ctx.operator);
      if (before.version !== wanted.expectedVersion) throw versionMismatch();
      const document = changed(ctx, before, await wanted.changeOf(before, tx));
      const changes = differenceOf(before.document.own, document.own);
      const after = { ...before, document, version: before.version + (changes.length === 0 ? 0 : 1) };
      if (changes.length === 0 || wanted.isDryRun) return { before, after, changes };
      const updatedAt = await write(tx, ctx, { ...wanted, reason }, after, changes);
      return { before, after: { ...after, updatedAt }, changes };
    });
    const [was, is] = [effectiveOf(before.document.own, before.above), effectiveOf(after.document.own, after.above)];
    const ofFactors = await warnOfFactors(ctx.db, ctx.lackingFactor, tenantId, was.security, is.security);
    const warnings = [...(ofFactors === undefined ? [] : [ofFactors]), ...warningsOf(was, is)];
    return { tenantConfig: toTenantConfig(after), changes, warnings };
  } catch (error) {
    // Two read the same version; the primary key lets one of them write the next.
    if (violatedConstraint(error) === "tenant_setting_pkey") throw versionMismatch(error);
    throw error;
  }
}

function readReason(given: string): string {
  const faults: FieldFault[] = [];
  const reason = readName(given, "input.reason", faults);
  refuseFaults(faults);
  return reason;
}

function changed(
  ctx: TenancyContext,
  { document, above, version }: SettingsState,
  change: SettingsChange,
): SettingsDocument {
  const faults: FieldFault[] = [];
  const made = changeDocument(document, change, { above, version: version + 1, faults });
  refuseFaults(faults);
  const [was, is] = [effectiveOf(document.own, above), effectiveOf(made.own, above)];
  refuseLockout(ctx, was.security, is.security, faults);
  refuseFaults(faults);
  return made;
}

/** Version, secrets, event and audit event, or none of them. Answers when the version was made. */
async function write(
  tx: Transaction,
  ctx: TenancyContext,
  { type, action, reason, secrets, rolledBackTo }: NewVersion,
  { version, document }: SettingsState,
  changes: readonly SettingDifference[],
): Promise<string> {
  const { tenantId } = tx;
  const names = changes.map(({ path }) => path).sort();
  const [inserted] = await tx.commit<[{ created_at: string }]>([
    {
      name: "add_tenant_setting",
      text: `insert into tenancy.tenant_setting (tenant_id, version, settings, created_by, reason, rolled_back_to)
             values ($1, $2, $3, $4, $5, $6) returning created_at`,
      values: [tenantId, version, JSON.stringify(storedDocument(document)), ctx.principal.id, reason, rolledBackTo],
    },
    ...writeSecrets(tenantId, version, secrets),
    appendOutbox(tenantId, [{ type, subject: tenantId, payload: { version, changed: names } }]),
    appendAudit(ctx, tenantId, {
      action,
      target: encodeId("tenant", tenantId),
      detail: { from: version - 1, to: version, changed: names, ...(rolledBackTo === null ? {} : { rolledBackTo }) },
      // Free text may name people: it must be possible to erase it.
      personal: { reason },
    }),
  ]);
  return inserted[0]?.created_at ?? "";
}

function versionMismatch(cause?: unknown): AppError {
  const message = "The settings have changed since you read that version. Read them again and repeat your change.";
  return new AppError("VERSION_MISMATCH", message, { cause });
}
