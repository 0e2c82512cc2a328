import type { KoaContextWithOIDC } from "oidc-provider";
import type { OAuthDeps } from "./deps.ts";
import { endSessions } from "./end-sessions.ts";
import { currentExchange } from "./exchange.ts";

/**
 * Signing out ends what the person let clients do in this browser session, in every tenant. The library ends the grant
 * that each client was given last; one for another tenant would be left.
 */
export async function endSessionGrants(
  { store }: OAuthDeps,
  ctx: { oidc?: KoaContextWithOIDC["oidc"] },
): Promise<void> {
  const session = ctx.oidc?.session as { uid?: string; destroyed?: boolean } | undefined;
  if (session?.destroyed && session.uid !== undefined) await endSession({ store }, session.uid);
}

/** Signs a session out, whoever is signed in to it, and with it what was begun in it. */
export async function endSession({ store }: Pick<OAuthDeps, "store">, uid: string): Promise<void> {
  const { request } = currentExchange();
  await store.together((tx) => endSessions(tx, [uid], () => request));
}
