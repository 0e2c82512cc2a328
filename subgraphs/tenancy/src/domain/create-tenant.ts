import { type Statement, type Transaction, violatedConstraint, withTenant } from "@bulkhead/kernel/database.ts";
import { AppError, type FieldFault } from "@bulkhead/kernel/error.ts";
import { encodeId } from "@bulkhead/kernel/id.ts";
import { readName, refuseFaults } from "@bulkhead/kernel/input.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import type { TenancyContext } from "../context.ts";
import { DEFAULT_TEMPLATE, foundingStatements } from "../founding.ts";
import { readSlug } from "../slug.ts";
import {
  type StoredTemplate,
  selectTemplate,
  selectTemplateVersion,
  type TemplateRow,
  toTemplate,
} from "../template-row.ts";
import { refused, slugIsFree, slugIsHeld, takeHeldSlug, takeSlug } from "../tenant-directory.ts";
import type { Tenant } from "../tenant-row.ts";

export interface CreateTenantInput {
  slug: string;
  name: string;
  /** Absent: `standard`. */
  template?: string | undefined;
  /** Absent: the one that holds. */
  templateVersion?: number | undefined;
  /** Where its data is kept, one of those that the installation serves. Absent: the template's. */
  region?: string | undefined;
  /** By somebody who makes a tenant of their own: uuid of the user who they are in it, for whom the slug is held. */
  foundedBy?: string | undefined;
}

/**
 * Creates the tenant whose new uuid the principal carries: even here the tenant comes from the principal. With somebody
 * who founds it, their membership as Admin is in the same transaction, and doing it again changes nothing. Errors:
 * BAD_USER_INPUT, CONFLICT (the slug is taken, or is no longer held for this tenant) with another slug as a proposal.
 */
export async function createTenant(ctx: TenancyContext, input: CreateTenantInput): Promise<Tenant> {
  const tenantId = authorize(ctx, "tenant:create");
  const faults: FieldFault[] = [];
  const slug = readSlug(input.slug, "input.slug", faults);
  const name = readName(input.name, "input.name", faults);
  checkRegion(ctx, input.region, faults);
  refuseFaults(faults);

  try {
    return await withTenant(ctx.db, tenantId, async (tx) => {
      const [[existing], free, template] = await Promise.all([
        tx.query<Omit<Tenant, "id">>(EXISTING(tenantId)),
        tx.query(input.foundedBy === undefined ? slugIsFree(tenantId, slug) : slugIsHeld(tenantId, slug)),
        readTemplate(tx, input),
      ]);
      if (existing && input.foundedBy !== undefined) return { id: encodeId("tenant", tenantId), ...existing };
      if (free.length === 0) throw new SlugTaken();
      const region = input.region ?? regionFor(ctx, template);
      const founding = { tenantId, slug, name, template: { ...template, region }, adminUserId: input.foundedBy };
      tx.surelyAtEnd(slugFor(tenantId, input));
      const [[made]] = await tx.commit<[{ created_at: string }]>(foundingStatements(ctx, founding));
      const fresh = { status: "ACTIVE" as const, statusReason: null, closesAt: null, closedAt: null };
      return { id: encodeId("tenant", tenantId), slug, name, ...fresh, createdAt: made?.created_at ?? "" };
    });
  } catch (error) {
    const violated = violatedConstraint(error);
    // Twice at once: the one that came first has made it.
    if (violated === "tenant_pkey" && input.foundedBy !== undefined) return createTenant(ctx, input);
    if (error instanceof SlugTaken || violated !== undefined) throw await refused(ctx.db, "CONFLICT", slug);
    throw error;
  }
}

function checkRegion({ operator }: TenancyContext, region: string | undefined, faults: FieldFault[]): void {
  if (region === undefined || operator.regions.includes(region)) return;
  const message = `This installation serves ${operator.regions.join(", ")}. Choose one of these regions, or leave it out.`;
  faults.push({ path: "input.region", code: "UNKNOWN_REGION", message });
}

/** Of a template that names a region which this installation does not serve (any more), the first that it does. */
function regionFor({ operator: { regions } }: TenancyContext, { region }: StoredTemplate): string {
  return regions.includes(region) ? region : (regions[0] ?? region);
}

/** So that the transaction is over before a free one is looked for. */
class SlugTaken extends Error {}

const EXISTING = (tenantId: string): Statement => ({
  name: "existing_tenant",
  text: `select slug, name, status, suspended_reason as "statusReason", closes_at as "closesAt",
           closed_at as "closedAt", created_at as "createdAt" from tenancy.tenant where tenant_id = $1`,
  values: [tenantId],
});

function slugFor(tenantId: string, { slug, foundedBy }: CreateTenantInput): Statement {
  return foundedBy === undefined ? takeSlug(tenantId, slug) : takeHeldSlug(tenantId, slug);
}

async function readTemplate(tx: Transaction, input: CreateTenantInput): Promise<StoredTemplate> {
  const { template: name = DEFAULT_TEMPLATE, templateVersion } = input;
  const [row] = await tx.query<TemplateRow>(
    templateVersion === undefined ? selectTemplate(name) : selectTemplateVersion(name, templateVersion),
  );
  // Somebody who has chosen a version gets what they chose, whatever became of it since.
  if (row && (!row.is_retired || templateVersion !== undefined)) return toTemplate(row);
  const message = `There is no template ${name}. See \`bulkhead templates\`.`;
  throw new AppError("BAD_USER_INPUT", message, { fields: [{ path: "input.template", code: "UNKNOWN", message }] });
}
