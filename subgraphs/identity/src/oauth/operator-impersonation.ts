import { inTenant } from "@bulkhead/kernel/operator-role.ts";
import { startImpersonation } from "../domain/start-impersonation.ts";
import { inItsTenant } from "../operators/in-its-tenant.ts";
import { impersonationPage } from "../pages/operator-console-pages.ts";
import { TEXTS } from "../pages/texts.ts";
import type { OAuthDeps } from "./deps.ts";
import type { OperatorPage } from "./operator-page.ts";
import { refusalOf } from "./operator-refusal.ts";
import { frameOf, requireOperator, type SignedInOperator } from "./operator-session.ts";
import { showTenant, showTenants } from "./operator-tenants.ts";
import { goTo, type PageContext, readForm, showPage } from "./page-context.ts";

/** `/operator/impersonation`: begins to act as a user, or ends it. */
export const answerImpersonation: OperatorPage = async (deps, ctx) => {
  if (ctx.method === "GET") return goTo(ctx, "/operator");
  const form = await readForm(ctx, deps.issuer);
  const operator = await requireOperator(deps, ctx);
  if (!operator) return;
  const end = form.get("end");
  if (end === null) await start(deps, ctx, operator, form);
  else await endIt(deps, ctx, operator, end);
};

async function start(deps: OAuthDeps, ctx: PageContext, operator: SignedInOperator, form: URLSearchParams) {
  const tenantId = form.get("tenantId") ?? "";
  const input = {
    userId: (form.get("userId") ?? "").trim(),
    reason: form.get("reason") ?? "",
    minutes: Number(form.get("minutes")),
    mode: form.get("mode") === "WRITE" ? ("WRITE" as const) : ("READ" as const),
  };
  try {
    const request = { ...operator.request, operators: deps.operators };
    const { impersonation, accessToken } = await startImpersonation(inTenant(request, tenantId), input);
    const { id, userId, expiresAt } = impersonation;
    showPage(ctx, 200, impersonationPage({ ...frameOf(operator, "tenants"), id, userId, expiresAt, accessToken }));
  } catch (error) {
    const refused = refusalOf(ctx, error);
    if (refused) await showTenant(deps, ctx, operator, tenantId, refused);
  }
}

async function endIt(deps: OAuthDeps, ctx: PageContext, operator: SignedInOperator, id: string) {
  try {
    const request = { ...operator.request, operators: deps.operators };
    await deps.operators.endImpersonation(await inItsTenant(request, id), id);
    await showTenants(deps, ctx, operator, { done: TEXTS.operators.impersonation.ended });
  } catch (error) {
    const refused = refusalOf(ctx, error);
    if (refused) await showTenants(deps, ctx, operator, refused);
  }
}
