import type { FieldFault } from "@bulkhead/kernel/error.ts";
import { readName, refuseFaults } from "@bulkhead/kernel/input.ts";
import type { OperatorRole } from "@bulkhead/kernel/operator-role.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import { requireFresh } from "@bulkhead/kernel/step-up.ts";
import { readEmail } from "../email.ts";
import type { OperatorWithLink } from "../operators/change-operators.ts";
import type { OperatorContext } from "../operators/operators.ts";

export interface AddOperatorInput {
  email: string;
  name: string;
  role: OperatorRole;
}

/** Makes somebody an operator; they come in by the link, once they have set a password and a second factor. */
export async function addOperator(ctx: OperatorContext, input: AddOperatorInput): Promise<OperatorWithLink> {
  authorize(ctx, "operator:add");
  requireFresh(ctx, "addOperator");
  const faults: FieldFault[] = [];
  const email = readEmail(input.email, "input.email", faults);
  const name = readName(input.name, "input.name", faults);
  refuseFaults(faults);
  return ctx.operators.add(ctx, { email, name, role: input.role });
}
