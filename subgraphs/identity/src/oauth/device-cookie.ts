import { digestToken, makeToken } from "../accounts/mail-proofs.ts";
import { describeUserAgent } from "../accounts/user-agent.ts";
import type { OAuthDeps } from "./deps.ts";
import { currentExchange } from "./exchange.ts";
import type { PageContext } from "./page-context.ts";

/** Its value is the credential, and nothing that could be guessed. */
const UNSIGNED = { signed: false };
const YEAR_MS = 365 * 24 * 3_600_000;

/** The digest of the device that this browser says it is; undefined for one that says nothing. */
export function deviceOf(ctx: PageContext): Buffer | undefined {
  return digestToken(ctx.cookies.get(nameOf(ctx), UNSIGNED) ?? "");
}

/**
 * After somebody has signed in completely: knows the browser from now on, and tells the owner by mail of one that is new;
 * `quietly` where the account was made here a moment ago.
 */
export async function rememberDevice(
  deps: OAuthDeps,
  ctx: PageContext,
  accountId: string,
  { quietly = false } = {},
): Promise<void> {
  const name = nameOf(ctx);
  const said = ctx.cookies.get(name, UNSIGNED) ?? "";
  const token = digestToken(said) ? said : makeToken();
  ctx.cookies.set(name, token, {
    ...UNSIGNED,
    httpOnly: true,
    sameSite: "lax",
    secure: ctx.secure,
    path: "/",
    maxAge: YEAR_MS,
  });
  const userAgent = describeUserAgent(ctx.get("user-agent"));
  const { request } = currentExchange();
  const digest = digestToken(token) as Buffer;
  await deps.accounts.devices.remember({ accountId, digest, userAgent, quietly, request });
}

/** Of the host alone (RFC 6265bis section 4.1.3): a neighbour under the same domain could otherwise make it known. */
const nameOf = (ctx: PageContext) => `${ctx.secure ? "__Host-" : ""}bulkhead_device`;
