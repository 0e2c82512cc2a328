import { permissionsOfOperator } from "@bulkhead/kernel/operator-role.ts";
import { operatorTenantPage, operatorTenantsPage, type ShownTenant } from "../pages/operator-tenant-pages.ts";
import { TEXTS } from "../pages/texts.ts";
import type { OAuthDeps } from "./deps.ts";
import type { OperatorPage } from "./operator-page.ts";
import { type Refused, refusalOf } from "./operator-refusal.ts";
import { frameOf, requireOperator, type SignedInOperator } from "./operator-session.ts";
import { type PageContext, readForm, showPage } from "./page-context.ts";

const PAGE = 50;

interface TenantsAnswer {
  nodes: ShownTenant[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}

/** `/operator?q=…&after=…`: the directory. */
export const answerTenants: OperatorPage = async (deps, ctx) => {
  if (ctx.method !== "GET") return;
  const operator = await requireOperator(deps, ctx);
  if (operator) await showTenants(deps, ctx, operator);
};

/** With what was just done or refused. */
export async function showTenants(
  deps: OAuthDeps,
  ctx: PageContext,
  operator: SignedInOperator,
  { fault, done, status = 200 }: Partial<Refused> & { done?: string } = {},
): Promise<void> {
  const search = textOf(ctx.query.q);
  const after = textOf(ctx.query.after);
  const input = { filter: { text: search }, first: PAGE, after: after || null };
  const frame = { ...frameOf(operator, "tenants"), fault, done };
  const running = await deps.operators.running(operator.session.operatorId);
  try {
    const found = (await deps.operateTenancy(operator.request, "tenants", input)) as TenantsAnswer;
    const { hasNextPage, endCursor } = found.pageInfo;
    const next = hasNextPage ? (endCursor ?? undefined) : undefined;
    const props = { ...frame, tenants: found.nodes, search, next, isFirst: after === "", running };
    showPage(ctx, status, operatorTenantsPage(props));
  } catch (error) {
    const refused = refusalOf(ctx, error);
    if (!refused) return;
    const props = { ...frame, ...refused, tenants: [], search, isFirst: true, running };
    showPage(ctx, refused.status, operatorTenantsPage(props));
  }
}

const OPERATIONS = ["suspendTenant", "resumeTenant", "changeTenantPlan"] as const;

/** `/operator/tenant?id=…`: one tenant, and what can be done with it. */
export const answerTenant: OperatorPage = async (deps, ctx) => {
  const form = ctx.method === "GET" ? undefined : await readForm(ctx, deps.issuer);
  const operator = await requireOperator(deps, ctx);
  if (!operator) return;
  const id = form?.get("id") ?? textOf(ctx.query.id);
  const operation = OPERATIONS.find((one) => one === form?.get("do"));
  if (!operation) return showTenant(deps, ctx, operator, id);
  const input = { tenantId: id, reason: form?.get("reason") ?? "", plan: form?.get("plan") ?? "" };
  try {
    await deps.operateTenancy(operator.request, operation, input);
    await showTenant(deps, ctx, operator, id, { done: TEXTS.operators.tenant.done[operation] });
  } catch (error) {
    const refused = refusalOf(ctx, error);
    if (refused) await showTenant(deps, ctx, operator, id, refused);
  }
};

/** As it is now, with what was just done or refused. A tenant that there is not is told of on the list. */
export async function showTenant(
  deps: OAuthDeps,
  ctx: PageContext,
  operator: SignedInOperator,
  id: string,
  { fault, done, status = 200 }: Partial<Refused> & { done?: string } = {},
): Promise<void> {
  try {
    const tenant = (await deps.operateTenancy(operator.request, "tenantById", { id })) as ShownTenant;
    const held = permissionsOfOperator(operator.session.identity.role);
    const may = {
      suspend: held.has("tenant:suspend"),
      resume: held.has("tenant:resume"),
      changePlan: held.has("tenant-plan:change"),
      act: held.has("impersonation:start"),
      actAndChange: held.has("writing-impersonation:start"),
    };
    showPage(ctx, status, operatorTenantPage({ ...frameOf(operator, "tenants"), fault, done, tenant, may }));
  } catch (error) {
    const refused = refusalOf(ctx, error);
    if (refused) await showTenants(deps, ctx, operator, refused);
  }
}

function textOf(value: string | string[] | undefined): string {
  return typeof value === "string" ? value : "";
}
