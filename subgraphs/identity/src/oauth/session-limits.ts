import { interactionPolicy } from "oidc-provider";
import type { OAuthDeps } from "./deps.ts";
import type { Family } from "./family.ts";
import { loginOf } from "./login-result.ts";
import { sessionGrant } from "./session-grant.ts";
import { chosenTenant } from "./tenants.ts";

const { Check } = interactionPolicy;
const HOUR = 3_600;

/** Whether a family may go on by what its tenant has set: not begun too long ago, and used lately enough. */
export async function mayGoOn(
  { tenantSettings }: Pick<OAuthDeps, "tenantSettings">,
  { tenantId, beganAt, usedAt }: Family,
  now = Date.now() / 1_000,
): Promise<boolean> {
  const { sessionHours, sessionIdleHours } = await tenantSettings(tenantId);
  if (sessionHours !== null && now - beganAt >= sessionHours * HOUR) return false;
  return sessionIdleHours === null || now - usedAt < sessionIdleHours * HOUR;
}

/**
 * Whoever enters a tenant has signed in as lately as it asks: otherwise a browser that stays signed in would begin the next
 * family as soon as one has ended. An application that is in use is not interrupted for want of use elsewhere.
 */
export function sessionLimitCheck(deps: OAuthDeps) {
  return new Check("tenant_session", "the tenant asks for a later sign-in", "login_required", async (ctx) => {
    const { session, result, client } = ctx.oidc;
    if (!session?.accountId || loginOf(result)?.isWhole) return Check.NO_NEED_TO_PROMPT;
    const chosen = await chosenTenant(deps, ctx);
    if (chosen.is !== "chosen") return Check.NO_NEED_TO_PROMPT;
    const { tenantId } = chosen.choice;
    const { sessionHours, sessionIdleHours } = await deps.tenantSettings(tenantId);
    if (sessionHours !== null && session.past(sessionHours * HOUR)) return Check.REQUEST_PROMPT;
    const isIdle =
      sessionIdleHours !== null &&
      session.past(sessionIdleHours * HOUR) &&
      !(await sessionGrant(deps, ctx, client?.clientId as string, tenantId));
    return isIdle ? Check.REQUEST_PROMPT : Check.NO_NEED_TO_PROMPT;
  });
}
