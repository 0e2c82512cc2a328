import { appendAudit } from "@bulkhead/kernel/audit.ts";
import { violatedConstraint, withTenant } from "@bulkhead/kernel/database.ts";
import { conflict, type FieldFault } from "@bulkhead/kernel/error.ts";
import { refuseFaults } from "@bulkhead/kernel/input.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import { requireFresh } from "@bulkhead/kernel/step-up.ts";
import type { TenancyContext } from "../context.ts";
import { readTemplate } from "../template.ts";
import { insertTemplate, type StoredTemplate, selectTemplate, type TemplateRow } from "../template-row.ts";

/**
 * Adds a version of a template, the first one of a name that is new. Tenants that were made from an older version stay as
 * they are. Errors: BAD_USER_INPUT with everything that is wrong with it, CONFLICT (somebody else has just defined it).
 */
export async function defineTemplate(ctx: TenancyContext, input: { template: unknown }): Promise<StoredTemplate> {
  const tenantId = authorize(ctx, "template:define");
  requireFresh(ctx, "defineTemplate");
  const faults: FieldFault[] = [];
  const template = readTemplate(input.template, ctx.checkCollection, faults);
  refuseFaults(faults.map((fault) => ({ ...fault, path: `input.${fault.path}` })));

  try {
    return await withTenant(ctx.db, tenantId, async (tx) => {
      const [[before], plans] = await Promise.all([
        tx.query<TemplateRow>(selectTemplate(template.name)),
        tx.query({ text: "select from tenancy.plan where name = $1 limit 1", values: [template.plan] }),
      ]);
      if (plans.length === 0)
        refuseFaults([{ path: "input.plan", code: "UNKNOWN", message: `There is no plan ${template.plan}.` }]);
      const next = { ...template, version: (before?.version ?? 0) + 1, isRetired: false };
      const { name, version } = next;
      const [[made]] = await tx.commit<[{ created_at: string }]>([
        insertTemplate(next, ctx.principal.id),
        appendAudit(ctx, tenantId, { action: "template.define", target: name, detail: { version } }),
      ]);
      return { ...next, createdAt: made?.created_at ?? "" };
    });
  } catch (error) {
    if (violatedConstraint(error) === "tenant_template_pkey")
      throw conflict("Somebody else has just defined this template. Look at theirs, then try again.", error);
    throw error;
  }
}
