import { appendAudit } from "@bulkhead/kernel/audit.ts";
import { withTenant } from "@bulkhead/kernel/database.ts";
import { notFound } from "@bulkhead/kernel/error.ts";
import { decodeId, encodeId } from "@bulkhead/kernel/id.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import type { TenancyContext } from "../context.ts";
import { domainToChange } from "../domain-row.ts";
import { letGoOfDomain } from "../verified-domain.ts";

/** Takes a domain away: nobody joins by it any more, and another tenant may verify it. Members stay. */
export async function removeDomain(ctx: TenancyContext, input: { id: string }): Promise<{ id: string }> {
  const tenantId = authorize(ctx, "domain:remove");
  const id = decodeId("domain", input.id, "input.id");

  return withTenant(ctx.db, tenantId, async (tx) => {
    const row = await domainToChange(tx, id);
    if (!row) throw notFound();
    const target = encodeId("domain", id);
    const { name } = row;
    await tx.commit([
      {
        name: "remove_domain",
        text: "delete from tenancy.domain where tenant_id = $1 and id = $2",
        values: [tenantId, id],
      },
      letGoOfDomain(tenantId, id, name),
      appendOutbox(tenantId, [{ type: "domain.removed", subject: id, payload: { name } }]),
      appendAudit(ctx, tenantId, { action: "domain.remove", target, detail: { name } }),
    ]);
    return { id: target };
  });
}
