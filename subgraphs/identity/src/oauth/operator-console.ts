import { inInstallation, isOperatorRole, permissionsOfOperator } from "@bulkhead/kernel/operator-role.ts";
import { addOperator } from "../domain/add-operator.ts";
import { changeOperatorRole } from "../domain/change-operator-role.ts";
import { createOperatorLink } from "../domain/create-operator-link.ts";
import { operators } from "../domain/operators.ts";
import { removeOperator } from "../domain/remove-operator.ts";
import type { OperatorWithLink } from "../operators/change-operators.ts";
import type { OperatorContext } from "../operators/operators.ts";
import {
  operatorLinkPage,
  operatorReportsPage,
  operatorsPage,
  operatorTokenPage,
  type ShownCell,
} from "../pages/operator-console-pages.ts";
import { TEXTS } from "../pages/texts.ts";
import type { OAuthDeps } from "./deps.ts";
import { currentExchange } from "./exchange.ts";
import type { OperatorPage } from "./operator-page.ts";
import { type Refused, refusalOf } from "./operator-refusal.ts";
import { frameOf, requireOperator, type SignedInOperator } from "./operator-session.ts";
import { type PageContext, readForm, showPage } from "./page-context.ts";

/** `/operator/operators`: who operates the platform. */
export const answerOperators: OperatorPage = async (deps, ctx) => {
  const form = ctx.method === "GET" ? undefined : await readForm(ctx, deps.issuer);
  const operator = await requireOperator(deps, ctx);
  if (!operator) return;
  try {
    const told = form && (await change({ ...inInstallation(operator.request), operators: deps.operators }, form));
    if (!told || typeof told === "string") return await showOperators(deps, ctx, operator, told ? { done: told } : {});
    const { operator: of, link } = told;
    showPage(ctx, 200, operatorLinkPage({ ...frameOf(operator, "operators"), name: of.name, ...link }));
  } catch (error) {
    const refused = refusalOf(ctx, error);
    if (refused) await showOperators(deps, ctx, operator, refused);
  }
};

/** Does what a form asks; answers a link to show, or what was done. */
async function change(ctx: OperatorContext, form: URLSearchParams): Promise<OperatorWithLink | string | undefined> {
  const { done } = TEXTS.operators.operators;
  const given = form.get("role");
  const role = isOperatorRole(given) ? given : "SUPPORT";
  const id = form.get("id") ?? "";
  switch (form.get("do")) {
    case "addOperator":
      return addOperator(ctx, { email: form.get("email") ?? "", name: form.get("name") ?? "", role });
    case "createOperatorLink":
      return createOperatorLink(ctx, { id });
    case "changeOperatorRole":
      await changeOperatorRole(ctx, { id, role });
      return done.changeOperatorRole;
    case "removeOperator":
      await removeOperator(ctx, { id });
      return done.removeOperator;
    default:
      return undefined;
  }
}

async function showOperators(
  deps: OAuthDeps,
  ctx: PageContext,
  operator: SignedInOperator,
  { fault, done, status = 200 }: Partial<Refused> & { done?: string },
): Promise<void> {
  const held = permissionsOfOperator(operator.session.identity.role);
  const frame = { ...frameOf(operator, "operators"), fault, done };
  if (!held.has("operator:read")) {
    showPage(ctx, 403, operatorsPage({ ...frame, operators: [], mayChange: false }));
    return;
  }
  const all = await operators({ ...inInstallation(operator.request), operators: deps.operators });
  showPage(ctx, status, operatorsPage({ ...frame, operators: all, mayChange: held.has("operator:add") }));
}

/** `/operator/reports`: figures over all tenants, of months that are over. */
export const answerReports: OperatorPage = async (deps, ctx) => {
  const form = ctx.method === "GET" ? undefined : await readForm(ctx, deps.issuer);
  const operator = await requireOperator(deps, ctx);
  if (!operator) return;
  const frame = frameOf(operator, "reports");
  const lastMonth = new Date(new Date().setUTCDate(0)).toISOString().slice(0, 7);
  const [from, to] = [form?.get("from") ?? lastMonth, form?.get("to") ?? lastMonth];
  if (!form) return showPage(ctx, 200, operatorReportsPage({ ...frame, from, to }));
  try {
    const report = await deps.operateTenancy(operator.request, "runTenantReport", { from, to });
    const { cells } = report as { cells: ShownCell[] };
    showPage(ctx, 200, operatorReportsPage({ ...frame, from, to, cells }));
  } catch (error) {
    const refused = refusalOf(ctx, error);
    if (refused) showPage(ctx, refused.status, operatorReportsPage({ ...frame, fault: refused.fault, from, to }));
  }
};

/** `/operator/token`: a token for programs. */
export const answerOperatorToken: OperatorPage = async (deps, ctx) => {
  const form = ctx.method === "GET" ? undefined : await readForm(ctx, deps.issuer);
  const operator = await requireOperator(deps, ctx);
  if (!operator) return;
  const frame = frameOf(operator, "token");
  if (!form) return showPage(ctx, 200, operatorTokenPage(frame));
  const made = await deps.operators.makeToken(currentExchange().request, operator.session);
  showPage(ctx, 200, operatorTokenPage({ ...frame, made }));
};
