import { decodeId } from "@bulkhead/kernel/id.ts";
import type { OperatorRole } from "@bulkhead/kernel/operator-role.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import { requireFresh } from "@bulkhead/kernel/step-up.ts";
import type { Operator } from "../operators/operator-row.ts";
import type { OperatorContext } from "../operators/operators.ts";

export interface ChangeOperatorRoleInput {
  id: string;
  role: OperatorRole;
}

/** Gives an operator another role; what they had open under the old one ends. */
export async function changeOperatorRole(ctx: OperatorContext, input: ChangeOperatorRoleInput): Promise<Operator> {
  authorize(ctx, "operator-role:change");
  requireFresh(ctx, "changeOperatorRole");
  const operatorId = decodeId("operator", input.id, "input.id");
  return ctx.operators.changeRole(ctx, { operatorId, role: input.role });
}
