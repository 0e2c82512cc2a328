import type { Provider } from "oidc-provider";
import { answerDeletion } from "./account-deletion.ts";
import { answerChangeEmail, answerConfirmEmail, answerRevertEmail } from "./account-email.ts";
import { answerExport } from "./account-export.ts";
import { answerFactors } from "./account-factors.ts";
import { answerInvitation } from "./account-invitation.ts";
import type { AccountPage } from "./account-page.ts";
import { answerChangePassword } from "./account-password.ts";
import { answerReset, answerResetConfirm } from "./account-reset.ts";
import { answerSessions } from "./account-sessions.ts";
import { answerAccountSecondFactor, answerAccountSignIn, answerAccountSignOut } from "./account-sign-in.ts";
import { answerSignUp, answerSignUpConfirm } from "./account-sign-up.ts";
import { answerJoinTenant } from "./account-tenant-join.ts";
import { answerTenantReady } from "./account-tenant-ready.ts";
import { answerConfirmTenant, answerNewTenant } from "./account-tenants.ts";
import type { OAuthDeps } from "./deps.ts";
import {
  answerAccount,
  answerAuthenticator,
  answerPasskeys,
  answerRecoveryCodes,
  answerRemoveFactor,
} from "./factor-pages.ts";
import type { PageContext } from "./page-context.ts";

/** Pages for a person's own account, outside any client's authorisation. */
export const ACCOUNT_PAGES: Readonly<Record<string, AccountPage>> = {
  "/account/sessions": answerSessions,
  "/account/export": answerExport,
  "/account/delete": answerDeletion,
  "/account/sign-in": answerAccountSignIn,
  "/account/second-factor": answerAccountSecondFactor,
  "/account/sign-out": answerAccountSignOut,
  "/account/sign-up": answerSignUp,
  "/account/sign-up/confirm": answerSignUpConfirm,
  "/account/invitation": answerInvitation,
  "/account/reset": answerReset,
  "/account/reset/confirm": answerResetConfirm,
  "/account/email": answerChangeEmail,
  "/account/email/confirm": answerConfirmEmail,
  "/account/email/revert": answerRevertEmail,
  "/account/password": answerChangePassword,
  "/account/tenants/new": answerNewTenant,
  "/account/tenants/confirm": answerConfirmTenant,
  "/account/tenants/ready": answerTenantReady,
  "/account/tenants/join": answerJoinTenant,
  "/account": answerAccount,
  "/account/authenticator": answerAuthenticator,
  "/account/passkeys": answerPasskeys,
  "/account/recovery-codes": answerRecoveryCodes,
  "/account/factors": answerFactors,
  "/account/factors/remove": answerRemoveFactor,
};

export async function answerAccountPage(deps: OAuthDeps, provider: Provider, ctx: PageContext): Promise<void> {
  const page = Object.hasOwn(ACCOUNT_PAGES, ctx.path) ? ACCOUNT_PAGES[ctx.path] : undefined;
  await page?.(deps, provider, ctx);
}
