import { appendAudit } from "@bulkhead/kernel/audit.ts";
import { violatedConstraint, withTenant } from "@bulkhead/kernel/database.ts";
import { AppError, conflict, notFound } from "@bulkhead/kernel/error.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import type { TenancyContext } from "../context.ts";
import { DEFAULT_TEMPLATE } from "../founding.ts";
import { insertTemplate, type StoredTemplate, selectTemplate, type TemplateRow, toTemplate } from "../template-row.ts";

/**
 * From now on no tenant is made from the template; defining it again offers it again. Errors: NOT_FOUND, CONFLICT (it is
 * the one that stands in where none is named, or it is retired already).
 */
export async function retireTemplate(ctx: TenancyContext, input: { name: string }): Promise<StoredTemplate> {
  const tenantId = authorize(ctx, "template:retire");
  const { name } = input;
  if (name === DEFAULT_TEMPLATE)
    throw new AppError("CONFLICT", `${name} is what a tenant is made from when no template is named. Define it anew.`);

  try {
    return await withTenant(ctx.db, tenantId, async (tx) => {
      const [row] = await tx.query<TemplateRow>(selectTemplate(name));
      if (!row) throw notFound();
      if (row.is_retired) throw new AppError("CONFLICT", "This template is retired already.");
      const next = { ...toTemplate(row), version: row.version + 1, isRetired: true };
      const detail = { version: next.version };
      const [[made]] = await tx.commit<[{ created_at: string }]>([
        insertTemplate(next, ctx.principal.id),
        appendAudit(ctx, tenantId, { action: "template.retire", target: name, detail }),
      ]);
      return { ...next, createdAt: made?.created_at ?? "" };
    });
  } catch (error) {
    if (violatedConstraint(error) === "tenant_template_pkey")
      throw conflict("Somebody else has just changed this template. Look at theirs, then try again.", error);
    throw error;
  }
}
