import { appendAudit } from "@bulkhead/kernel/audit.ts";
import { withTenant } from "@bulkhead/kernel/database.ts";
import { notFound } from "@bulkhead/kernel/error.ts";
import { decodeId, encodeId } from "@bulkhead/kernel/id.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import { requireFresh } from "@bulkhead/kernel/step-up.ts";
import type { TenancyContext } from "../context.ts";
import { type Domain, domainToChange, type JoinPolicy, toDomain } from "../domain-row.ts";
import { joiningRole } from "../joining-role.ts";

export interface UpdateDomainInput {
  id: string;
  join?: JoinPolicy | null | undefined;
  role?: string | null | undefined;
}

/** Changes what a domain offers to people with a proven address of it; what is left out stays. */
export async function updateDomain(ctx: TenancyContext, input: UpdateDomainInput): Promise<Domain> {
  const tenantId = authorize(ctx, "domain:update");
  requireFresh(ctx, "updateDomain");
  const id = decodeId("domain", input.id, "input.id");
  const given = input.role == null ? undefined : await joiningRole(ctx, input.role, "input.role");

  return withTenant(ctx.db, tenantId, async (tx) => {
    const row = await domainToChange(tx, id);
    if (!row) throw notFound();
    // Whoever lets people in answers for the role they get, also for one that somebody else has set.
    const role = given ?? (await joiningRole(ctx, row.role, "input.role"));
    const join = input.join ?? row.join_policy;
    if (role === row.role && join === row.join_policy) return toDomain(row);
    const detail = { name: row.name, join, role };
    await tx.commit([
      {
        name: "update_domain",
        text: "update tenancy.domain set join_policy = $3, role = $4 where tenant_id = $1 and id = $2",
        values: [tenantId, id, join, role],
      },
      appendOutbox(tenantId, [{ type: "domain.updated", subject: id, payload: { name: row.name } }]),
      appendAudit(ctx, tenantId, { action: "domain.update", target: encodeId("domain", id), detail }),
    ]);
    return toDomain({ ...row, join_policy: join, role });
  });
}
