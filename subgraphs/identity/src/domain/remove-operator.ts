import { decodeId } from "@bulkhead/kernel/id.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import { requireFresh } from "@bulkhead/kernel/step-up.ts";
import type { OperatorContext } from "../operators/operators.ts";

/** Somebody is an operator no longer: sessions, tokens and impersonations of theirs end. Answers the id. */
export async function removeOperator(ctx: OperatorContext, input: { id: string }): Promise<{ id: string }> {
  authorize(ctx, "operator:remove");
  requireFresh(ctx, "removeOperator");
  await ctx.operators.remove(ctx, decodeId("operator", input.id, "input.id"));
  return { id: input.id };
}
