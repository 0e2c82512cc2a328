import type { KoaContextWithOIDC } from "oidc-provider";
import { errors } from "oidc-provider";

type Claims = { id_token?: Record<string, unknown>; userinfo?: unknown };

/**
 * What the `claims` parameter may ask for: `acr` and `auth_time`, whose values are the library's to look at. Anything else
 * follows from scopes, which the page of consent tells; so it is left out, as is what a server does not understand
 * (OpenID Connect Core section 5.5).
 */
export async function keepKnownClaims(ctx: KoaContextWithOIDC, claims: Claims): Promise<void> {
  delete claims.userinfo;
  const { acr, auth_time } = claims.id_token ?? {};
  claims.id_token = { ...(acr === undefined ? {} : { acr }), ...(auth_time === undefined ? {} : { auth_time }) };
  listOf(acr);
  if (ctx.oidc.params) ctx.oidc.params.claims = JSON.stringify(claims);
}

/**
 * Lists of authentication classes, each in the client's order of preference, of which it wants one: by `acr_values`
 * (RFC 9470 section 4) and by the claim `acr` (OpenID Connect Core section 5.5.1.1).
 */
export function acrWishes({ oidc }: KoaContextWithOIDC): string[][] {
  const { acr_values, claims } = oidc.params ?? {};
  const byParameter = typeof acr_values === "string" ? acr_values.split(" ").filter(Boolean) : [];
  const byClaim = typeof claims === "string" ? listOf((JSON.parse(claims) as Claims).id_token?.acr) : [];
  return [byParameter, byClaim].filter((list) => list.length > 0);
}

/** Errors: `invalid_request` for what is no request for a claim. */
function listOf(acr: unknown): string[] {
  if (acr === undefined || acr === null) return [];
  const { value, values = value === undefined ? [] : [value] } = acr as { value?: unknown; values?: unknown };
  if (typeof acr !== "object" || !Array.isArray(values) || values.some((one) => typeof one !== "string"))
    throw new errors.InvalidRequest("the claim acr is asked for by value, a string, or by values, an array of strings");
  return values as string[];
}
