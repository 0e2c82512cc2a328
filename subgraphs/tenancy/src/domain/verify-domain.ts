import { appendAudit } from "@bulkhead/kernel/audit.ts";
import { readAsTenant, withTenant } from "@bulkhead/kernel/database.ts";
import { AppError, notFound } from "@bulkhead/kernel/error.ts";
import { decodeId, encodeId } from "@bulkhead/kernel/id.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import { requireFresh } from "@bulkhead/kernel/step-up.ts";
import type { TenancyContext } from "../context.ts";
import { isProved, recordOf } from "../domain-record.ts";
import { type Domain, type DomainRow, domainToProve, selectDomain, toDomain } from "../domain-row.ts";
import { ownedByOther, takeDomain } from "../verified-domain.ts";

/**
 * Looks for the record that proves a domain. That another tenant has proved it is told to nobody who has not done so too:
 * who runs its DNS may know.
 */
export async function verifyDomain(ctx: TenancyContext, input: { id: string }): Promise<Domain> {
  const tenantId = authorize(ctx, "domain:verify");
  requireFresh(ctx, "verifyDomain");
  const id = decodeId("domain", input.id, "input.id");
  const [found] = await readAsTenant<DomainRow>(ctx.db, tenantId, selectDomain(tenantId, id));
  if (!found) throw notFound();
  // Before the transaction: the DNS takes its time.
  if (!(await isProved(ctx.resolver, found.name, found.token))) throw recordMissing(found);

  return withTenant(ctx.db, tenantId, async (tx) => {
    const row = await domainToProve(tx, id);
    if (!row) throw notFound();
    const [other] = await tx.query(ownedByOther(tenantId, id, row.name));
    if (other)
      throw new AppError(
        "CONFLICT",
        "Another tenant has verified this domain. It must remove it, or its own record must be gone for three days.",
      );
    tx.surelyAtEnd(takeDomain(tenantId, id, row.name));
    const [[verified]] = await tx.commit<[DomainRow]>([
      {
        name: "verify_domain",
        text: `update tenancy.domain set verified_at = coalesce(verified_at, now()), checked_at = now(), failing_since = null
               where tenant_id = $1 and id = $2 returning verified_at, checked_at`,
        values: [tenantId, id],
      },
      appendOutbox(tenantId, [{ type: "domain.verified", subject: id, payload: { name: row.name } }]),
      appendAudit(ctx, tenantId, {
        action: "domain.verify",
        target: encodeId("domain", id),
        detail: { name: row.name },
      }),
    ]);
    return toDomain({ ...row, ...verified, failing_since: null });
  });
}

function recordMissing({ name, token }: DomainRow): AppError {
  const record = recordOf(name, token);
  const message = `There is no such record yet. Set the TXT record ${record.name} to ${record.value}, wait until your DNS tells it, and try again.`;
  return new AppError("CONFLICT", message, {
    fields: [{ path: "input.id", code: "RECORD_MISSING", message }],
  });
}
