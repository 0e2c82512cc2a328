import { encodeId, tryDecodeId } from "@bulkhead/kernel/id.ts";
import type { Provider } from "oidc-provider";
import type { UserKey } from "../accounts/account.ts";
import type { Membership } from "../membership.ts";
import { newKeyPage, tenantReadyPage } from "../pages/tenant-ready-pages.ts";
import { TEXTS } from "../pages/texts.ts";
import { showNothingHere } from "./account-fault.ts";
import { type AccountSession, FRESH_SECONDS, requireAccount } from "./account-session.ts";
import { tenantFaultOf } from "./account-tenants.ts";
import type { OAuthDeps } from "./deps.ts";
import { currentExchange } from "./exchange.ts";
import { goTo, type PageContext, readForm, showPage } from "./page-context.ts";

const READY = "/account/tenants/ready";

/** `/account/tenants/ready`: what is next in a tenant that somebody has just made, and the key that it takes. */
export async function answerTenantReady(deps: OAuthDeps, provider: Provider, ctx: PageContext): Promise<void> {
  // A key is made here, which takes a fresh sign-in wherever it is made.
  const session = await requireAccount(deps, provider, ctx, { maxAge: FRESH_SECONDS });
  if (!session) return;
  const form = ctx.method === "POST" ? await readForm(ctx, deps.issuer) : undefined;
  const found = await tenantOf(deps, session, form?.get("tenant") ?? undefined);
  if (!found) return form ? showNothingHere(ctx) : goTo(ctx, "/account");
  const { user, member } = found;
  const hidden = { tenant: encodeId("tenant", user.tenantId) };
  const props = { action: READY, hidden, tenant: { name: member.tenantName } };
  if (!form) return showPage(ctx, 200, tenantReadyPage(props));
  const { acr, amr, authTime } = session;
  try {
    const { request } = currentExchange();
    const by = { ...user, role: member.role, acr, amr, authTime, request };
    const { key } = await deps.makeKey(by, { name: TEXTS.tenants.keyName, role: "Developer" });
    showPage(ctx, 200, newKeyPage({ key, origin: deps.issuer }));
  } catch (error) {
    const told = tenantFaultOf(error);
    showPage(ctx, told.status, tenantReadyPage({ ...props, fault: told.fault }));
  }
}

/** The tenant that is named, of those whose Admin the person is; the one they made last where none is. */
async function tenantOf(
  { accounts, onboarding, membershipOf }: OAuthDeps,
  { accountId }: AccountSession,
  named: string | undefined,
): Promise<{ user: UserKey; member: Membership } | undefined> {
  const wanted =
    named === undefined ? (await onboarding.find(accountId)).founded?.tenantId : tryDecodeId("tenant", named);
  const user = (await accounts.usersOf(accountId)).find(({ tenantId }) => tenantId === wanted);
  const member = user && (await membershipOf(user.tenantId, user.userId));
  return user && member?.status === "ACTIVE" && member.role === "Admin" ? { user, member } : undefined;
}
