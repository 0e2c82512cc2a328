import { readAsTenant } from "@bulkhead/kernel/database.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import type { TenancyContext } from "../context.ts";
import { SELECT_TEMPLATES, type StoredTemplate, type TemplateRow, toTemplate } from "../template-row.ts";

/** The version that holds of every template, by name; retired ones too. */
export async function templates(ctx: TenancyContext): Promise<StoredTemplate[]> {
  const tenantId = authorize(ctx, "template:read");
  return (await readAsTenant<TemplateRow>(ctx.db, tenantId, SELECT_TEMPLATES)).map(toTemplate);
}
