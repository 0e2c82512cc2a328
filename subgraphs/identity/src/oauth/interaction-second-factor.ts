import type { InteractionResults } from "oidc-provider";
import type { Page } from "../pages/page.ts";
import { secondFactorPage } from "../pages/second-factor-page.ts";
import type { SignInFault } from "../pages/sign-in-page.ts";
import type { OAuthDeps } from "./deps.ts";
import { type Answered, type Asked, accountOf, type SecondFactorDetails } from "./interaction.ts";
import { answerEnrolment, enrolmentView } from "./interaction-enrolment.ts";
import { loginAfter, loginResult } from "./login-result.ts";
import type { PageContext } from "./page-context.ts";
import { passkeyOf, proveCode, provePasskey } from "./sign-in-steps.ts";

const detailsOf = (asked: Asked) => asked.prompt.details as unknown as SecondFactorDetails;

/** More than a password: by what the person has, or by setting it up. */
export async function secondFactorView(
  deps: OAuthDeps,
  ctx: PageContext,
  asked: Asked,
  fault?: SignInFault,
): Promise<Page> {
  const { demand, tenant } = detailsOf(asked);
  if (demand.is !== "factor") return enrolmentView(deps, ctx, asked, detailsOf(asked));
  const action = `/oauth/interaction/${asked.uid}`;
  const passkey = demand.ways.passkey ? await passkeyOf(deps, accountOf(asked)) : {};
  return secondFactorPage({
    action,
    abort: { action: `${action}/abort` },
    tenant: { name: tenant },
    takesCode: demand.ways.code,
    ...passkey,
    ...(fault ? { fault } : {}),
  });
}

export async function answerSecondFactor(
  deps: OAuthDeps,
  ctx: PageContext,
  asked: Asked,
  form: URLSearchParams,
): Promise<Answered> {
  const details = detailsOf(asked);
  const { demand, amr } = details;
  if (demand.is !== "factor") {
    if (demand.is === "notice" && form.has("later"))
      return { result: { second_factor: { later: true } } as InteractionResults };
    return answerEnrolment(deps, asked, details, form);
  }
  const accountId = accountOf(asked);
  const step = form.has("response")
    ? await provePasskey(deps, form, accountId)
    : await proveCode(deps, { accountId, amr }, form);
  if ("fault" in step) return { page: await secondFactorView(deps, ctx, asked, step.fault), status: step.status };
  return { result: loginResult(loginAfter(step.proved, details)) };
}
