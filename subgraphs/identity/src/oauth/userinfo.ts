import { createProofChecker, PROOF_WINDOW_S } from "@bulkhead/kernel/dpop.ts";
import { encodeId } from "@bulkhead/kernel/id.ts";
import { createLocalJWKSet, type JWTPayload, jwtVerify } from "jose";
import { isRevoked } from "./access-token-alias.ts";
import { noteOnce } from "./artifacts.ts";
import { grantIdOf, identityClaims, liveFamily } from "./claims.ts";
import type { OAuthDeps } from "./deps.ts";

/** What koa gives a middleware, as far as it is used here. */
interface Context {
  method: string;
  status: number;
  body: unknown;
  get(header: string): string;
  set(header: string, value: string): void;
}

/** By scope, what of a user is told (OpenID Connect Core section 5.4). */
const CLAIMS: Readonly<Record<string, readonly string[]>> = {
  openid: ["sub", "tenant_id"],
  profile: ["name"],
  email: ["email"],
};

/**
 * The userinfo endpoint (OpenID Connect Core section 5.3). oidc-provider's own takes opaque tokens that are good for
 * nothing else; ours takes the same access token as the API, when `openid` is among its scopes.
 */
export async function answerUserinfo(deps: OAuthDeps, ctx: Context): Promise<void> {
  ctx.set("access-control-allow-origin", ctx.get("origin") || "*");
  ctx.set("vary", "Origin");
  ctx.set("cache-control", "no-store");
  if (ctx.method === "OPTIONS") {
    ctx.set("access-control-allow-methods", "GET,POST");
    ctx.set("access-control-allow-headers", "authorization,dpop");
    ctx.status = 204;
    return;
  }
  ctx.set("access-control-expose-headers", "WWW-Authenticate");
  if (ctx.method !== "GET" && ctx.method !== "POST") return refuse(ctx, 405, "invalid_request", "use GET or POST");
  const [, scheme, token] = /^(bearer|dpop) +([\w.-]+) *$/i.exec(ctx.get("authorization")) ?? [];
  if (!scheme || !token) return refuse(ctx, 401, undefined, "send the access token as Authorization: Bearer");
  const claims = await claimsOf(deps, ctx, token, scheme.toLowerCase() === "dpop");
  if (claims === "insufficient_scope") return refuse(ctx, 403, claims, "the token was asked for without scope openid");
  if (claims === "invalid_dpop_proof") return refuse(ctx, 401, claims, "the DPoP proof is not accepted");
  if (!claims) return refuse(ctx, 401, "invalid_token", "the access token is invalid, expired or revoked");
  ctx.status = 200;
  ctx.body = claims;
}

async function claimsOf(
  deps: OAuthDeps,
  ctx: Context,
  token: string,
  isBound: boolean,
): Promise<Record<string, unknown> | "insufficient_scope" | "invalid_dpop_proof" | undefined> {
  const keys = createLocalJWKSet(deps.signingKeys().publicJwks);
  const verified = await jwtVerify(token, keys, { issuer: deps.issuer, typ: "at+jwt", algorithms: ["ES256"] }).catch(
    () => undefined,
  );
  const { sid, scope, tenant_id, client_id, jti, cnf } = (verified?.payload ?? {}) as JWTPayload & {
    cnf?: { jkt?: string };
  };
  const grantId = grantIdOf(sid);
  // A token bound to a key is refused as a bearer token (RFC 9449 section 7.2).
  if (grantId === undefined || isBound !== (cnf?.jkt !== undefined)) return undefined;
  if (cnf?.jkt !== undefined && !(await isProved(deps, ctx, token, cnf.jkt))) return "invalid_dpop_proof";
  const family = await liveFamily(deps, grantId);
  if (!family || encodeId("tenant", family.tenantId) !== tenant_id) return undefined;
  // Grants of a client of the installation outlive it, in whatever tenants they are.
  if (!(await deps.clients.find(String(client_id)))) return undefined;
  if (await isRevoked(deps, family.tenantId, String(jti))) return undefined;
  const scopes = String(scope ?? "").split(" ");
  if (!scopes.includes("openid")) return "insufficient_scope";
  const told = new Set(scopes.flatMap((one) => CLAIMS[one] ?? []));
  return Object.fromEntries(Object.entries(identityClaims(family)).filter(([name]) => told.has(name)));
}

async function isProved({ store, issuer }: OAuthDeps, ctx: Context, token: string, keyThumbprint: string) {
  const seen = { first: (proof: string) => noteOnce(store, "SeenProof", proof, 3 * PROOF_WINDOW_S) };
  const proof = { jwt: ctx.get("dpop") || undefined, method: ctx.method, url: `${issuer}/oauth/userinfo` };
  return createProofChecker({ seen })(proof, { token, keyThumbprint }).then(
    () => true,
    () => false,
  );
}

/** RFC 6750 section 3. */
function refuse(ctx: Context, status: number, error: string | undefined, description: string): void {
  const fault = error === undefined ? "" : `, error="${error}", error_description="${description}"`;
  const scheme = error === "invalid_dpop_proof" || ctx.get("dpop") !== "" ? "DPoP" : "Bearer";
  if (status !== 405) ctx.set("www-authenticate", `${scheme} realm="bulkhead"${fault}`);
  ctx.status = status;
  ctx.body = { error: error ?? "invalid_request", error_description: description };
}
