import { appendAudit } from "@bulkhead/kernel/audit.ts";
import { violatedConstraint, withTenant } from "@bulkhead/kernel/database.ts";
import { AppError, conflict, type FieldFault } from "@bulkhead/kernel/error.ts";
import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { refuseFaults } from "@bulkhead/kernel/input.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import { requireFresh } from "@bulkhead/kernel/step-up.ts";
import { takeTurn } from "@bulkhead/kernel/turn.ts";
import type { TenancyContext } from "../context.ts";
import { readDomainName } from "../domain-name.ts";
import { makeToken } from "../domain-record.ts";
import { DOMAIN_COLUMNS, type Domain, type DomainRow, type JoinPolicy, toDomain } from "../domain-row.ts";
import { DEFAULT_JOINING_ROLE, joiningRole } from "../joining-role.ts";

export const MAX_DOMAINS = 50;

export interface AddDomainInput {
  name: string;
  join?: JoinPolicy | null | undefined;
  role?: string | null | undefined;
}

/** Adds a domain, to be proved. Another tenant may do so too: whose it is, its DNS tells. */
export async function addDomain(ctx: TenancyContext, input: AddDomainInput): Promise<Domain> {
  const tenantId = authorize(ctx, "domain:add");
  requireFresh(ctx, "addDomain");
  const faults: FieldFault[] = [];
  const name = readDomainName(input.name, "input.name", faults);
  refuseFaults(faults);
  const join = input.join ?? "OFF";
  const role = await joiningRole(ctx, input.role ?? DEFAULT_JOINING_ROLE, "input.role");

  const id = newUuid();
  const target = encodeId("domain", id);
  try {
    return await withTenant(ctx.db, tenantId, async (tx) => {
      const [, [counted]] = await Promise.all([
        tx.query(takeTurn(`domains ${tenantId}`)),
        tx.query<{ count: number }>({
          name: "count_domains",
          text: "select count(*)::int as count from tenancy.domain where tenant_id = $1",
          values: [tenantId],
        }),
      ]);
      if ((counted?.count ?? 0) >= MAX_DOMAINS)
        throw new AppError("CONFLICT", `This tenant has the ${MAX_DOMAINS} domains it may have. Remove one first.`);
      const [[row]] = await tx.commit<[DomainRow]>([
        {
          name: "add_domain",
          text: `insert into tenancy.domain (tenant_id, id, name, token, join_policy, role, created_by)
                 values ($1, $2, $3, $4, $5, $6, $7) returning ${DOMAIN_COLUMNS}`,
          values: [tenantId, id, name, makeToken(), join, role, ctx.principal.id],
        },
        appendOutbox(tenantId, [{ type: "domain.added", subject: id, payload: { name } }]),
        appendAudit(ctx, tenantId, { action: "domain.add", target, detail: { name, join, role } }),
      ]);
      return toDomain(row as DomainRow);
    });
  } catch (error) {
    if (violatedConstraint(error) !== "domain_once_per_name") throw error;
    const message = "Your tenant has this domain already. Verify it, or change it.";
    throw conflict(message, error, [{ path: "input.name", code: "TAKEN", message }]);
  }
}
