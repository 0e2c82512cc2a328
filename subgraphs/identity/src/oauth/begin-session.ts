import type { Provider } from "oidc-provider";
import type { OAuthDeps } from "./deps.ts";
import type { PageContext } from "./page-context.ts";
import { SESSION_COOKIE, sessionSeconds } from "./session-life.ts";
import { holdSession } from "./sessions.ts";
import { endSession } from "./sign-out.ts";

/** Who is to be signed in, and what they proved. */
export interface NewSession {
  accountId: string;
  acr: string;
  amr: readonly string[];
  /** Seconds since 1970; now when absent. */
  authTime?: number;
  /** When the password was set that was proved or that stood then. */
  passwordChangedAt?: string;
  /** Of the session that this adds to; without it the browser may get a new one. */
  uid?: string;
}

interface LibrarySession {
  id: string;
  uid: string;
  exp: number;
  accountId?: string;
  loginTs?: number;
  new?: boolean;
  resetIdentifier(): void;
  loginAccount(details: { accountId: string; acr: string; amr: readonly string[]; loginTs: number }): void;
  save(seconds: number): Promise<unknown>;
}

/**
 * Signs somebody in outside any client's authorisation, in the library's own session, so that clients find it. Its cookie
 * is a new one each time: whoever planted or saw the old one has nothing (session fixation). Another person who was signed
 * in there is signed out first. False when the password was set meanwhile, or the session signed out.
 */
export async function beginSession(
  deps: OAuthDeps,
  provider: Provider,
  ctx: PageContext,
  { accountId, acr, amr, authTime = Math.floor(Date.now() / 1_000), passwordChangedAt, uid }: NewSession,
): Promise<boolean> {
  const { Session } = provider as unknown as { Session: SessionModel };
  let session = await Session.get(ctx);
  // Ended since it was looked at: what it had proved must not come back in a new one.
  if (uid !== undefined && session.uid !== uid) return false;
  if (session.accountId !== undefined && session.accountId !== accountId) {
    await endSession(deps, session.uid);
    session = new Session();
  }
  if (!session.new) session.resetIdentifier();
  session.loginAccount({ accountId, acr, amr, loginTs: authTime });
  const isKept = await deps.store.together(async (tx) => {
    const account = {
      text: `select 1 from identity.account where id = $1 and ($2::text is null or password_changed_at = $2::timestamptz)
               and password_changed_at < to_timestamp($3::float8 + 1)`,
      values: [accountId, passwordChangedAt ?? null, authTime],
    };
    const [isSignedOut, accounts] = await Promise.all([
      holdSession(tx, session.uid),
      tx.query({ ...account, name: "account_of_session" }),
    ]);
    if (isSignedOut || accounts.length === 0) return false;
    // Held along with the COMMIT: whoever sets another password after that finds the session.
    tx.surelyAtEnd({ ...account, name: "hold_account_of_session", text: `${account.text} for share` });
    await session.save(sessionSeconds(session));
    return true;
  });
  if (isKept)
    ctx.cookies.set(provider.cookieName("session"), session.id, {
      ...SESSION_COOKIE,
      expires: new Date(session.exp * 1_000),
    });
  return isKept;
}

interface SessionModel {
  get(ctx: PageContext): Promise<LibrarySession>;
  new (): LibrarySession;
}
