import { appErrorOf } from "@bulkhead/kernel/error.ts";
import { tryDecodeId } from "@bulkhead/kernel/id.ts";
import type { Provider } from "oidc-provider";
import { emailKey } from "../email.ts";
import { INVITATION_PAGE } from "../invitations.ts";
import type { AccountFault } from "../pages/account-fault.ts";
import { describeError, errorPage } from "../pages/error-page.ts";
import {
  acceptInvitationPage,
  type InvitationSignUpProps,
  type Invited,
  invitationSignInPage,
  invitationSignUpPage,
  joinedPage,
  otherAccountPage,
} from "../pages/invitation-pages.ts";
import type { Page } from "../pages/page.ts";
import { TEXTS } from "../pages/texts.ts";
import { doneOrTold, PASSWORD_LENGTH } from "./account-fault.ts";
import type { AccountPage } from "./account-page.ts";
import { requireAccount, sessionOf } from "./account-session.ts";
import { PASSWORD_ACR } from "./acr.ts";
import { beginSession } from "./begin-session.ts";
import { brandedFor } from "./brand.ts";
import type { Acceptance, Invitation, OAuthDeps } from "./deps.ts";
import { rememberDevice } from "./device-cookie.ts";
import { currentExchange } from "./exchange.ts";
import { ownerRequest, tokenOf } from "./owner-request.ts";
import { goTo, type PageContext, readForm, showPage } from "./page-context.ts";
import { SESSION_COOKIE } from "./session-life.ts";
import { endSession } from "./sign-out.ts";

const SIGN_IN = `/account/sign-in?next=${INVITATION_PAGE}`;

/** An invitation under way: what each step of the page works with. */
interface Visit {
  deps: OAuthDeps;
  provider: Provider;
  ctx: PageContext;
  token: string;
  invitation: Invitation;
  invited: Invited;
  form: URLSearchParams | undefined;
}

/**
 * `/account/invitation?token=…`: where the link of an invitation leads. Mail programs and scanners open links, so looking
 * uses nothing; only the form does.
 */
export const answerInvitation: AccountPage = async (deps, provider, ctx) => {
  const form = ctx.method === "POST" ? await readForm(ctx, deps.issuer) : undefined;
  const token = tokenOf(ctx, form) || (form === undefined ? remembered(ctx) : "");
  const invitation = await deps.invitationOf(token);
  if (!invitation) {
    deps.denials.denyAnonymous(currentExchange().request.clientAddress, "DEAD_LINK");
    return showRefusal(deps, ctx, undefined, "DEAD");
  }
  const { tenantId } = invitation;
  if ((await deps.tenantStatus(tenantId)) !== "ACTIVE") return showRefusal(deps, ctx, tenantId, "INACTIVE");
  if (!invitation.isBacked) return showRefusal(deps, ctx, tenantId, "UNBACKED");
  const visit = { deps, provider, ctx, token, invitation, invited: await invitedOf(deps, invitation), form };
  if (!form) return look(visit);
  if (form.has("switch")) return switchAccount(visit);
  return form.has("password") ? signUp(visit) : accept(visit);
};

async function invitedOf(deps: OAuthDeps, invitation: Invitation): Promise<Invited> {
  const { tenantId, invitedBy, role, email } = invitation;
  const userId = tryDecodeId("user", invitedBy);
  const [brand, by] = await Promise.all([
    deps.brandOf(tenantId),
    userId === undefined ? undefined : deps.accounts.joinTenant.nameOf({ tenantId, userId }),
  ]);
  return { tenant: { name: brand?.name ?? "" }, role, email, by: by ?? "", message: invitation.message ?? "" };
}

/** What whoever opens the link can do: who they are decides. */
async function look(visit: Visit): Promise<void> {
  const { deps, provider, ctx, token, invitation, invited } = visit;
  remember(ctx, token);
  const session = await sessionOf(deps, provider, ctx);
  if (session) {
    const email = (await deps.accounts.emailOf(session.accountId)) ?? "";
    if (emailKey(email) !== invitation.emailKey) return showOther(visit, 200, email);
    // Whoever has a second factor gives it on every page of theirs.
    if (!(await requireAccount(deps, provider, ctx))) return;
    return show(visit, 200, acceptInvitationPage({ ...invited, ...target(visit) }));
  }
  // A link that was handed over proves no address, so it must not tell whether the address has an account.
  const isKnown = invitation.isMailed && (await deps.accounts.joinTenant.isKnown(invitation.emailKey));
  const page = isKnown ? invitationSignInPage({ ...invited, signIn: SIGN_IN }) : signUpView(visit);
  return show(visit, 200, page);
}

async function accept(visit: Visit): Promise<void> {
  const { deps, provider, ctx, token, invitation } = visit;
  remember(ctx, token);
  const session = await requireAccount(deps, provider, ctx);
  if (!session) return;
  const email = (await deps.accounts.emailOf(session.accountId)) ?? "";
  if (emailKey(email) !== invitation.emailKey) return showOther(visit, 403, email);
  const joined = await deps.accounts.joinTenant
    .join(ownerRequest(ctx), session.accountId, invitation)
    .catch(unlessRefused);
  if (joined === undefined) return showRefusal(deps, ctx, invitation.tenantId, "REFUSED");
  return finish(visit, joined);
}

