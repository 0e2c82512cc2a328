import { appendAudit } from "@bulkhead/kernel/audit.ts";
import { newUuid, tryDecodeId } from "@bulkhead/kernel/id.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import { createLocalJWKSet, type JWTPayload, jwtVerify } from "jose";
import { findArtifact, type Payload } from "./artifacts.ts";
import type { OAuthDeps } from "./deps.ts";
import { currentExchange } from "./exchange.ts";
import { standingFamily } from "./family.ts";
import { mayGoOn } from "./session-limits.ts";

/**
 * oidc-provider neither keeps JWT access tokens nor takes them at its revocation and introspection endpoints. Under this
 * prefix they pass for opaque ones: looked up here, they are verified and answered as what they say.
 */
const ALIAS = "at:";

/** The form of a request to those endpoints with its JWT, if it has one, under the alias. */
export function aliasAccessToken(form: URLSearchParams): URLSearchParams {
  const token = form.get("token");
  if (token !== null && /^[\w-]+\.[\w-]+\.[\w-]+$/.test(token)) form.set("token", ALIAS + token);
  return form;
}

interface Claims extends JWTPayload {
  jti: string;
  tenant_id: string;
  client_id: string;
  sid?: string;
  scope?: string;
  roles: string[];
  cnf?: { jkt?: string };
}

/** Where a token stands: its tenant, and the grant or the machine it was issued to. */
interface Standing {
  claims: Claims;
  tenantId: string;
  subjectId: string;
}

/** What a token says, as a payload of oidc-provider's model; undefined when it opens nothing (any more). */
export async function findAccessToken(
  deps: OAuthDeps,
  model: "AccessToken" | "ClientCredentials",
  id: string,
): Promise<Payload | undefined> {
  const found = await standingOf(deps, id);
  if (!found) return undefined;
  const { claims, tenantId, subjectId } = found;
  if ((claims.sid === undefined) !== (model === "ClientCredentials")) return undefined;
  const { iat, exp, aud, scope, client_id: clientId, iss: _, sub: __, cnf, jti: ___, ...extra } = claims;
  const payload = { jti: id, kind: model, iat, exp, aud, scope, clientId, jkt: cnf?.jkt, sid: claims.sid, extra };
  if (model === "ClientCredentials") return payload;
  const family = await standingFamily(deps.store, tenantId, subjectId);
  if (!family || !(await mayGoOn(deps, family))) return undefined;
  const grant = await findArtifact(deps.store, "Grant", subjectId);
  return grant && { ...payload, grantId: subjectId, accountId: grant.payload.accountId };
}

async function standingOf(deps: OAuthDeps, id: string): Promise<Standing | undefined> {
  if (!id.startsWith(ALIAS)) return undefined;
  const claims = await verified(deps, id.slice(ALIAS.length));
  const tenantId = claims && tryDecodeId("tenant", claims.tenant_id);
  if (!claims || tenantId === undefined) return undefined;
  const subjectId =
    claims.sid === undefined ? tryDecodeId("oauthClient", claims.client_id) : tryDecodeId("grant", claims.sid);
  if (subjectId === undefined || !(await deps.clients.find(claims.client_id))) return undefined;
  return (await isRevoked(deps, tenantId, claims.jti)) ? undefined : { claims, tenantId, subjectId };
}

/** Whether this one token was ended before its time. */
export async function isRevoked({ store }: OAuthDeps, tenantId: string, tokenId: string): Promise<boolean> {
  const rows = await store.asTenant(tenantId, (tx) =>
    tx.query({
      name: "token_is_revoked",
      text: "select from identity.revoked_token where tenant_id = $1 and token_id = $2",
      values: [tenantId, tokenId],
    }),
  );
  return rows.length > 0;
}

async function verified({ signingKeys, issuer }: OAuthDeps, token: string): Promise<Claims | undefined> {
  try {
    const keys = createLocalJWKSet(signingKeys().publicJwks);
    const { payload } = await jwtVerify<Claims>(token, keys, { issuer, typ: "at+jwt", algorithms: ["ES256"] });
    return payload;
  } catch {
    return undefined;
  }
}

/** Ends one access token before its time; its grant stands, and so do its other tokens. */
export async function revokeAccessToken(deps: OAuthDeps, id: string): Promise<void> {
  const found = await standingOf(deps, id);
  if (!found) return;
  const { claims, tenantId, subjectId } = found;
  const { request } = currentExchange();
  await deps.store.asTenant(tenantId, async (tx) => {
    tx.atEnd({
      text: `insert into identity.revoked_token (tenant_id, id, subject_id, token_id, expires_at)
               values ($1, $2, $3, $4, to_timestamp($5)) on conflict on constraint revoked_token_once do nothing`,
      values: [tenantId, newUuid(), subjectId, claims.jti, claims.exp],
    });
    tx.atEnd(appendOutbox(tenantId, [{ type: "token.revoked", subject: subjectId, payload: { tokenId: claims.jti } }]));
    tx.atEnd(
      appendAudit(request, tenantId, {
        action: "token.revoke",
        target: claims.client_id,
        detail: { tokenId: claims.jti },
      }),
    );
  });
}
