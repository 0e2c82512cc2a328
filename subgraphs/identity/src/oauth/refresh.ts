import { createHash } from "node:crypto";
import type { Ending } from "@bulkhead/kernel/database.ts";
import type { KoaContextWithOIDC } from "oidc-provider";
import { errors } from "oidc-provider";
import { digestOf, extendAtEnd, lockArtifact, rotateAtEnd } from "./artifacts.ts";
import { liveFamily } from "./claims.ts";
import type { OAuthDeps } from "./deps.ts";
import { currentExchange } from "./exchange.ts";
import { noteFamilyUse } from "./family.ts";
import { type Proof, proofOf, useProof } from "./library.ts";

/** For so long after its use a refresh token answers a repetition of the same request with the same answer, in seconds. */
export const REPLAY_SECONDS = 20;
/** A refresh token that is not used for so long ends, in seconds. */
export const IDLE_SECONDS = 14 * 24 * 3_600;

const PURPOSE = "oauth-replay";

/**
 * The refresh grant around oidc-provider's own, inside the exchange's transaction and under the token's lock. Clients
 * send the same token twice: from two tabs, or because an answer was lost. Each gets the one successor, so nobody is
 * logged out; whoever comes later, or asks for something else, holds a copy, and then the family ends.
 */
export function refreshGrant(deps: OAuthDeps, builtIn: (ctx: KoaContextWithOIDC) => Promise<void>) {
  return async (ctx: KoaContextWithOIDC): Promise<void> => {
    const token = ctx.oidc.params?.refresh_token;
    if (typeof token !== "string") return builtIn(ctx);
    leaveOutOfflineAccess(ctx);
    const proof = await proofOf(ctx);
    if (await replayed(deps, ctx, token, proof)) return;
    await builtIn(ctx);
    const { RefreshToken } = ctx.oidc.entities;
    const family = RefreshToken?.grantId ? await liveFamily(deps, RefreshToken.grantId) : undefined;
    if (!family) throw new errors.InvalidGrant("its grant has ended");
    const ending = deps.store.ending(family.tenantId);
    if (!ending) throw new Error("a token is refreshed in a transaction");
    noteFamilyUse(ending, family);
    const { usedId, successor } = currentExchange().rotation ?? {};
    if (usedId === undefined) return extend(ending, token, family.expiresAt);
    if (!successor) throw new Error("a refresh token was used up and has no successor");
    const answer = Buffer.from(JSON.stringify(ctx.body));
    const replay = await deps.envelope.seal(family.tenantId, PURPOSE, [digestOf(token).toString("base64")], answer);
    rotateAtEnd(ending, { usedId, successor, replay, replayFor: requestDigest(ctx, proof) });
  };
}

/**
 * Libraries (Authlib is one) repeat all that they first asked for. `offline_access` was granted only if a prompt for
 * consent was demanded too (OpenID Connect Core section 11), and here it decides nothing: it must not fail a refresh.
 */
function leaveOutOfflineAccess({ oidc: { params } }: KoaContextWithOIDC): void {
  if (typeof params?.scope !== "string") return;
  const others = params.scope.split(" ").filter((scope) => scope !== "offline_access");
  if (others.length > 0) params.scope = others.join(" ");
}

/** Answers a repetition within the window; false when the request is no repetition and takes its usual way. */
async function replayed(
  deps: OAuthDeps,
  ctx: KoaContextWithOIDC,
  token: string,
  proof: Proof | undefined,
): Promise<boolean> {
  const used = await lockArtifact(deps.store, "RefreshToken", token);
  if (!used?.replay || used.usedSecondsAgo === undefined || used.usedSecondsAgo > REPLAY_SECONDS) return false;
  const { clientId, grantId } = used.payload as { clientId: string; grantId: string };
  // Another client's: refused as usual, and no reason to end the family of a client that lost nothing.
  if (clientId !== ctx.oidc.client?.clientId || !used.tenantId) return false;
  if (!used.replayFor?.equals(requestDigest(ctx, proof)))
    throw new errors.InvalidGrant("this refresh token was used a moment ago with other parameters");
  if (!(await liveFamily(deps, grantId))) throw new errors.InvalidGrant("its grant has ended");
  await useProof(ctx, proof);
  const context = [digestOf(token).toString("base64")];
  const answer = await deps.envelope.open(used.tenantId, PURPOSE, context, used.replay);
  ctx.body = JSON.parse(answer.toString());
  return true;
}

/** What makes two requests the same, beside token and client: scope, resource, and the key that a proof is by. */
function requestDigest(ctx: KoaContextWithOIDC, proof: Proof | undefined): Buffer {
  const { scope, resource } = ctx.oidc.params ?? {};
  const scopes = typeof scope === "string" ? [...new Set(scope.split(" "))].sort() : [];
  const resources = [resource ?? []].flat().map(String).sort();
  return createHash("sha256")
    .update(JSON.stringify([scopes, resources, proof?.thumbprint ?? ""]))
    .digest();
}

/** A token that is bound to its client is not rotated (FAPI 2.0 section 5.3.2.1): its use moves its idle end. */
function extend(ending: Ending, token: string, familyEnds: number): void {
  const now = Math.floor(Date.now() / 1_000);
  const exp = Math.min(now + IDLE_SECONDS, familyEnds);
  extendAtEnd(ending, "RefreshToken", token, exp, Math.max(1, exp - now));
}
