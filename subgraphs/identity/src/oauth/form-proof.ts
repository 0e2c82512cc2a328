import { randomBytes, timingSafeEqual } from "node:crypto";
import type { OAuthDeps } from "./deps.ts";
import type { PageContext } from "./page-context.ts";

/** Name of the field that proves a form; its value is also in a cookie, which no other site can set or send along. */
export const PROOF_FIELD = "proof";

const cookieName = (issuer: string) => `${issuer.startsWith("https:") ? "__Host-" : ""}bulkhead_form`;

/**
 * For a form by which somebody who is signed in nowhere signs in: nothing of theirs protects it, so another site could
 * sign them in as somebody else (login CSRF), and they would do their work in a stranger's account.
 */
export function formProof({ issuer }: OAuthDeps, ctx: PageContext): string {
  const name = cookieName(issuer);
  const known = ctx.cookies.get(name, { signed: true });
  if (known !== undefined) return known;
  const proof = randomBytes(16).toString("base64url");
  ctx.cookies.set(name, proof, { signed: true, httpOnly: true, sameSite: "strict", path: "/" });
  return proof;
}

export function isProved({ issuer }: OAuthDeps, ctx: PageContext, form: URLSearchParams): boolean {
  const known = Buffer.from(ctx.cookies.get(cookieName(issuer), { signed: true }) ?? "");
  const given = Buffer.from(form.get(PROOF_FIELD) ?? "");
  return known.length > 0 && known.length === given.length && timingSafeEqual(known, given);
}
