import { appendAudit } from "@bulkhead/kernel/audit.ts";
import type { RequestContext } from "@bulkhead/kernel/context.ts";
import type { Statement } from "@bulkhead/kernel/database.ts";
import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { enqueueJob } from "@bulkhead/kernel/job-enqueue.ts";
import { appendOutbox, type OutboxEvent } from "@bulkhead/kernel/outbox.ts";
import { initialSettings } from "./initial-settings.ts";
import { placeOnPlan } from "./plan-row.ts";
import { ADMIN } from "./roles.ts";
import type { StoredTemplate } from "./template-row.ts";

/** What a tenant is made from when nothing else is said. */
export const DEFAULT_TEMPLATE = "standard";

/** The data room's job that makes the collections a tenant begins with. */
export const STARTER_COLLECTIONS_JOB = "data.starter-collections";

export interface Founding {
  tenantId: string;
  slug: string;
  name: string;
  template: StoredTemplate;
  /** uuid of a user of identity; absent where the operator makes the Admin in a step of its own. */
  adminUserId?: string | undefined;
}

/** What makes a tenant, in one transaction: whoever sees it sees all of it, and its Admin. */
export function foundingStatements(ctx: RequestContext, founding: Founding): [tenant: Statement, ...Statement[]] {
  const { tenantId, slug, name, template, adminUserId } = founding;
  const admin = adminUserId === undefined ? undefined : { id: newUuid(), userId: encodeId("user", adminUserId) };
  const events: OutboxEvent[] = [
    { type: "tenant.created", subject: tenantId, payload: { slug } },
    ...(admin ? [{ type: "member.added", subject: admin.id, payload: { userId: admin.userId, role: ADMIN } }] : []),
  ];
  const detail = { slug, template: template.name, templateVersion: template.version };
  return [
    {
      name: "create_tenant",
      text: `insert into tenancy.tenant (tenant_id, slug, name, plan, region, template, template_version)
             values ($1, $2, $3, $4, $5, $6, $7) returning created_at`,
      values: [tenantId, slug, name, template.plan, template.region, template.name, template.version],
    },
    ...initialRoles(ctx, founding),
    ...initialSettings(tenantId, template, ctx.principal.id),
    placeOnPlan(tenantId, template.plan),
    ...(admin
      ? [
          {
            name: "first_admin",
            text: "insert into tenancy.member (tenant_id, id, user_id, role) values ($1, $2, $3, $4)",
            values: [tenantId, admin.id, adminUserId, ADMIN],
          },
          appendAudit(ctx, tenantId, {
            action: "member.add",
            target: encodeId("member", admin.id),
            detail: { userId: admin.userId, role: ADMIN },
          }),
        ]
      : []),
    ...(template.collections.length > 0
      ? [
          enqueueJob(ctx, tenantId, {
            kind: STARTER_COLLECTIONS_JOB,
            key: "first",
            payload: { collections: template.collections },
          }),
        ]
      : []),
    appendOutbox(tenantId, events),
    appendAudit(ctx, tenantId, { action: "tenant.create", target: encodeId("tenant", tenantId), detail }),
  ];
}

function initialRoles(ctx: RequestContext, { tenantId, template }: Founding): Statement[] {
  if (template.roles.length === 0) return [];
  const roles = template.roles.map((role) => ({ ...role, id: newUuid() }));
  return [
    {
      name: "initial_roles",
      text: `insert into tenancy.role (tenant_id, id, name, description, permissions, collections, created_by)
             select $1, id, name, description, permissions, collections, $3
             from jsonb_to_recordset($2) as role (id uuid, name text, description text, permissions text[], collections text[])`,
      values: [tenantId, JSON.stringify(roles), ctx.principal.id],
    },
  ];
}
