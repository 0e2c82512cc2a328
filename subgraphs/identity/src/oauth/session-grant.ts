import type { Grant, KoaContextWithOIDC } from "oidc-provider";
import type { OAuthDeps } from "./deps.ts";

/** The grant that a client, by its id, has in this session for a tenant, while it stands. */
export async function sessionGrant(
  { store }: Pick<OAuthDeps, "store">,
  ctx: KoaContextWithOIDC,
  clientId: string,
  tenantId: string,
): Promise<Grant | undefined> {
  const rows = await store.query<{ grant_id: string }>({
    name: "grant_of_session",
    text: `select grant_id from identity.oidc_artifact where model = 'Grant' and session_uid = $1 and client_id = $2
             and tenant_id = $3 and account_id = $4 order by grant_id desc limit 1`,
    values: [ctx.oidc.session?.uid, clientId, tenantId, ctx.oidc.session?.accountId],
  });
  const id = rows[0]?.grant_id;
  return id === undefined ? undefined : ctx.oidc.provider.Grant.find(id);
}
