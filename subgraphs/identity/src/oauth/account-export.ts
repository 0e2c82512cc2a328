import type { Provider } from "oidc-provider";
import { exportPage } from "../pages/export-page.ts";
import { FRESH_SECONDS, requireAccount } from "./account-session.ts";
import type { OAuthDeps } from "./deps.ts";
import { currentExchange } from "./exchange.ts";
import { type PageContext, readForm, showPage } from "./page-context.ts";

/** `/account/export`: hands a person a file of all that is kept of their account, after a fresh sign-in. */
export async function answerExport(deps: OAuthDeps, provider: Provider, ctx: PageContext): Promise<void> {
  const session = await requireAccount(deps, provider, ctx, { maxAge: FRESH_SECONDS });
  if (!session) return;
  const { accountId } = session;
  const email = (await deps.accounts.emailOf(accountId)) ?? "";
  if (ctx.method !== "POST") return showPage(ctx, 200, exportPage({ action: "/account/export", user: { email } }));
  await readForm(ctx, deps.issuer);
  const copy = await deps.accounts.exportAccount(currentExchange().request, accountId);
  if (!copy) return;
  const exportedAt = new Date().toISOString();
  ctx.status = 200;
  ctx.set({
    "content-type": "application/json; charset=utf-8",
    "content-disposition": `attachment; filename="account-${exportedAt.slice(0, 10)}.json"`,
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
  });
  ctx.body = JSON.stringify({ issuer: deps.issuer, exportedAt, ...copy }, null, 2);
}
