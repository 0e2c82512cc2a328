import type { OAuthDeps } from "./deps.ts";
import { answerOperators, answerOperatorToken, answerReports } from "./operator-console.ts";
import { answerImpersonation } from "./operator-impersonation.ts";
import type { OperatorPage } from "./operator-page.ts";
import {
  answerOperatorCode,
  answerOperatorSetUp,
  answerOperatorSignIn,
  answerOperatorSignOut,
} from "./operator-sign-in.ts";
import { answerTenant, answerTenants } from "./operator-tenants.ts";
import type { PageContext } from "./page-context.ts";

/** Pages for those who operate the platform; of no tenant, and of no account. */
export const OPERATOR_PAGES: Readonly<Record<string, OperatorPage>> = {
  "/operator": answerTenants,
  "/operator/sign-in": answerOperatorSignIn,
  "/operator/code": answerOperatorCode,
  "/operator/sign-out": answerOperatorSignOut,
  "/operator/set-up": answerOperatorSetUp,
  "/operator/tenant": answerTenant,
  "/operator/impersonation": answerImpersonation,
  "/operator/operators": answerOperators,
  "/operator/reports": answerReports,
  "/operator/token": answerOperatorToken,
};

export async function answerOperatorPage(deps: OAuthDeps, ctx: PageContext): Promise<void> {
  const page = Object.hasOwn(OPERATOR_PAGES, ctx.path) ? OPERATOR_PAGES[ctx.path] : undefined;
  await page?.(deps, ctx);
}
