import type { Provider } from "oidc-provider";
import { sessionOf } from "./account-session.ts";
import type { OAuthDeps } from "./deps.ts";
import type { Asked } from "./interaction.ts";
import { type Login, loginResult } from "./login-result.ts";
import type { PageContext } from "./page-context.ts";

/** Where those go who cannot sign in: nowhere, where no mail is sent. `uid` is of the client's sign-in that they come from. */
export function waysOf({ mail }: OAuthDeps, uid?: string) {
  if (!mail.sends) return {};
  const signUp = uid === undefined ? "/account/sign-up" : `/account/sign-up?interaction=${uid}`;
  return { ways: { reset: "/account/reset", signUp } };
}

/**
 * Whoever was asked to sign in, and has done so since by a page of their account: they have just made it. It counts only
 * from after they were asked, so it is as fresh as any answer.
 */
export async function signedInMeanwhile(deps: OAuthDeps, provider: Provider, ctx: PageContext, asked: Asked) {
  if (asked.prompt.name !== "login") return undefined;
  const session = await sessionOf(deps, provider, ctx);
  if (!session || session.authTime <= (asked.iat ?? Number.POSITIVE_INFINITY)) return undefined;
  // The library takes an answer only in the session in which it was asked.
  if (asked.session?.uid !== undefined && asked.session.uid !== session.uid) return undefined;
  const { accountId, acr, amr, authTime: ts } = session;
  return loginResult({ accountId, acr, amr, ts, isWhole: true } satisfies Login);
}
