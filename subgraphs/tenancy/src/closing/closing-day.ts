import { type AuditEvent, appendAudit } from "@bulkhead/kernel/audit.ts";
import { type Transaction, withTransactionAboveTenants } from "@bulkhead/kernel/database.ts";
import { AppError, type FieldFault, notFound } from "@bulkhead/kernel/error.ts";
import { encodeId } from "@bulkhead/kernel/id.ts";
import { readName, refuseFaults } from "@bulkhead/kernel/input.ts";
import { INSTALLATION_ID } from "@bulkhead/kernel/installation.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import { refuseOtherSlug } from "../confirm-slug.ts";
import type { TenancyContext } from "../context.ts";
import { lockTenant, type Tenant, type TenantRow, toTenant } from "../tenant-row.ts";

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
  return changeDay(ctx, tenantId, confirmSlug, recording, async (tx, before) => {
    if (before.closes_at !== null)
      throw new AppError("CONFLICT", `This tenant is closing already, on ${before.closes_at}. Reopen it first.`);
    const now = new Date();
    const closesAt = new Date(now.getTime() + graceDays * DAY_MS).toISOString();
    const [[after]] = await Promise.all([
      tx.query<Partial<TenantRow>>({
        text: `update tenancy.tenant set closes_at = $2, close_reason = $3, close_requested_by = $4, close_requested_at = $5,
                 status = case status when 'ACTIVE' then 'CLOSING' else status end
               where tenant_id = $1 returning status, closes_at`,
        values: [tenantId, closesAt, reason, ctx.principal.id, now.toISOString()],
      }),
      tx.query(appendOutbox(tenantId, [{ type: "tenant.closing", subject: tenantId, payload: { closesAt } }])),
    ]);
    return { after: { close_reason: reason, ...after }, detail: { closesAt, graceDays }, personal: { reason } };
  });
}

/** Calls a closing off. Once its day has come it is too late, whether or not destroying has begun. */
export async function takeClosingDayBack(
  ctx: TenancyContext,
  tenantId: string,
  confirmSlug: string,
  recording: Recording,
): Promise<Tenant> {
  return changeDay(ctx, tenantId, confirmSlug, recording, async (tx, before) => {
    if (before.closes_at === null) throw new AppError("CONFLICT", "This tenant is not closing.");
    if (before.status === "CLOSED" || Date.parse(before.closes_at) <= Date.now())
      throw new AppError("CONFLICT", "It is too late: the day on which this tenant is destroyed has come.");
    const [[after]] = await Promise.all([
      tx.query<Partial<TenantRow>>({
        text: `update tenancy.tenant set closes_at = null, close_reason = null, close_requested_by = null,
                 close_requested_at = null, status = case status when 'CLOSING' then 'ACTIVE' else status end
               where tenant_id = $1 returning status, closes_at, close_reason`,
        values: [tenantId],
      }),
      tx.query(appendOutbox(tenantId, [{ type: "tenant.reopened", subject: tenantId, payload: {} }])),
    ]);
    return { after: after ?? {} };
  });
}

interface Changed extends Pick<AuditEvent, "detail" | "personal"> {
  after: Partial<TenantRow>;
}

/** Of the tenant that is confirmed, in one transaction with what is recorded of it. */
async function changeDay(
  ctx: TenancyContext,
  tenantId: string,
  confirmSlug: string,
  { action, alsoInstallation = false }: Recording,
  change: (tx: Transaction, before: TenantRow) => Promise<Changed>,
): Promise<Tenant> {
  const tenant = await withTransactionAboveTenants(ctx.db, async (above) => {
    const tx = above.enter(tenantId);
    const [before] = await tx.query<TenantRow>(lockTenant(tenantId));
    if (!before) throw notFound();
    refuseOtherSlug(before.slug, confirmSlug);
    const { after, detail, personal } = await change(tx, before);
    const event = { action, target: encodeId("tenant", tenantId), ...(detail ? { detail } : {}) };
    await tx.query(appendAudit(ctx, tenantId, { ...event, ...(personal ? { personal } : {}) }));
    // Without the reason, which may name people of the tenant: this stays when all else of it is gone.
    if (alsoInstallation) await above.enter(INSTALLATION_ID).query(appendAudit(ctx, INSTALLATION_ID, event));
    return toTenant(tenantId, { ...before, ...after });
  });
  await ctx.feed.settled();
  return tenant;
}