/** The link proves the address, so that a name and a password are all that is missing. */
async function signUp(visit: Visit): Promise<void> {
  const { deps, provider, ctx, invitation, invited, form } = visit;
  const given = { name: form?.get("name") ?? "", password: form?.get("password") ?? "" };
  const { name } = given;
  const whom = { ...invitation, tenantName: invited.tenant.name };
  const join = async () => {
    const made = await deps.accounts.joinTenant.signUp(ownerRequest(ctx), whom, given);
    if (!made) return show(visit, 409, signUpView(visit, { name, fault: { code: "KNOWN" } }));
    const { accountId, userId } = made;
    await beginSession(deps, provider, ctx, { accountId, acr: PASSWORD_ACR, amr: ["pwd"] });
    await rememberDevice(deps, ctx, accountId, { quietly: true });
    return finish(visit, userId);
  };
  const formWith = (fault: AccountFault) => brandedFor(deps, invitation.tenantId, signUpView(visit, { name, fault }));
  await doneOrTold(ctx, join, formWith, () => showRefusal(deps, ctx, invitation.tenantId, "REFUSED"));
}

async function finish(visit: Visit, userId: string): Promise<void> {
  const { deps, ctx, token, invitation, invited } = visit;
  const { requestId, clientAddress } = currentExchange().request;
  const acceptance = await deps.acceptInvitation({ token, userId, requestId, clientAddress });
  if (acceptance !== "ACCEPTED") return showRefusal(deps, ctx, invitation.tenantId, acceptance);
  forget(ctx);
  return show(visit, 200, joinedPage(invited));
}

/** Signs this browser out, as its owner wishes, and asks again who they are. */
async function switchAccount({ deps, provider, ctx, token }: Visit): Promise<void> {
  const session = await sessionOf(deps, provider, ctx);
  if (session) {
    await endSession(deps, session.uid);
    ctx.cookies.set(provider.cookieName("session"), null, SESSION_COOKIE);
  }
  remember(ctx, token);
  goTo(ctx, INVITATION_PAGE);
}

const target = ({ token }: Visit) => ({ action: INVITATION_PAGE, token });

function signUpView(visit: Visit, more: Pick<InvitationSignUpProps, "name" | "fault"> = {}): Page {
  const props = { ...visit.invited, ...target(visit), passwordLength: PASSWORD_LENGTH, signIn: SIGN_IN };
  return invitationSignUpPage({ ...props, ...more });
}

function showOther(visit: Visit, status: number, signedIn: string): Promise<void> {
  return show(visit, status, otherAccountPage({ ...visit.invited, ...target(visit), signedIn }));
}

async function show({ deps, ctx, invitation }: Visit, status: number, page: Page): Promise<void> {
  showPage(ctx, status, await brandedFor(deps, invitation.tenantId, page));
}

const REFUSALS = {
  INACTIVE: { code: "tenant_inactive", title: TEXTS.invitation.inactiveTitle, sentence: TEXTS.invitation.inactive },
  UNBACKED: {
    code: "invitation_unbacked",
    title: TEXTS.invitation.unbackedTitle,
    sentence: TEXTS.invitation.unbacked,
  },
  REFUSED: { code: "access_denied", title: TEXTS.invitation.refusedTitle, sentence: TEXTS.invitation.refused },
} as const;

/** A link that does not work looks the same whatever is wrong with it: unknown, another's, used, revoked, expired. */
async function showRefusal(
  deps: OAuthDeps,
  ctx: PageContext,
  tenantId: string | undefined,
  why: Exclude<Acceptance, "ACCEPTED"> | "REFUSED",
): Promise<void> {
  const { requestId } = currentExchange().request;
  forget(ctx);
  if (why === "DEAD") {
    const dead = { status: 404, code: "invalid_link", requestId, ...describeError("invalid_link", 404) };
    return showPage(ctx, 404, errorPage(dead));
  }
  showPage(ctx, 403, await brandedFor(deps, tenantId, errorPage({ status: 403, requestId, ...REFUSALS[why] })));
}

function unlessRefused(error: unknown): undefined {
  if (appErrorOf(error)?.code !== "NOT_FOUND") throw error;
  return undefined;
}

const COOKIE = "bulkhead_invitation";
const COOKIE_OPTIONS = { signed: true, httpOnly: true, sameSite: "lax", path: INVITATION_PAGE } as const;

/** The way through the sign-in page must not carry the token, so this browser keeps it for the time that takes. */
function remember(ctx: PageContext, token: string): void {
  ctx.cookies.set(COOKIE, token, { ...COOKIE_OPTIONS, maxAge: 60 * 60 * 1_000 });
}

function remembered(ctx: PageContext): string {
  return ctx.cookies.get(COOKIE, { signed: true }) ?? "";
}

function forget(ctx: PageContext): void {
  if (remembered(ctx) !== "") ctx.cookies.set(COOKIE, null, COOKIE_OPTIONS);
}
