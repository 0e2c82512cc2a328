import type { InteractionResults, KoaContextWithOIDC } from "oidc-provider";
import type { Proved } from "./sign-in-steps.ts";

/** What an answered page tells the library of who is signed in, how well, and since when. */
export interface Login {
  accountId: string;
  acr: string;
  amr: readonly string[];
  /** Seconds since 1970: `auth_time`. */
  ts: number;
  /** When the password was set that was proved or that stood then; a session is void once the account says another time. */
  passwordChangedAt?: string | undefined;
  /** Whether it is a whole authentication, as `prompt=login` and `max_age` ask for: a code alone is none. */
  isWhole: boolean;
}

export function loginOf(result: unknown): Login | undefined {
  return (result as { login?: Login } | undefined)?.login;
}

export function loginResult(login: Login): InteractionResults {
  return { login } as unknown as InteractionResults;
}

/** A code adds to what was proved, when it was proved; a passkey is a sign-in of its own. */
export function loginAfter(proved: Proved, { login, authTime }: { login?: Login; authTime: number }): Login {
  if (proved.isWhole) return { ...proved, ts: Math.floor(Date.now() / 1_000) };
  const { passwordChangedAt, isWhole = false } = login ?? {};
  return { ...proved, ts: authTime, isWhole, ...(passwordChangedAt === undefined ? {} : { passwordChangedAt }) };
}

/** Whether the person proved who they are longer ago than the client accepts, and not again for this authorisation. */
export function isStale({ oidc }: KoaContextWithOIDC): boolean {
  const maxAge = oidc.params?.max_age;
  if (maxAge === undefined || loginOf(oidc.result)?.isWhole) return false;
  return oidc.session?.past(Number(maxAge)) ?? true;
}
