import type { Provider } from "oidc-provider";
import type { FactorList } from "../accounts/factors/factors.ts";
import { type AccountSession, FRESH_SECONDS, requireAccount } from "./account-session.ts";
import type { OAuthDeps } from "./deps.ts";
import type { PageContext } from "./page-context.ts";

/**
 * The session for what changes how one signs in, with what there is of that: begun a moment ago, and with a second factor
 * by whoever has one. Otherwise the browser is sent to sign in and back here, and the answer is undefined.
 */
export async function requireFresh(
  deps: OAuthDeps,
  provider: Provider,
  ctx: PageContext,
): Promise<(AccountSession & { list: FactorList }) | undefined> {
  const session = await requireAccount(deps, provider, ctx, { maxAge: FRESH_SECONDS });
  return session && { ...session, list: await deps.accounts.factors.list(session.accountId) };
}
