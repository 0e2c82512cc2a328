import { appErrorOf } from "@bulkhead/kernel/error.ts";
import { encodeId, tryDecodeId } from "@bulkhead/kernel/id.ts";
import type { Provider } from "oidc-provider";
import { joinTenantPage } from "../pages/join-tenant-pages.ts";
import { showNothingHere } from "./account-fault.ts";
import { requireAccount } from "./account-session.ts";
import type { OAuthDeps } from "./deps.ts";
import { ownerRequest } from "./owner-request.ts";
import { type PageContext, readForm, showPage } from "./page-context.ts";

const JOIN = "/account/tenants/join";

/** `/account/tenants/join`: what the tenant offers that has the domain of the person's address; its form takes it. */
export async function answerJoinTenant(deps: OAuthDeps, provider: Provider, ctx: PageContext): Promise<void> {
  const session = await requireAccount(deps, provider, ctx);
  if (!session) return;
  const { accountId } = session;
  const offer = await deps.onboarding.offer(accountId);
  if (!offer) return showNothingHere(ctx);
  const { tenantId, tenantName } = offer;
  const props = { action: JOIN, hidden: { tenant: encodeId("tenant", tenantId) }, tenant: { name: tenantName } };
  if (ctx.method !== "POST") return showPage(ctx, 200, joinTenantPage({ ...props, state: offer.state }));
  const form = await readForm(ctx, deps.issuer);
  // The one that was shown: the domain may have changed hands since.
  if (tryDecodeId("tenant", form.get("tenant") ?? "") !== tenantId) return showNothingHere(ctx);
  try {
    const state = await deps.onboarding.join({ accountId, tenantId, request: ownerRequest(ctx) });
    showPage(ctx, 200, joinTenantPage({ ...props, state, isDone: state === "MEMBER" || state === "REQUESTED" }));
  } catch (error) {
    if (appErrorOf(error)?.code !== "NOT_FOUND") throw error;
    showNothingHere(ctx);
  }
}
