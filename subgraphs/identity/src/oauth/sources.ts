import type { ErrorOut, KoaContextWithOIDC } from "oidc-provider";
import { deviceCodePage, deviceConfirmPage, deviceDonePage, deviceFaultOf } from "../pages/device-pages.ts";
import { describeError, errorPage } from "../pages/error-page.ts";
import type { Page } from "../pages/page.ts";
import { signedOutPage, signOutPage } from "../pages/sign-out-pages.ts";
import { brandedForClient } from "./brand.ts";
import type { OAuthDeps } from "./deps.ts";
import { currentExchange } from "./exchange.ts";

/** Puts a page in the place of whatever the library would have shown. */
export function show(ctx: { body: unknown; set(headers: Record<string, string>): void }, page: Page): void {
  ctx.set(page.headers);
  ctx.body = page.html;
}

const xsrfOf = (ctx: KoaContextWithOIDC) => (ctx.oidc.session as { state?: { secret?: string } }).state?.secret ?? "";
const clientOf = ({ oidc }: KoaContextWithOIDC) => ({ name: oidc.client?.clientName ?? oidc.client?.clientId ?? "" });

export async function errorSource(ctx: KoaContextWithOIDC, out: ErrorOut): Promise<void> {
  const status = ctx.status;
  const { requestId } = currentExchange().request;
  show(ctx, errorPage({ status, code: out.error, requestId, ...describeError(codeOf(out), status) }));
}

/** What the library files under a general code although a person must do something of its own. */
function codeOf({ error, error_description: description }: ErrorOut): string {
  return /session|interaction|expired/i.test(description ?? "") && error === "invalid_request"
    ? "session_expired"
    : error;
}

export async function deviceCodeSource(
  ctx: KoaContextWithOIDC,
  _form: string,
  _out?: ErrorOut,
  error?: Error,
): Promise<void> {
  const action = ctx.oidc.urlFor("code_verification");
  const fault = error ? { fault: deviceFaultOf(error) } : {};
  const userCode = (error as { userCode?: string } | undefined)?.userCode ?? "";
  show(ctx, deviceCodePage({ action, xsrf: xsrfOf(ctx), userCode, ...fault }));
}

export async function deviceConfirmSource(
  deps: OAuthDeps,
  ctx: KoaContextWithOIDC,
  _form: string,
  _client: unknown,
  device: { ip?: string; ua?: string },
  userCode: string,
): Promise<void> {
  const facts = { ...(device.ip ? { address: device.ip } : {}), ...(device.ua ? { agent: device.ua } : {}) };
  const action = ctx.oidc.urlFor("code_verification");
  const page = deviceConfirmPage({ action, xsrf: xsrfOf(ctx), userCode, client: clientOf(ctx), device: facts });
  show(ctx, await brandedForClient(deps, ctx.oidc.client?.clientId, page));
}

export async function deviceDoneSource(deps: OAuthDeps, ctx: KoaContextWithOIDC): Promise<void> {
  const page = deviceDonePage({ client: clientOf(ctx) });
  show(ctx, await brandedForClient(deps, ctx.oidc.client?.clientId, page));
}

export async function signOutSource(ctx: KoaContextWithOIDC): Promise<void> {
  show(ctx, signOutPage({ action: ctx.oidc.urlFor("end_session_confirm"), xsrf: xsrfOf(ctx) }));
}

export async function signedOutSource(ctx: KoaContextWithOIDC): Promise<void> {
  show(ctx, signedOutPage(ctx.oidc.client ? { client: clientOf(ctx) } : {}));
}
