import { appendAudit } from "@bulkhead/kernel/audit.ts";
import type { RequestContext } from "@bulkhead/kernel/context.ts";
import { type Database, withTenant } from "@bulkhead/kernel/database.ts";
import type { Envelope } from "@bulkhead/kernel/envelope.ts";
import { encodeId } from "@bulkhead/kernel/id.ts";
import { INSTALLATION_ID } from "@bulkhead/kernel/installation.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import { turnAtTenant } from "../change-members.ts";
import { NOTHING_YET } from "./closure.ts";

const PURPOSE = "closure recipients";

export interface BeginDeps {
  /** Signed in as bulkhead_destroyer. */
  destroyer: Database;
  /** Of the installation. */
  envelope: Envelope;
  /** Addresses of the tenant's Admins, who get the certificate when nothing else of them is known any more. */
  adminAddresses(tenantId: string): Promise<readonly string[]>;
}

interface TenantRow {
  slug: string;
  status: string;
  is_due: boolean | null;
  close_requested_by: string | null;
  close_requested_at: string | null;
}

/**
 * Closes a tenant whose day has come: from this commit on, nothing of it works within a second anywhere. Answers whether it
 * is closed; a tenant that was reopened in time is not, and is left alone.
 */
export async function beginDestruction(deps: BeginDeps, ctx: RequestContext, tenantId: string): Promise<boolean> {
  const recipients = Buffer.from(JSON.stringify(await deps.adminAddresses(tenantId)));
  const sealed = await deps.envelope.seal(INSTALLATION_ID, PURPOSE, [tenantId], recipients);
  return withTenant(deps.destroyer, tenantId, async (tx) => {
    const [, [tenant]] = await Promise.all([
      tx.query(turnAtTenant(tenantId)),
      tx.query<TenantRow>({
        text: `select slug, status, closes_at <= now() as is_due, close_requested_by, close_requested_at
               from tenancy.tenant where tenant_id = $1`,
        values: [tenantId],
      }),
    ]);
    if (tenant?.status === "CLOSED") return true;
    if (!tenant?.is_due) return false;
    const { slug, close_requested_by: by, close_requested_at: at } = tenant;
    await tx.commit([
      {
        text: `update tenancy.tenant set status = 'CLOSED', closed_at = now(), suspended_reason = null where tenant_id = $1`,
        values: [tenantId],
      },
      {
        text: `insert into tenancy.closure_certificate (owner, slug, requested_by, requested_at, closed_at, progress, recipients)
               values ($1, $2, $3, $4, now(), $5, $6)`,
        values: [tenantId, slug, by, at, JSON.stringify(NOTHING_YET), sealed],
      },
      appendOutbox(tenantId, [{ type: "tenant.closed", subject: tenantId, payload: {} }]),
      appendAudit(ctx, tenantId, { action: "tenant.destroy", target: encodeId("tenant", tenantId) }),
    ]);
    return true;
  });
}

/** The addresses that were sealed then. */
export async function openRecipients(envelope: Envelope, tenantId: string, sealed: Buffer | null): Promise<string[]> {
  if (sealed === null) return [];
  return JSON.parse(String(await envelope.open(INSTALLATION_ID, PURPOSE, [tenantId], sealed))) as string[];
}
