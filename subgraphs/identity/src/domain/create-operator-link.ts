import { decodeId } from "@bulkhead/kernel/id.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import { requireFresh } from "@bulkhead/kernel/step-up.ts";
import type { OperatorWithLink } from "../operators/change-operators.ts";
import type { OperatorContext } from "../operators/operators.ts";

/** A new link for an operator who has lost password or authenticator. */
export async function createOperatorLink(ctx: OperatorContext, input: { id: string }): Promise<OperatorWithLink> {
  authorize(ctx, "operator-link:create");
  requireFresh(ctx, "createOperatorLink");
  return ctx.operators.makeLink(ctx, decodeId("operator", input.id, "input.id"));
}
