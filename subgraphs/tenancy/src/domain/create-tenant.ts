import { appendAudit } from "@bulkhead/kernel/audit.ts";
import { flushAsTenant, violatedConstraint } from "@bulkhead/kernel/database.ts";
import { conflict, type FieldFault } from "@bulkhead/kernel/error.ts";
import { encodeId } from "@bulkhead/kernel/id.ts";
import { readName, refuseFaults } from "@bulkhead/kernel/input.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import type { TenancyContext } from "../context.ts";
import { DEFAULT_PLAN, placeOnPlan } from "../plan-row.ts";
import type { Tenant } from "../tenant-row.ts";

const SLUG = /^[a-z0-9][a-z0-9-]{0,61}[a-z0-9]$/;

/** Creates the tenant whose new uuid the platform principal carries: even here the tenant comes from the principal. */
export async function createTenant(ctx: TenancyContext, input: { slug: string; name: string }): Promise<Tenant> {
  const tenantId = authorize(ctx, "tenant:create");
  const { slug } = input;
  const faults: FieldFault[] = [];
  if (!SLUG.test(slug)) {
    const message =
      "Give a slug of 2 to 63 lower-case letters, digits and hyphens, with a letter or digit at both ends.";
    faults.push({ path: "input.slug", code: "INVALID_SLUG", message });
  }
  const name = readName(input.name, "input.name", faults);
  refuseFaults(faults);

  const id = encodeId("tenant", tenantId);
  try {
    const [, inserted] = await flushAsTenant(ctx.db, tenantId, [
      { text: "insert into tenancy.tenant_slug (slug, owner) values ($1, $2)", values: [slug, tenantId] },
      {
        text: "insert into tenancy.tenant (tenant_id, slug, name, region) values ($1, $2, $3, $4) returning created_at",
        values: [tenantId, slug, name, ctx.operator.regions[0]],
      },
      placeOnPlan(tenantId, DEFAULT_PLAN),
      appendOutbox(tenantId, [{ type: "tenant.created", subject: tenantId, payload: { slug } }]),
      appendAudit(ctx, tenantId, { action: "tenant.create", target: id, detail: { slug } }),
    ]);
    const [{ created_at: createdAt }] = inserted as [{ created_at: string }];
    return { id, slug, name, status: "ACTIVE", statusReason: null, closesAt: null, closedAt: null, createdAt };
  } catch (error) {
    if (violatedConstraint(error) !== undefined)
      throw conflict("A tenant with this slug exists already. Choose another slug.", error);
    throw error;
  }
}
