import { type AuditEvent, appendAudit } from "@bulkhead/kernel/audit.ts";
import { type Statement, withTransactionAboveTenants } from "@bulkhead/kernel/database.ts";
import { AppError, type FieldFault } from "@bulkhead/kernel/error.ts";
import { encodeId } from "@bulkhead/kernel/id.ts";
import { readName, refuseFaults } from "@bulkhead/kernel/input.ts";
import { INSTALLATION_ID } from "@bulkhead/kernel/installation.ts";
import { appendOutbox, type OutboxEvent } from "@bulkhead/kernel/outbox.ts";
import { refuseOtherSlug } from "../confirm-slug.ts";
import type { TenancyContext } from "../context.ts";
import { type Tenant, type TenantRow, tenantToChange, toTenant } from "../tenant-row.ts";

export interface ClosingInput {
  reason: string;
  confirmSlug: string;
  graceDays?: number | null | undefined;
}

const DEFAULT_GRACE_DAYS = 30;
export const MAX_GRACE_DAYS = 90;
/** Long enough that whoever did not ask for it notices. Whoever is at the machine itself knows what they do. */
export const LEAST_GRACE_DAYS = 7;
const DAY_MS = 86_400_000;

interface Closing {
  reason: string;
  confirmSlug: string;
  graceDays: number;
}

/** How a change of the day is recorded. */
export interface Recording {
  action: string;
  /** In the installation's log as well: the tenant's own is destroyed with it. */
  alsoInstallation?: boolean;
}

export function readClosing(ctx: TenancyContext, input: ClosingInput): Closing {
  const faults: FieldFault[] = [];
  const reason = readName(input.reason, "input.reason", faults);
  const graceDays = input.graceDays ?? DEFAULT_GRACE_DAYS;
  const least = ctx.principal.kind === "platform" ? 0 : LEAST_GRACE_DAYS;
  if (!Number.isInteger(graceDays) || graceDays < least || graceDays > MAX_GRACE_DAYS) {
    const message = `Give a whole number of days from ${least} to ${MAX_GRACE_DAYS}.`;
    faults.push({ path: "input.graceDays", code: "OUT_OF_RANGE", message });
  }
  refuseFaults(faults);
  return { reason, confirmSlug: input.confirmSlug, graceDays };
}

/** Sets the day on which everything the tenant has is destroyed. A suspended one stays suspended until then. */
export async function setClosingDay(
  ctx: TenancyContext,
  tenantId: string,
  { reason, confirmSlug, graceDays }: Closing,
  recording: Recording,
): Promise<Tenant> {
  return changeDay(ctx, tenantId, confirmSlug, recording, (before) => {
    if (before.closes_at !== null)
      throw new AppError("CONFLICT", `This tenant is closing already, on ${before.closes_at}. Reopen it first.`);
    const now = new Date();
    const closesAt = new Date(now.getTime() + graceDays * DAY_MS).toISOString();
    return {
      update: {
        text: `update tenancy.tenant set closes_at = $2, close_reason = $3, close_requested_by = $4, close_requested_at = $5,
                 status = case status when 'ACTIVE' then 'CLOSING' else status end
               where tenant_id = $1 returning status, closes_at, close_reason`,
        values: [tenantId, closesAt, reason, ctx.principal.id, now.toISOString()],
      },
      event: { type: "tenant.closing", subject: tenantId, payload: { closesAt } },
      detail: { closesAt, graceDays },
      personal: { reason },
    };
  });
}

/** Calls a closing off. Once its day has come it is too late, whether or not destroying has begun. */
export async function takeClosingDayBack(
  ctx: TenancyContext,
  tenantId: string,
  confirmSlug: string,
  recording: Recording,
): Promise<Tenant> {
  return changeDay(ctx, tenantId, confirmSlug, recording, (before) => {
    if (before.closes_at === null) throw new AppError("CONFLICT", "This tenant is not closing.");
    if (before.status === "CLOSED" || Date.parse(before.closes_at) <= Date.now())
      throw new AppError("CONFLICT", "It is too late: the day on which this tenant is destroyed has come.");
    return {
      update: {
        text: `update tenancy.tenant set closes_at = null, close_reason = null, close_requested_by = null,
                 close_requested_at = null, status = case status when 'CLOSING' then 'ACTIVE' else status end
               where tenant_id = $1 returning status, closes_at, close_reason`,
        values: [tenantId],
      },
      event: { type: "tenant.reopened", subject: tenantId, payload: {} },
    };
  });
}

interface Change extends Pick<AuditEvent, "detail" | "personal"> {
  update: Statement;
  event: OutboxEvent;
}

/** Of the tenant that is confirmed, in one transaction with what is recorded of it. */
async function changeDay(
  ctx: TenancyContext,
  tenantId: string,
  confirmSlug: string,
  { action, alsoInstallation = false }: Recording,
  change: (before: TenantRow) => Change,
): Promise<Tenant> {
  const tenant = await withTransactionAboveTenants(ctx.db, async (above) => {
    const tx = above.enter(tenantId);
    const before = await tenantToChange(tx);
    refuseOtherSlug(before.slug, confirmSlug);
    const { update, event, detail, personal } = change(before);
    const recorded = { action, target: encodeId("tenant", tenantId), ...(detail ? { detail } : {}) };
    // Without the reason, which may name people of the tenant: this stays when all else of it is gone.
    if (alsoInstallation) above.enter(INSTALLATION_ID).atEnd(appendAudit(ctx, INSTALLATION_ID, recorded));
    const [[after]] = await tx.commit<[Partial<TenantRow>]>([
      update,
      appendOutbox(tenantId, [event]),
      appendAudit(ctx, tenantId, { ...recorded, ...(personal ? { personal } : {}) }),
    ]);
    return toTenant(tenantId, { ...before, ...after });
  });
  await ctx.feed.settled();
  return tenant;
}
