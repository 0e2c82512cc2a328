import type { FieldFault } from "@bulkhead/kernel/error.ts";
import { decodeId } from "@bulkhead/kernel/id.ts";
import type { ImpersonationMode } from "@bulkhead/kernel/impersonation.ts";
import { readName, refuseFaults } from "@bulkhead/kernel/input.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import { requireFresh } from "@bulkhead/kernel/step-up.ts";
import type { StartedImpersonation } from "../operators/impersonate.ts";
import type { OperatorContext } from "../operators/operators.ts";

export const MAX_MINUTES = 60;

export interface StartImpersonationInput {
  userId: string;
  reason: string;
  minutes: number;
  mode?: ImpersonationMode | null | undefined;
}

/**
 * Lets an operator act as a user of the tenant, for a reason and a time; the person and the tenant's Admins are told. To
 * see is one permission, to do as well another.
 */
export async function startImpersonation(
  ctx: OperatorContext,
  input: StartImpersonationInput,
): Promise<StartedImpersonation> {
  const tenantId = authorize(ctx, "impersonation:start");
  requireFresh(ctx, "startImpersonation");
  const mode = input.mode ?? "READ";
  if (mode === "WRITE") authorize(ctx, "writing-impersonation:start");
  const faults: FieldFault[] = [];
  const reason = readName(input.reason, "input.reason", faults);
  const { minutes } = input;
  if (!Number.isInteger(minutes) || minutes < 1 || minutes > MAX_MINUTES) {
    const message = `Give a whole number of minutes from 1 to ${MAX_MINUTES}.`;
    faults.push({ path: "input.minutes", code: "OUT_OF_RANGE", message });
  }
  refuseFaults(faults);
  const userId = decodeId("user", input.userId, "input.userId");
  return ctx.operators.startImpersonation(ctx, { tenantId, userId, reason, minutes, mode });
}
