import type { KoaContextWithOIDC } from "oidc-provider";
import { errors, interactionPolicy } from "oidc-provider";
import { FRESH_SECONDS } from "./account-session.ts";
import type { OAuthDeps } from "./deps.ts";
import { entryDemand } from "./entry-demand.ts";
import { isStale, loginOf } from "./login-result.ts";
import { chosenTenant } from "./tenants.ts";

const { Check, Prompt } = interactionPolicy;

/**
 * After the tenant is known and before anybody consents: more than a password, where the tenant, the person or the client
 * wants more. Without a page that is `login_required`, as for any other proof of who somebody is.
 */
export function secondFactor(deps: OAuthDeps) {
  return new Prompt(
    { name: "second_factor" },
    async ({ oidc }) => {
      const { amr = [], loginTs = 0 } = (oidc.session ?? {}) as { amr?: string[]; loginTs?: number };
      return { amr, authTime: loginTs, login: loginOf(oidc.result) };
    },
    new Check(
      "factor_needed",
      "more than a password is needed to enter the tenant",
      "login_required",
      async (ctx) => {
        const demand = await entryDemand(deps, ctx);
        if (demand.is === "unmet")
          throw new errors.UnmetAuthenticationRequirements("the person has no means for the class that was asked for");
        return demand.is === "met" ? Check.NO_NEED_TO_PROMPT : Check.REQUEST_PROMPT;
      },
      async (ctx) => ({ demand: await entryDemand(deps, ctx), ...(await tenantOf(deps, ctx)) }),
    ),
  );
}

/** Replaces the library's, to which a code given a moment ago is a sign-in like any other. */
export function maxAgeCheck() {
  return new Check("max_age", "the sign-in is too long ago", "login_required", (ctx) =>
    isStale(ctx) ? Check.REQUEST_PROMPT : Check.NO_NEED_TO_PROMPT,
  );
}

/** What one signs in with is set up by somebody who has just signed in, not by whoever found the browser open. */
export function freshEnrolmentCheck(deps: OAuthDeps) {
  return new Check("fresh_enrolment", "a second factor is to be set up", "login_required", async (ctx) => {
    const { session, result } = ctx.oidc;
    if (!session?.accountId || loginOf(result)?.isWhole || !session.past(FRESH_SECONDS)) return Check.NO_NEED_TO_PROMPT;
    return (await entryDemand(deps, ctx)).is === "enrolment" ? Check.REQUEST_PROMPT : Check.NO_NEED_TO_PROMPT;
  });
}

async function tenantOf(deps: OAuthDeps, ctx: KoaContextWithOIDC) {
  const chosen = await chosenTenant(deps, ctx);
  return chosen.is === "chosen" ? { tenantId: chosen.choice.tenantId, tenant: chosen.choice.tenantName } : {};
}
