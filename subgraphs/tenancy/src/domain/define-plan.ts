import { appendAudit } from "@bulkhead/kernel/audit.ts";
import { violatedConstraint, withTenant } from "@bulkhead/kernel/database.ts";
import { conflict, type FieldFault } from "@bulkhead/kernel/error.ts";
import { readName, refuseFaults } from "@bulkhead/kernel/input.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import { isPlanLimit, leastOf, PLAN_LIMITS, type QuotaLimits } from "@bulkhead/kernel/quota.ts";
import { requireFresh } from "@bulkhead/kernel/step-up.ts";
import type { TenancyContext } from "../context.ts";
import type { Plan } from "../plan-row.ts";

export interface DefinePlanInput {
  name: string;
  description: string;
  /** Quota → most; one that is left out is unlimited. */
  limits: Record<string, unknown>;
}

const PLAN_NAME = /^[a-z][a-z0-9-]{0,30}$/;

/**
 * Makes a plan, or the next version of it, which holds at once for every tenant on it. Called as the platform in no tenant's
 * name: what it does is recorded with the installation. What a tenant has stored beyond a lower limit stays; more is refused.
 */
export async function definePlan(ctx: TenancyContext, input: DefinePlanInput): Promise<Plan> {
  const tenantId = authorize(ctx, "plan:define");
  requireFresh(ctx, "definePlan");
  const faults: FieldFault[] = [];
  const { name } = input;
  if (!PLAN_NAME.test(name)) {
    const message = "Name a plan with 1 to 31 lower-case letters, digits and hyphens, a letter first.";
    faults.push({ path: "input.name", code: "INVALID_NAME", message });
  }
  const description = readName(input.description, "input.description", faults);
  const limits = readGivenLimits(input.limits, faults);
  refuseFaults(faults);

  try {
    const version = await withTenant(ctx.db, tenantId, async (tx) => {
      const [known] = await tx.query<{ version: number; settings: object }>({
        text: "select version, settings from tenancy.plan where name = $1 order by version desc limit 1",
        values: [name],
      });
      const next = (known?.version ?? 0) + 1;
      await tx.commit([
        {
          text: `insert into tenancy.plan (name, version, description, limits, settings, created_by)
                 values ($1, $2, $3, $4, $5, $6)`,
          values: [
            name,
            next,
            description,
            JSON.stringify(limits),
            JSON.stringify(known?.settings ?? {}),
            ctx.principal.id,
          ],
        },
        { text: "delete from platform.plan_limit where plan = $1", values: [name] },
        {
          text: `insert into platform.plan_limit (plan, quota, most)
                 select $1, key, value::bigint from jsonb_each_text($2)`,
          values: [name, JSON.stringify(limits)],
        },
        appendOutbox(tenantId, [{ type: "plan.defined", subject: tenantId, payload: { name, version: next } }]),
        appendAudit(ctx, tenantId, {
          action: "plan.define",
          target: name,
          detail: { version: next, limits: Object.entries(limits).map(([quota, most]) => `${quota}=${most}`) },
        }),
      ]);
      return next;
    });
    await ctx.feed.settled();
    return { name, version, description, limits };
  } catch (error) {
    if (violatedConstraint(error) !== undefined)
      throw conflict("Somebody defined this plan at the same moment. Look at it and try again.", error);
    throw error;
  }
}

function readGivenLimits(given: Record<string, unknown>, faults: FieldFault[]): QuotaLimits {
  for (const [quota, most] of Object.entries(given)) {
    const path = `input.limits.${quota}`;
    if (!isPlanLimit(quota)) {
      const message = `There is no quota ${quota}: give ${PLAN_LIMITS.join(", ")}.`;
      faults.push({ path, code: "UNKNOWN_QUOTA", message });
    } else if (!Number.isSafeInteger(most) || (most as number) < leastOf(quota)) {
      const message = `Give a whole number, ${leastOf(quota)} or more, or leave it out.`;
      faults.push({ path, code: "OUT_OF_RANGE", message });
    }
  }
  return given as QuotaLimits;
}
