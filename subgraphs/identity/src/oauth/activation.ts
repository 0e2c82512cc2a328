import { appErrorOf } from "@bulkhead/kernel/error.ts";
import type { Activation } from "../accounts/activate.ts";
import { MAX_PASSWORD, MIN_PASSWORD } from "../accounts/read-password.ts";
import { type ActivateFault, activatedPage, activatePage } from "../pages/activation-pages.ts";
import { describeError, errorPage } from "../pages/error-page.ts";
import { passwordFaultOf } from "../pages/new-password.ts";
import type { Page } from "../pages/page.ts";
import { brandedFor } from "./brand.ts";
import type { OAuthDeps } from "./deps.ts";
import { currentExchange } from "./exchange.ts";
import { type PageContext, readForm, showPage } from "./page-context.ts";

/** `/oauth/activate`: where an activation link leads. It is opened by anybody and used by a form alone. */
export async function answerActivation(deps: OAuthDeps, ctx: PageContext): Promise<void> {
  const form = ctx.method === "POST" ? await readForm(ctx, deps.issuer) : undefined;
  const token = form?.get("token") ?? [ctx.query.token ?? ""].flat()[0] ?? "";
  const found = await deps.accounts.findActivation(token);
  if (!found) return deadLink(ctx);
  const tenantName = (await deps.membershipOf(found.tenantId, found.userId))?.tenantName ?? "";
  const show = async (status: number, page: Page) =>
    showPage(ctx, status, await brandedFor(deps, found.tenantId, page));
  if (!form) return show(200, pageOf(token, found, tenantName));
  const { request } = currentExchange();
  try {
    await deps.accounts.activate({ token, password: form.get("password") ?? "", tenantName, request });
    await show(200, activatedPage({ email: found.email, tenant: { name: tenantName } }));
  } catch (error) {
    const { fault, status } = faultOf(error);
    if (status === 404) return deadLink(ctx);
    if (!fault) throw error;
    await show(status, pageOf(token, found, tenantName, fault));
  }
}

function pageOf(token: string, { email, name }: Activation, tenantName: string, fault?: ActivateFault): Page {
  const passwordLength = { min: MIN_PASSWORD, max: MAX_PASSWORD };
  const props = { action: "/oauth/activate", token, email, name, tenant: { name: tenantName }, passwordLength };
  return activatePage({ ...props, ...(fault ? { fault } : {}) });
}

function deadLink(ctx: PageContext): void {
  const { requestId } = currentExchange().request;
  const code = "invalid_link";
  showPage(ctx, 404, errorPage({ status: 404, code, requestId, ...describeError(code, 404) }));
}

function faultOf(error: unknown): { fault?: ActivateFault; status: number } {
  const { code, fields, extensions } = appErrorOf(error) ?? {};
  switch (code) {
    case "NOT_FOUND":
      return { status: 404 };
    case "BAD_USER_INPUT":
      return { status: 400, fault: { code: passwordFaultOf(fields?.[0]?.code) ?? "PASSWORD_REFUSED" } };
    case "RATE_LIMITED":
      return {
        status: 429,
        fault: { code: "TOO_MANY_ATTEMPTS", minutes: Math.ceil(Number(extensions?.retryAfter ?? 60) / 60) },
      };
    case "UNAVAILABLE":
      return { status: 503, fault: { code: "BUSY" } };
    default:
      return { status: 500 };
  }
}
