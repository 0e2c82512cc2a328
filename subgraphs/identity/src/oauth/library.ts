import { createRequire } from "node:module";
import type { KoaContextWithOIDC, Provider } from "oidc-provider";

/**
 * oidc-provider exports neither its grant handlers nor its check of DPoP proofs, and only they know the whole of the
 * protocol. It has no `exports` map, so its modules can be read; the version is pinned, and a test tells when this no
 * longer works.
 */
const moduleOf = (file: string) =>
  import(
    createRequire(import.meta.url)
      .resolve("oidc-provider")
      .replace(/index\.js$/, file)
  );

export type GrantHandler = (ctx: KoaContextWithOIDC) => Promise<void>;

const { default: cache } = (await moduleOf("helpers/weak_cache.js")) as {
  default(provider: Provider): { grantTypeHandlers: Map<string, GrantHandler> };
};

/** By grant type, what answers a token request. */
export function grantHandlers(provider: Provider): Map<string, GrantHandler> {
  return cache(provider).grantTypeHandlers;
}

/** A proof of possession that was found good (RFC 9449 section 4.3), but for whether it was used before. */
export interface Proof {
  /** SHA-256 thumbprint of its key (RFC 7638). */
  thumbprint: string;
  jti: string;
}

const dpop = (await moduleOf("helpers/validate_dpop.js")) as {
  default(provider: Provider, ctx: KoaContextWithOIDC): Promise<Proof | undefined>;
  checkDpopReplay(provider: Provider, ctx: KoaContextWithOIDC, proof: Proof, clientId: string): Promise<void>;
};

/** The request's proof; undefined without one. Errors: `invalid_dpop_proof`, `use_dpop_nonce`. */
export function proofOf(ctx: KoaContextWithOIDC): Promise<Proof | undefined> {
  return dpop.default(ctx.oidc.provider, ctx);
}

/** Uses a proof up. Errors: `invalid_grant` when it was used before. */
export async function useProof(ctx: KoaContextWithOIDC, proof: Proof | undefined): Promise<void> {
  const clientId = ctx.oidc.client?.clientId;
  if (proof && clientId !== undefined) await dpop.checkDpopReplay(ctx.oidc.provider, ctx, proof, clientId);
}
