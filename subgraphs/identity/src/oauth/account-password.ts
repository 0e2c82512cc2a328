import { hasSecondFactor } from "../accounts/factors/factors.ts";
import type { AccountFault } from "../pages/account-fault.ts";
import { changePasswordPage, passwordChangedPage } from "../pages/password-page.ts";
import { doneOrTold, PASSWORD_LENGTH } from "./account-fault.ts";
import type { AccountPage } from "./account-page.ts";
import { FRESH_SECONDS, requireAccount } from "./account-session.ts";
import { PASSWORD_ACR } from "./acr.ts";
import { beginSession } from "./begin-session.ts";
import { deviceOf } from "./device-cookie.ts";
import { ownerRequest } from "./owner-request.ts";
import { goTo, readForm, showPage } from "./page-context.ts";

const HERE = "/account/password";
const HOME = "/account";

/** `/account/password`: another password for whoever knows the one they have. They stay signed in here, and nowhere else. */
export const answerChangePassword: AccountPage = async (deps, provider, ctx) => {
  const session = await requireAccount(deps, provider, ctx, { maxAge: FRESH_SECONDS });
  if (!session) return;
  const { accountId } = session;
  const email = await deps.accounts.changeEmail.current(accountId);
  const props = { action: HERE, email, passwordLength: PASSWORD_LENGTH, back: HOME };
  if (ctx.method !== "POST") return showPage(ctx, 200, changePasswordPage(props));
  const form = await readForm(ctx, deps.issuer);
  const [current, password] = [form.get("current") ?? "", form.get("password") ?? ""];
  const input = { accountId, current, password, device: deviceOf(ctx), request: ownerRequest(ctx) };
  const change = () => deps.accounts.changePassword(input);
  const formWith = (fault: AccountFault) => changePasswordPage({ ...props, fault });
  if (!(await doneOrTold(ctx, change, formWith, () => goTo(ctx, "/account/sign-in")))) return;
  // All sessions ended, this one too. The person has just proved to know the password, so they get another, which says that
  // and no more: a second factor that was given earlier must not become one of now (docs/adr/0027).
  const isIn = await beginSession(deps, provider, ctx, { accountId, acr: PASSWORD_ACR, amr: ["pwd"] });
  if (!isIn) return goTo(ctx, "/account/sign-in");
  const isAsked = hasSecondFactor(await deps.accounts.factors.list(accountId));
  showPage(ctx, 200, passwordChangedPage({ back: HOME, isAsked }));
};
