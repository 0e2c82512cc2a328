import type { KoaContextWithOIDC } from "oidc-provider";
import { endGrants } from "../grants.ts";
import type { OAuthDeps } from "./deps.ts";
import { currentExchange } from "./exchange.ts";
import { noteSignedOut } from "./sessions.ts";

/**
 * Signing out ends what the person let clients do in this browser session, in every tenant. The library ends the grant
 * that each client was given last; one for another tenant would be left.
 */
export async function endSessionGrants(
  { store }: OAuthDeps,
  ctx: { oidc?: KoaContextWithOIDC["oidc"] },
): Promise<void> {
  const session = ctx.oidc?.session as { uid?: string; destroyed?: boolean } | undefined;
  if (!session?.destroyed || session.uid === undefined) return;
  const { request } = currentExchange();
  const { uid } = session;
  await store.together(async (tx) => {
    await noteSignedOut(tx, uid);
    const grants = await tx.query<{ tenant_id: string; ids: string[] }>({
      name: "grants_of_session",
      text: `select tenant_id, array_agg(grant_id) as ids from identity.oidc_artifact
             where model = 'Grant' and session_uid = $1 and tenant_id is not null group by tenant_id order by tenant_id`,
      values: [uid],
    });
    for (const { tenant_id, ids } of grants) await endGrants(tx.enter(tenant_id), request, { ids }, "SIGNED_OUT");
  });
}
