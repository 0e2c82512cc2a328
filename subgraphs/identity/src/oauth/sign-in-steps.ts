import { appErrorOf } from "@bulkhead/kernel/error.ts";
import type { AuthenticationResponseJSON } from "@simplewebauthn/server";
import { readAnswer } from "../accounts/factors/passkey-answer.ts";
import type { SignInFault } from "../pages/sign-in-page.ts";
import { type Acr, MULTI_FACTOR_ACR, PASSWORD_ACR, PHISHING_RESISTANT_ACR } from "./acr.ts";
import type { OAuthDeps } from "./deps.ts";
import { deviceOf } from "./device-cookie.ts";
import { currentExchange } from "./exchange.ts";
import type { PageContext } from "./page-context.ts";

/** What somebody has just proved by a form of ours. */
export interface Proved {
  accountId: string;
  acr: Acr;
  /** RFC 8176. */
  amr: string[];
  /** When the password was set that stood at that moment; undefined for a code, which is proved to a session. */
  passwordChangedAt?: string;
  /** Whether it says who somebody is by itself; a code does not. */
  isWhole: boolean;
}

/** `status` is that of the page which tells the fault. */
export type Step = { proved: Proved } | { fault: SignInFault; status: number };

/** E-mail address and password. */
export async function provePassword(deps: OAuthDeps, ctx: PageContext, form: URLSearchParams): Promise<Step> {
  const [email, password] = [form.get("email") ?? "", form.get("password") ?? ""];
  return step("WRONG_CREDENTIALS", async () => {
    const signedIn = await deps.accounts.signIn({ email, password, device: deviceOf(ctx), ...request() });
    return signedIn && { ...signedIn, acr: PASSWORD_ACR, amr: ["pwd"], isWhole: true };
  });
}

/** A passkey: of anybody, who is thereby signed in, or of the one account that is named. */
export async function provePasskey(deps: OAuthDeps, form: URLSearchParams, accountId?: string): Promise<Step> {
  const response = readAnswer<AuthenticationResponseJSON>(form.get("response"));
  const input = { challenge: form.get("challenge") ?? "", response, ...(accountId === undefined ? {} : { accountId }) };
  return step("WRONG_PASSKEY", async () => {
    const signedIn = await deps.accounts.factors.verifyPasskey(request(), input);
    return signedIn && { ...signedIn, acr: PHISHING_RESISTANT_ACR, isWhole: true };
  });
}

/** A code of an authenticator app or a recovery code, beside what the session has proved already. */
export async function proveCode(
  deps: OAuthDeps,
  { accountId, amr }: { accountId: string; amr: readonly string[] },
  form: URLSearchParams,
): Promise<Step> {
  return step("WRONG_CODE", async () => {
    const verified = await deps.accounts.factors.verifyCode(request(), accountId, form.get("code") ?? "");
    return verified && { accountId, acr: MULTI_FACTOR_ACR, amr: withCode(amr), isWhole: false };
  });
}

/** Methods of a session to which a one-time code was added (RFC 8176 section 2). */
export function withCode(amr: readonly string[]): string[] {
  return [...new Set([...amr, "otp", "mfa"])];
}

async function step(
  wrong: "WRONG_CREDENTIALS" | "WRONG_PASSKEY" | "WRONG_CODE",
  prove: () => Promise<Proved | undefined>,
) {
  try {
    const proved = await prove();
    return proved ? { proved } : { fault: { code: wrong }, status: 401 };
  } catch (error) {
    return faultOf(error);
  }
}

/** What a page tells of an error that is nobody's fault but a limit; others are thrown on. */
export function faultOf(error: unknown): { fault: SignInFault; status: number } {
  const { code, extensions } = appErrorOf(error) ?? {};
  if (code === "UNAVAILABLE") return { fault: { code: "BUSY" }, status: 503 };
  if (code !== "RATE_LIMITED") throw error;
  const minutes = Math.ceil(Number(extensions?.retryAfter ?? 60) / 60);
  return { fault: { code: "TOO_MANY_ATTEMPTS", minutes }, status: 429 };
}

/** Who asks, for the audit log and the limits. */
export function request() {
  const { requestId, clientAddress } = currentExchange().request;
  return { requestId, clientAddress };
}

/** For a page where anybody may use a passkey; nothing where the origin allows none. */
export async function passkeyForAnybody({ accounts: { factors } }: OAuthDeps) {
  return factors.offersPasskeys ? { passkey: await factors.beginPasskeyUse() } : {};
}

export async function passkeyOf({ accounts: { factors } }: OAuthDeps, accountId: string) {
  return factors.offersPasskeys ? { passkey: await factors.beginPasskeyUse(accountId) } : {};
}
