import { appErrorOf } from "@bulkhead/kernel/error.ts";
import type { RegistrationResponseJSON } from "@simplewebauthn/server";
import type { InteractionResults } from "oidc-provider";
import { type FactorAdded, hasSecondFactor } from "../accounts/factors/factors.ts";
import { readAnswer } from "../accounts/factors/passkey-answer.ts";
import { type AuthenticatorFault, authenticatorPage } from "../pages/authenticator-page.ts";
import { enrolmentPage } from "../pages/enrolment-page.ts";
import type { Page } from "../pages/page.ts";
import { type PasskeysFault, passkeysPage } from "../pages/passkeys-page.ts";
import { newCodesPage } from "../pages/recovery-codes-pages.ts";
import { isAtLeast, MULTI_FACTOR_ACR, PHISHING_RESISTANT_ACR } from "./acr.ts";
import { brandOrNone } from "./brand.ts";
import type { OAuthDeps } from "./deps.ts";
import { authenticatorFault } from "./factor-pages.ts";
import { type Answered, type Asked, accountOf, type SecondFactorDetails } from "./interaction.ts";
import { loginAfter, loginResult } from "./login-result.ts";
import type { PageContext } from "./page-context.ts";
import { request, withCode } from "./sign-in-steps.ts";

/** Which kind is being set up; undefined while that is open. */
type By = "app" | "passkey" | undefined;

/** Setting up what the tenant's policy asks for, in the middle of signing in: which kind, then that one. */
export async function enrolmentView(
  deps: OAuthDeps,
  ctx: PageContext,
  asked: Asked,
  details: SecondFactorDetails,
): Promise<Page> {
  const by = [ctx.query.by].flat()[0];
  return viewOf(deps, asked, details, by === "app" || by === "passkey" ? by : undefined);
}

async function viewOf(
  deps: OAuthDeps,
  asked: Asked,
  { demand, tenant, tenantId }: SecondFactorDetails,
  by: By,
  faults: { app?: AuthenticatorFault; passkey?: PasskeysFault } = {},
): Promise<Page> {
  const { factors } = deps.accounts;
  const action = `/oauth/interaction/${asked.uid}`;
  const hidden: Record<string, string> = by ? { by } : {};
  const target = { action, hidden, abort: { action: `${action}/abort` }, factors: [] };
  const accountId = accountOf(asked);
  const isPasskeyOnly = "acr" in demand && demand.acr === PHISHING_RESISTANT_ACR;
  const ways = {
    ...(factors.offersPasskeys ? { passkey: `${action}?by=passkey` } : {}),
    ...(isPasskeyOnly ? {} : { app: `${action}?by=app` }),
  };
  if (by === "app" && ways.app) {
    const fresh = await factors.beginTotp(accountId, asked.session?.uid ?? asked.uid);
    return authenticatorPage({ ...target, fresh, ...(faults.app ? { fault: faults.app } : {}) });
  }
  if (by === "passkey" && ways.passkey) {
    const fresh = await factors.beginPasskey(accountId);
    const fault = faults.passkey ? { fault: faults.passkey } : {};
    return passkeysPage({ ...target, fresh, isOffered: true, ...fault });
  }
  const from = demand.is === "notice" ? { from: demand.from, timeZone: await timeZoneOf(deps, tenantId) } : {};
  return enrolmentPage({ ...target, tenant: { name: tenant }, isPasskeyOnly, ways, ...from });
}

async function timeZoneOf(deps: OAuthDeps, tenantId: string | undefined): Promise<string | null> {
  const brand = tenantId === undefined ? undefined : await brandOrNone(deps, tenantId);
  return brand?.timeZone ?? null;
}

/**
 * An app's first code is a second factor that was proved. A passkey that was made is not: whoever made it is asked to use
 * it, which also shows that it works. Codes for the day when it is lost are shown before going on.
 */
export async function answerEnrolment(
  deps: OAuthDeps,
  asked: Asked,
  details: SecondFactorDetails,
  form: URLSearchParams,
): Promise<Answered> {
  const accountId = accountOf(asked);
  const list = await deps.accounts.factors.list(accountId);
  // Set up since the page was shown, perhaps by the owner while somebody else holds the password: asked for now.
  if (hasSecondFactor(list) && !isAtLeast(asked.session?.acr, MULTI_FACTOR_ACR)) return { result: {} };
  return form.get("by") === "app" ? confirmApp(deps, asked, details, form) : makePasskey(deps, asked, details, form);
}

type Answering = (
  deps: OAuthDeps,
  asked: Asked,
  details: SecondFactorDetails,
  form: URLSearchParams,
) => Promise<Answered>;

const confirmApp: Answering = async (deps, asked, details, form) => {
  const accountId = accountOf(asked);
  const again = async (app: AuthenticatorFault, status: number) => ({
    page: await viewOf(deps, asked, details, "app", { app }),
    status,
  });
  const [id = "", name = "", code = ""] = ["id", "name", "code"].map((field) => form.get(field) ?? "");
  try {
    const added = await deps.accounts.factors.confirmTotp(request(), accountId, { id, name, code });
    if (!added) return again({ code: "WRONG_CODE" }, 401);
    const proved = { accountId, acr: MULTI_FACTOR_ACR, amr: withCode(details.amr), isWhole: false };
    return onwardWith(added, loginResult(loginAfter(proved, details)));
  } catch (error) {
    const known = appErrorOf(error);
    const fault = known && authenticatorFault(known);
    if (!fault) throw error;
    return again(fault, known.code === "RATE_LIMITED" ? 429 : 400);
  }
};

const makePasskey: Answering = async (deps, asked, details, form) => {
  const again = async (passkey: PasskeysFault, status: number) => ({
    page: await viewOf(deps, asked, details, "passkey", { passkey }),
    status,
  });
  const input = {
    challenge: form.get("challenge") ?? "",
    response: readAnswer<RegistrationResponseJSON>(form.get("response")),
    name: form.get("name") ?? "",
  };
  try {
    return onwardWith(await deps.accounts.factors.registerPasskey(request(), accountOf(asked), input), {});
  } catch (error) {
    const { code, fields } = appErrorOf(error) ?? {};
    if (code === "CONFLICT") return again("KNOWN", 409);
    if (code !== "BAD_USER_INPUT") throw error;
    return again(fields?.[0]?.path === "name" ? "NAME" : "REFUSED", 400);
  }
};

function onwardWith({ recoveryCodes: codes }: FactorAdded, result: InteractionResults): Answered {
  return codes ? { result, before: (onward) => newCodesPage({ codes, onward }) } : { result };
}
