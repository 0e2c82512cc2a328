import type { Provider } from "oidc-provider";
import type { Deletion } from "../accounts/delete-account.ts";
import { emailKey } from "../email.ts";
import { type DeleteProps, deletedPage, deletePage, lastAdminPage } from "../pages/delete-pages.ts";
import { FRESH_SECONDS, requireAccount } from "./account-session.ts";
import { PHISHING_RESISTANT_ACR } from "./acr.ts";
import type { OAuthDeps } from "./deps.ts";
import { ownerRequest } from "./owner-request.ts";
import { goTo, type PageContext, readForm, showPage } from "./page-context.ts";

/**
 * `/account/delete`: deletes a person's account, after a fresh sign-in by the best means they have; but for the last Admin of
 * a tenant, which nobody could look after any more.
 */
export async function answerDeletion(deps: OAuthDeps, provider: Provider, ctx: PageContext): Promise<void> {
  const session = await requireAccount(deps, provider, ctx, { acr: PHISHING_RESISTANT_ACR, maxAge: FRESH_SECONDS });
  if (!session) return;
  const { accountId } = session;
  const email = await deps.accounts.emailOf(accountId);
  // Deleted since, by another tab.
  if (email === undefined) return goTo(ctx, "/account/sign-in");
  const form = ctx.method === "POST" ? await readForm(ctx, deps.issuer) : undefined;
  const typed = form?.get("email")?.trim() ?? "";
  const isConfirmed = form !== undefined && emailKey(typed) === emailKey(email);
  const kept = isConfirmed
    ? keptBy(await deps.accounts.deleteAccount(ownerRequest(ctx), accountId))
    : await deps.accounts.loneAdminOf(accountId);
  if (isConfirmed && !kept) return showPage(ctx, 200, deletedPage({ email }));
  const members = await membersOf(deps, accountId);
  if (kept && kept.length > 0) {
    const tenants = members.filter(({ tenantId }) => kept.includes(tenantId));
    return showPage(ctx, form ? 409 : 200, lastAdminPage({ tenants }));
  }
  const fault: Pick<DeleteProps, "fault"> = form ? { fault: "WRONG_EMAIL" } : {};
  const page = deletePage({ action: "/account/delete", user: { email }, tenants: members, ...fault });
  showPage(ctx, form ? 400 : 200, page);
}

const keptBy = (deletion: Deletion) => (deletion.isDeleted ? undefined : deletion.loneAdminOf);

async function membersOf({ accounts, membershipOf }: OAuthDeps, accountId: string) {
  const users = await accounts.usersOf(accountId);
  const members = await Promise.all(
    users.map(async ({ tenantId, userId }) => {
      const member = await membershipOf(tenantId, userId);
      return member ? [{ tenantId, name: member.tenantName, role: member.role }] : [];
    }),
  );
  return members.flat().sort((a, b) => a.name.localeCompare(b.name));
}
