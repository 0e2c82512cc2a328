import type { Provider } from "oidc-provider";
import { emailKey } from "../email.ts";
import { type DeleteProps, deletedPage, deletePage } from "../pages/delete-pages.ts";
import { FRESH_SECONDS, requireAccount } from "./account-session.ts";
import { PHISHING_RESISTANT_ACR } from "./acr.ts";
import type { OAuthDeps } from "./deps.ts";
import { ownerRequest } from "./owner-request.ts";
import { goTo, type PageContext, readForm, showPage } from "./page-context.ts";

/** `/account/delete`: deletes a person's account, after a fresh sign-in by the best means they have. */
export async function answerDeletion(deps: OAuthDeps, provider: Provider, ctx: PageContext): Promise<void> {
  const session = await requireAccount(deps, provider, ctx, { acr: PHISHING_RESISTANT_ACR, maxAge: FRESH_SECONDS });
  if (!session) return;
  const { accountId } = session;
  const email = await deps.accounts.emailOf(accountId);
  // Deleted since, by another tab.
  if (email === undefined) return goTo(ctx, "/account/sign-in");
  const form = ctx.method === "POST" ? await readForm(ctx, deps.issuer) : undefined;
  const typed = form?.get("email")?.trim() ?? "";
  if (form && emailKey(typed) === emailKey(email)) {
    await deps.accounts.deleteAccount(ownerRequest(ctx), { accountId, email });
    return showPage(ctx, 200, deletedPage({ email }));
  }
  const tenants = await tenantsOf(deps, accountId);
  const fault: Pick<DeleteProps, "fault"> = form ? { fault: "WRONG_EMAIL" } : {};
  showPage(ctx, form ? 400 : 200, deletePage({ action: "/account/delete", user: { email }, tenants, ...fault }));
}

async function tenantsOf({ accounts, membershipOf }: OAuthDeps, accountId: string): Promise<DeleteProps["tenants"]> {
  const users = await accounts.usersOf(accountId);
  const members = await Promise.all(users.map(({ tenantId, userId }) => membershipOf(tenantId, userId)));
  return members
    .flatMap((member) => (member ? [{ name: member.tenantName, role: member.role }] : []))
    .sort((a, b) => a.name.localeCompare(b.name));
}
