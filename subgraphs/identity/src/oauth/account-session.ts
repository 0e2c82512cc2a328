import type { Provider } from "oidc-provider";
import { type Acr, isAtLeast, MULTI_FACTOR_ACR, PASSWORD_ACR, strongest } from "./acr.ts";
import type { OAuthDeps } from "./deps.ts";
import { type Means, meansOf } from "./entry-demand.ts";
import { goTo, type PageContext } from "./page-context.ts";
import { noteSessionUse } from "./session-use.ts";
import { isOver } from "./sessions.ts";

/** How long a sign-in is fresh enough for what changes how one signs in, in seconds. */
export const FRESH_SECONDS = 15 * 60;

/** Who is signed in, in this browser, and how well. */
export interface AccountSession {
  /** uuid; never leaves the authorisation server. */
  accountId: string;
  uid: string;
  acr: string;
  amr: readonly string[];
  /** Seconds since 1970. */
  authTime: number;
}

/** What a page asks of whoever opens it, beside being signed in. */
export interface Needs {
  /** As far as the account can: somebody without a second factor meets it by their password. */
  acr?: Acr;
  /** Seconds since the person proved who they are. */
  maxAge?: number;
}

interface LibrarySession {
  uid: string;
  accountId?: string;
  acr?: string;
  amr?: string[];
  loginTs?: number;
}

/** The sign-in session of a browser; undefined when nobody is signed in there. */
export async function sessionOf(
  deps: OAuthDeps,
  provider: Provider,
  ctx: PageContext,
): Promise<AccountSession | undefined> {
  const session = (await provider.Session.get(ctx as never)) as unknown as LibrarySession;
  const { uid, accountId, acr = PASSWORD_ACR, amr = [], loginTs = 0 } = session;
  if (accountId === undefined || (await isOver(deps.store, session as never))) return undefined;
  await noteSessionUse(deps.store, { uid, accountId, loginTs });
  return { accountId, uid, acr, amr, authTime: loginTs };
}

/**
 * The session that a page needs; otherwise the browser is sent to sign in, or to give a second factor, and back here, and
 * the answer is undefined. Whoever has a second factor is asked for it on every page.
 */
export async function requireAccount(
  deps: OAuthDeps,
  provider: Provider,
  ctx: PageContext,
  needs: Needs = {},
): Promise<AccountSession | undefined> {
  const session = await sessionOf(deps, provider, ctx);
  const age = session ? Date.now() / 1_000 - session.authTime : Number.POSITIVE_INFINITY;
  if (!session || (needs.maxAge !== undefined && age > needs.maxAge)) return sendTo(ctx, "sign-in");
  const means = meansOf(await deps.accounts.factors.list(session.accountId));
  return isAtLeast(session.acr, neededOn(means, needs.acr)) ? session : sendTo(ctx, "second-factor");
}

/** Whether a session has proved a second factor, where its account has one. */
export async function isComplete({ accounts }: OAuthDeps, { accountId, acr }: AccountSession): Promise<boolean> {
  const { holdsFactor } = meansOf(await accounts.factors.list(accountId));
  return !holdsFactor || isAtLeast(acr, MULTI_FACTOR_ACR);
}

function neededOn({ holdsFactor, best }: Means, wanted: Acr = PASSWORD_ACR): Acr {
  const needed = strongest(wanted, holdsFactor ? MULTI_FACTOR_ACR : PASSWORD_ACR);
  return isAtLeast(best, needed) ? needed : best;
}

function sendTo(ctx: PageContext, page: "sign-in" | "second-factor"): undefined {
  goTo(ctx, `/account/${page}?next=${encodeURIComponent(ctx.path)}`);
}
