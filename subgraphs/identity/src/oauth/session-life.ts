import { FAMILY_SECONDS } from "./family.ts";

const SESSION_SECONDS = 14 * 24 * 3_600;
/** Of a session that nobody is signed in to: anybody can begin them by the thousand. */
export const UNSIGNED_SECONDS = 3_600;

/** However often it is used, whoever is signed in gives their password again once a family would have ended. */
export function sessionSeconds({ accountId, loginTs }: { accountId?: string; loginTs?: number }): number {
  if (accountId === undefined) return UNSIGNED_SECONDS;
  const age = loginTs === undefined ? 0 : Math.floor(Date.now() / 1_000) - loginTs;
  return Math.max(1, Math.min(SESSION_SECONDS, FAMILY_SECONDS - age));
}

export const SESSION_COOKIE = { signed: true, httpOnly: true, sameSite: "lax", path: "/" } as const;
